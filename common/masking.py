"""Secrets of links, hidden wherever people or log files would see them."""

import logging
import re

# A secret is a long part of an address; codes that people may read have 12 characters.
_SECRET_PART = re.compile(r"(?<=/)[\w.:%~-]{24,}(?=[/?#\s\"'<>)]|$)")
_SECRET_QUERY = re.compile(r"(?<=[?&])([\w-]*(?:token|key|secret|code)[\w-]*=)[^&\s\"'<>#]+", re.IGNORECASE)
MASK = "•••"


def mask(text: str) -> str:
    """``text`` with the secret part of every link replaced, so that the link shown does not work."""
    return _SECRET_QUERY.sub(rf"\g<1>{MASK}", _SECRET_PART.sub(MASK, text))


class MaskLinks(logging.Filter):
    """Keeps links that act as keys out of the log, whichever library writes the line, and out of its traceback."""

    _formatter = logging.Formatter()

    def filter(self, record):
        if record.exc_info and not record.exc_text:
            record.exc_text = mask(self._formatter.formatException(record.exc_info))
        try:
            record.msg, record.args = mask(record.getMessage()), ()
        except (TypeError, ValueError):  # a line whose words and values do not fit: logging itself reports it
            return True
        return True
