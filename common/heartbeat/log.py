"""What the log keeps of health checks."""

import logging


class SilentHealth(logging.Filter):
    """Drops the line "Service Unavailable: /healthz": whoever asks gets the answer, every few seconds."""

    def filter(self, record):
        return getattr(record, "status_code", None) != 503 or "/healthz" not in record.getMessage()
