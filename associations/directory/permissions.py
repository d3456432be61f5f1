"""What an association may do, which follows from its licences. Every feature asks here, and nowhere else."""

import datetime
from enum import Enum

from django.db import models
from django.utils import formats
from django.utils.translation import gettext as _

from associations.directory.models import Association, Licence


class Act(Enum):
    """What needs a licence to be in force."""

    APPLY = "apply"
    """Taking new applications."""
    AWARD = "award"
    MARK = "mark"
    """Writing IMH-E® and the like, on a certificate or a page."""
    LIST = "list"
    """Showing its endorsed professionals in the registry."""
    TEXTS = "texts"
    """Having its own wording of the statements for raters, which belong to the Competency Guidelines."""


_ENDORSEMENT = (Licence.Kind.ENDORSEMENT,)
KINDS = dict.fromkeys(Act, _ENDORSEMENT) | {Act.TEXTS: (Licence.Kind.GUIDELINES, Licence.Kind.ENDORSEMENT)}
"""Any of these licences is enough; who may award Endorsement uses the Guidelines too."""


def in_force(day: datetime.date) -> models.Q:
    """Licences in force on ``day``; an unknown start or end is open."""
    return models.Q(models.Q(valid_from__isnull=True) | models.Q(valid_from__lte=day)) & models.Q(
        models.Q(valid_until__isnull=True) | models.Q(valid_until__gte=day)
    )


def those_who_may(act: Act, day: datetime.date) -> models.QuerySet[Association]:
    """The associations that may do it on ``day``, for lists; as a condition it costs no query of its own."""
    licences = Licence.objects.filter(in_force(day), kind__in=KINDS[act])
    return Association.objects.filter(pk__in=licences.values("association_id")).order_by()


def may(act: Act, association: Association, day: datetime.date) -> bool:
    """Whether the association may do it on ``day``. One query."""
    return not refusal(act, association, day)


def refusal(act: Act, association: Association, day: datetime.date) -> str:
    """Why the association may not do it on ``day``, and what that means, in a sentence each; "" when it may."""
    licences = association.licences.filter(kind__in=KINDS[act]).values_list("valid_from", "valid_until")
    spans = [(first or datetime.date.min, last or datetime.date.max) for first, last in licences]
    if any(first <= day <= last for first, last in spans):
        return ""
    return f"{_why(association, KINDS[act][0].label, spans, day)} {_meaning(act)}"


def _why(association, kind, spans, day) -> str:
    coming = min((first for first, _last in spans if first > day), default=None)
    ended = max((last for _first, last in spans if last < day), default=None)
    words = {"association": association.name, "kind": kind}
    if coming:
        words["day"] = formats.date_format(coming)
        return _("The licence of %(association)s for %(kind)s begins on %(day)s.") % words
    if ended:
        words["day"] = formats.date_format(ended)
        return _("The licence of %(association)s for %(kind)s ended on %(day)s.") % words
    return _("%(association)s has no licence for %(kind)s.") % words


def _meaning(act) -> str:
    return {
        Act.APPLY: _("It cannot take new applications while none is in force."),
        Act.AWARD: _("It cannot award Endorsement® while none is in force."),
        Act.MARK: _("It cannot use the registered marks while none is in force."),
        Act.TEXTS: _("It cannot publish statements of its own while none is in force."),
        Act.LIST: _("Its endorsed professionals are not shown in the registry while none is in force."),
    }[act]
