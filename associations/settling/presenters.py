"""A policy in sentences: what each setting does, and what a change of it would do."""

from dataclasses import dataclass

from django.utils.formats import date_format
from django.utils.text import get_text_list
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from associations.policy.models import Policy

LABELS = {
    "reviewers": gettext_lazy("Reviewers"),
    "review_days": gettext_lazy("Time to review"),
    "reference_link_days": gettext_lazy("Raters' links"),
    "chaser_days": gettext_lazy("Reminders to raters"),
    "rating_access": gettext_lazy("Seeing a rating"),
    "concurrent_applications": gettext_lazy("Applications at a time"),
    "cycle": gettext_lazy("Renewal cycle"),
    "fees_hold_up": gettext_lazy("Unpaid fees"),
    "late_fee": gettext_lazy("Late fee"),
}


@dataclass(frozen=True)
class Line:
    """One setting: its name, what it does, and (in a preview) what held before, empty where nothing changes."""

    label: str
    sentence: str
    before: str = ""


def _reviewers(policy: Policy) -> str:
    count = ngettext("%(count)d reviewer", "%(count)d reviewers", policy.reviewers) % {"count": policy.reviewers}
    who = policy.get_reviewer_standing_display()
    if policy.reviewers == 1:
        return _("%(count)s: %(who)s.") % {"count": count, "who": who}
    return _("%(count)s at once: %(who)s.") % {"count": count, "who": who}


def _days(sentence: str, count: int) -> str:
    return sentence % {"days": ngettext("%(count)d day", "%(count)d days", count) % {"count": count}}


def _chasers(policy: Policy) -> str:
    days = sorted(policy.chaser_days)
    if not days:
        return _("Raters who have not answered are not reminded.")
    words = get_text_list([str(day) for day in days], _("and"))
    return ngettext(
        "Raters who have not answered are reminded after %(days)s day.",
        "Raters who have not answered are reminded after %(days)s days.",
        days[-1],
    ) % {"days": words}


def _cycle(policy: Policy) -> str:
    years = ngettext("%(count)d year", "%(count)d years", policy.cycle_years) % {"count": policy.cycle_years}
    if policy.cycle_ends is None:
        return _(
            "An Endorsement is valid until the end of a cycle of %(years)s; the Alliance's ends on 31 December."
        ) % {"years": years}
    day = date_format(policy.cycle_ends, "DATE_FORMAT")
    return _("An Endorsement is valid until the end of a cycle of %(years)s that ends on %(day)s.") % {
        "years": years,
        "day": day,
    }


def _sentences(policy: Policy) -> dict[str, str]:
    several = policy.concurrent_applications
    return {
        "reviewers": _reviewers(policy),
        "review_days": _days(
            _("A review is due after %(days)s, unless the coordinator says otherwise."), policy.review_days
        ),
        "reference_link_days": _days(_("A rater's link works for %(days)s."), policy.reference_link_days),
        "chaser_days": _chasers(policy),
        "rating_access": policy.get_rating_access_display(),
        "concurrent_applications": _("A person may have several open applications.")
        if several
        else _("A person may have one open application at a time."),
        "cycle": _cycle(policy),
        "fees_hold_up": policy.get_fees_hold_up_display(),
        "late_fee": _days(
            _("Whoever has not paid a renewal fee %(days)s after it became owed, owes the late fee too."),
            policy.late_fee_days,
        )
        if policy.late_fee_days
        else _("The late fee is only added by hand."),
    }


def lines(policy: Policy) -> list[Line]:
    """Every setting with what it does."""
    return [Line(str(LABELS[key]), sentence) for key, sentence in _sentences(policy).items()]


def changes(before: Policy, after: Policy) -> list[Line]:
    """The settings that differ, each with what held before."""
    old = _sentences(before)
    return [
        Line(str(LABELS[key]), sentence, old[key])
        for key, sentence in _sentences(after).items()
        if old[key] != sentence
    ]
