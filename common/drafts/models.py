from django.db import models


class Versioned(models.Model):
    """A row that several windows may edit: each save names the version it began from."""

    version = models.PositiveIntegerField(default=1)

    class Meta:
        abstract = True
