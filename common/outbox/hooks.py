"""What upper rooms tell the outbox and want to hear of it. They register plain functions in ``AppConfig.ready``."""

from collections.abc import Callable

from django.db.models import Q

from common.outbox.models import Message

# Called in the transaction that marks a message as failed or bounced.
message_failed: list[Callable[[Message], None]] = []
# Each: a person -> which messages they may read, None for none. A message is readable when any of them allows it.
readers: list[Callable[[object], Q | None]] = []
# Each: a person -> messages they may not read although ``readers`` allows it: those about themselves.
not_for: list[Callable[[object], Q]] = []
# Each: scopes of messages -> the time zone (IANA name) of those it knows. What nobody knows has the portal's zone.
zones: list[Callable[[set[str]], dict[str, str]]] = []
