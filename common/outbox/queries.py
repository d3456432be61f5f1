"""Which messages a person may read, and in whose time zone they are shown."""

from collections.abc import Iterable

from django.conf import settings
from django.db.models import Q, QuerySet

from common.outbox import hooks
from common.outbox.models import Message

TROUBLE = (Message.State.FAILED, Message.State.BOUNCED)


def visible_to(person) -> QuerySet[Message]:
    """Messages the person may read, by what upper rooms allow; without their text, which lists do not need."""
    allowed = [where for reads in hooks.readers if person and (where := reads(person)) is not None]
    if not allowed:
        return Message.objects.none()
    messages = Message.objects.filter(_any(allowed))
    for hides in hooks.not_for:
        messages = messages.exclude(hides(person))
    return messages


def _any(conditions: list[Q]) -> Q:
    """An empty condition allows everything, which ``|`` alone would forget."""
    if any(not where for where in conditions):
        return Q()
    joined = conditions[0]
    for where in conditions[1:]:
        joined |= where
    return joined


def zones_of(messages: Iterable[Message]) -> dict[str, str]:
    """Scope -> time zone (IANA name), for each scope among ``messages``; the portal's zone where nobody names one."""
    scopes = {message.scope for message in messages}
    known = {}
    for names in hooks.zones:
        known |= names(scopes)
    return {scope: known.get(scope, settings.TIME_ZONE) for scope in scopes}


def in_trouble(messages: QuerySet[Message], most: int) -> list[Message]:
    """The newest messages that did not arrive."""
    return list(messages.filter(state__in=TROUBLE).order_by("-created_at", "-pk").defer("text", "html")[:most])
