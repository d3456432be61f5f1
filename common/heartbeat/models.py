from django.db import models


class Heartbeat(models.Model):
    """When a part of the portal last said that it lives: ``worker``, ``scheduler``."""

    name = models.CharField(max_length=40, primary_key=True)
    at = models.DateTimeField()

    def __str__(self):
        return self.name
