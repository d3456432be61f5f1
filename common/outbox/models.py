from django.db import models


class Message(models.Model):
    """One mail to one person. A row before anything is sent; its Message-ID stays, however often it is tried."""

    class State(models.TextChoices):
        QUEUED = "queued"
        SENT = "sent"
        FAILED = "failed"
        BOUNCED = "bounced"
        CANCELLED = "cancelled"

    key = models.CharField(max_length=200, unique=True)
    kind = models.CharField(max_length=60)
    scope = models.CharField(max_length=60, blank=True)
    about = models.CharField(max_length=60, blank=True, db_index=True)
    to = models.CharField(max_length=320)
    to_name = models.CharField(max_length=200, blank=True)
    from_name = models.CharField(max_length=200, blank=True)
    reply_to = models.CharField(max_length=320, blank=True)
    subject = models.CharField(max_length=300)
    text = models.TextField()
    html = models.TextField(blank=True)
    attachments = models.JSONField(default=list)
    state = models.CharField(max_length=10, choices=State.choices, default=State.QUEUED)
    attempts = models.PositiveIntegerField(default=0)
    error = models.TextField(blank=True)
    message_id = models.CharField(max_length=200, unique=True)
    created_at = models.DateTimeField()
    sent_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [
            models.Index(fields=["-created_at"], name="message_newest"),
            models.Index(fields=["scope", "-created_at"], name="message_scope_newest"),
            models.Index(fields=["state", "created_at"], name="message_state"),
        ]

    def __str__(self):
        return self.key
