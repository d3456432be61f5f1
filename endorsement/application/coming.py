"""What a coming edition changes for one application: from which day, and with which effect."""

import datetime
from dataclasses import dataclass

from django.utils.translation import gettext as _

from competencies.assessment.assess import assess
from competencies.assessment.findings import MET, UNMET, Finding
from competencies.assessment.rules import REQUIREMENT_KEYS, Rules
from competencies.standard import amounts, wording
from competencies.standard.models import Edition
from competencies.standard.queries import ONE_DAY, NotOffered, rules_for
from endorsement.application.assessment import Judged
from endorsement.application.enums import ApplicationState
from endorsement.application.models import Application
from endorsement.application.pinning import begun_on
from endorsement.application.privacy import seen_by_applicant
from endorsement.application.workflow import EDITABLE_STATES


@dataclass(frozen=True)
class Coming:
    """``day``: from when the application is judged by ``edition``. ``lines``: each change with its effect.

    ``grace_until``: the last day of the grace it has, None without one. ``may_choose``: the edition is in force, so
    the applicant may have it at once. ``loses``: something would be missing then.
    """

    edition: str
    day: datetime.date
    begins: datetime.date
    grace_until: datetime.date | None
    may_choose: bool
    loses: bool
    lines: tuple[str, ...]

    @property
    def tone(self) -> str:
        return "warning" if self.loses else "info"


def coming_change(application: Application, judged: Judged) -> Coming | None:
    """What the next edition that changes anything for this application changes; None where none is published.

    The evidence is today's: what is shown is the edition's doing alone. No query.
    """
    if application.state not in EDITABLE_STATES or application.state == ApplicationState.RETURNED:
        return None
    edition = judged.known.edition_named(judged.edition)
    while edition is not None and (edition := judged.known.next_after(edition)):
        grace = _grace(application, edition)
        day = grace + ONE_DAY if grace else edition.in_force_from
        lines, loses = _effects(application, judged, edition, day)
        if lines:
            return Coming(
                edition=edition.key,
                day=day,
                begins=edition.in_force_from,
                grace_until=grace,
                may_choose=edition.in_force_from <= judged.on,
                loses=loses,
                lines=tuple(lines),
            )
    return None


def _grace(application: Application, edition: Edition) -> datetime.date | None:
    begun = begun_on(application)
    return edition.grace_until if begun is not None and begun < edition.in_force_from else None


def _effects(application: Application, judged: Judged, edition: Edition, day) -> tuple[list[str], bool]:
    try:
        rules = rules_for(
            application.category,
            day,
            judged.overlays,
            association=judged.rules.association,
            members=judged.rules.members,
            known=judged.known,
            edition=edition,
            exceptions=judged.exceptions,
        )
    except NotOffered:
        category = application.category_name
        return [_("%(category)s can no longer be applied for.") % {"category": category}], True
    then = seen_by_applicant(assess(judged.portfolio, rules, judged.on))
    lines, loses = [], False
    for key in REQUIREMENT_KEYS:
        if judged.rules.requirement(key) == rules.requirement(key):
            continue
        before, after = judged.assessment.finding(key), then.finding(key)
        if after is None:
            lines.append(_("%(title)s: no longer asked.") % {"title": wording.title(key)})
            continue
        loses = loses or after.status == UNMET
        lines.append(_line(key, rules, before, after))
    return lines, loses


def _line(key: str, rules: Rules, before: Finding | None, after: Finding) -> str:
    if before is not None and before.unit == after.unit and before.required != after.required:
        asked = _("%(title)s: %(now)s instead of %(before)s.") % {
            "title": wording.title(key),
            "now": wording.amount(after.required, after.unit),
            "before": amounts.number(before.required),
        }
    else:
        sentence = wording.requirement_sentence(rules.requirement(key))
        asked = _("%(title)s: %(sentence)s") % {"title": wording.title(key), "sentence": sentence}
    return f"{asked} {_effect(after)}"


def _effect(finding: Finding) -> str:
    if finding.status == MET:
        return _("You have enough.")
    if finding.status == UNMET and finding.missing:
        return _("You would then lack %(missing)s.") % {"missing": wording.amount(finding.missing, finding.unit)}
    if finding.status == UNMET:
        return _("You would not meet it then.")
    return _("A person would look at it.")
