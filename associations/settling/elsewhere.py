"""Everything an association chooses that has a page of its own: said in a sentence, so that all of it is found in one
place."""

import datetime
from dataclasses import dataclass

from django.urls import reverse
from django.utils.translation import get_language_info, ngettext
from django.utils.translation import gettext as _

from associations.directory.models import Association
from associations.fees.presenters import published
from associations.people.queries import terms_of
from associations.policy.queries import overlays_of
from associations.settling.dates import day_of_year, day_words, listed
from competencies.assessment.case import TOO_LITTLE_INFORMATION
from competencies.assessment.reading import DocumentFault
from competencies.standard.queries import standard
from competencies.standard.statements import effect, title_of

TRACKS = {"infant": "IMH-E®", "early_childhood": "ECMH-E®"}


@dataclass(frozen=True)
class Elsewhere:
    """One choice: its name, what holds today, and the page where it is changed or, without one, who changes it."""

    label: str
    sentences: list[str]
    url: str = ""
    where: str = ""


def elsewhere(association: Association, today: datetime.date) -> list[tuple[str, list[Elsewhere]]]:
    """Groups of them with their titles. A constant few queries."""
    return [
        (_("Categories and requirements"), _requirements(association, today)),
        (_("Members and fees"), _members(association, today)),
        (_("Raters, certificates and registry"), _papers(association)),
    ]


def _page(name: str, association: Association) -> str:
    return reverse(name, args=[association.slug])


def _requirements(association: Association, today: datetime.date) -> list[Elsewhere]:
    tracks = listed(TRACKS[track] for track in TRACKS if track in (association.tracks or ["infant"]))
    own = [f"{key}: {name}" for key, name in association.category_names.items()]
    edition = standard().edition_on(today)
    words = {"edition": edition.key, "day": day_words(edition.in_force_from)} if edition else {}
    in_force = _("Edition %(edition)s, in force since %(day)s.") % words if edition else _("None is in force.")
    staff = _("The Alliance's staff change this.")
    return [
        Elsewhere(_("Tracks"), [_("%(tracks)s can be applied for.") % {"tracks": tracks}], where=staff),
        Elsewhere(_("Names of categories"), own or [_("As the Alliance names them.")], where=staff),
        Elsewhere(_("Edition of the requirements"), [in_force], reverse("standard:changes")),
        Elsewhere(
            _("Differences from the core"), _differences(association, today), _page("policy:overlays", association)
        ),
    ]


def _differences(association: Association, today: datetime.date) -> list[str]:
    """Such as the membership asked for, what ERS asks first, whose RSC counts and when, how long a reference lasts."""
    known = standard()
    holding = [rule for rule in overlays_of(association) if rule.until is None or today <= rule.until]
    return [_said(known, rule) for rule in holding] or [_("None: what the Alliance asks holds.")]


def _said(known, rule) -> str:
    try:
        return effect(known, rule)
    except DocumentFault:
        return title_of(rule.requirement)


def _members(association: Association, today: datetime.date) -> list[Elsewhere]:
    terms = terms_of(association)
    year = [_("The membership year begins on %(day)s.") % {"day": day_of_year(terms.year_begins)}]
    if terms.rolls_over:
        late = _("Who joins from %(day)s on is a member for the next year too.")
        year.append(late % {"day": day_of_year(terms.rolls_over)})
    if not terms.reminder_days:
        year.append(_("Members are not reminded."))
    fees = [f"{what}: {amount}" for what, amount in published(association, today)]
    return [
        Elsewhere(_("Membership year"), year, _page("people:terms", association)),
        Elsewhere(_("Fees"), fees or [_("None is set.")], _page("fees:schedule", association)),
    ]


def _papers(association: Association) -> list[Elsewhere]:
    unusable = ngettext(
        "A rating with %(count)d answer “not enough information” cannot be counted.",
        "A rating with %(count)d answers “not enough information” or more cannot be counted.",
        TOO_LITTLE_INFORMATION,
    ) % {"count": TOO_LITTLE_INFORMATION}
    language = get_language_info(association.language)["name_translated"]
    return [
        Elsewhere(_("Statements for raters"), [unusable], _page("references:items", association)),
        Elsewhere(
            _("Certificate"),
            [_("It is mailed to its holder as a PDF and stays on their page.")],
            _page("award:wording", association),
        ),
        Elsewhere(_("Signatories, logo and colour"), [], _page("directory:settings", association)),
        Elsewhere(
            _("Registry"),
            [_("It shows name, category and association of those who agreed to be listed.")],
            f"{reverse('award:registry')}?association={association.slug}",
        ),
        Elsewhere(
            _("Language of letters"),
            [_("Letters are written in: %(language)s.") % {"language": language}],
            where=_("The Alliance's staff change this."),
        ),
    ]
