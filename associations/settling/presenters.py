"""A policy in sentences: what each setting does, and what a change of it would do."""

from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from associations.policy.models import Policy
from associations.settling.dates import day_words, days_words, kinds_words, listed, rounds_words, time_words
from competencies.standard.explanations import KINDS

PARTS = {
    "review": gettext_lazy("Review"),
    "decision": gettext_lazy("Decision"),
    "intake": gettext_lazy("When applications are taken"),
    "applications": gettext_lazy("Applications"),
    "references": gettext_lazy("References"),
    "renewal": gettext_lazy("Renewal"),
    "fees": gettext_lazy("Fees"),
}

LABELS = {
    "reviewers": gettext_lazy("Reviewers"),
    "review_days": gettext_lazy("Time to review"),
    "consensus": gettext_lazy("Consensus"),
    "outcomes": gettext_lazy("Outcomes"),
    "intake": gettext_lazy("Intake"),
    "lead": gettext_lazy("Lead time"),
    "concurrent_applications": gettext_lazy("Applications at a time"),
    "draft": gettext_lazy("Time to submit"),
    "answer": gettext_lazy("Time to submit again"),
    "reference_link_days": gettext_lazy("Raters' links"),
    "chaser_days": gettext_lazy("Reminders to raters"),
    "rating_access": gettext_lazy("Seeing a rating"),
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


@dataclass(frozen=True)
class Part:
    """Settings that are changed together."""

    key: str
    title: str
    lines: list[Line]


def _reviewers(policy: Policy) -> str:
    count = ngettext("%(count)d reviewer", "%(count)d reviewers", policy.reviewers) % {"count": policy.reviewers}
    words = {"count": count, "who": policy.get_reviewer_standing_display()}
    if policy.reviewers == 1:
        return _("%(count)s: %(who)s.") % words
    said = (
        _("%(count)s, one after the other: %(who)s.") if policy.in_turn else _("%(count)s at once: %(who)s.")
    ) % words
    alone = [KINDS[kind] for kind in KINDS if kind in policy.one_reviewer_kinds]
    if alone:
        said = f"{said} {_('One is enough for %(kinds)s.') % {'kinds': listed(alone)}}"
    return said


def _days(sentence: str, count: int) -> str:
    return sentence % {"days": days_words(count)}


def _chasers(policy: Policy) -> str:
    days = sorted(policy.chaser_days)
    if not days:
        return _("Raters who have not answered are not reminded.")
    return ngettext(
        "Raters who have not answered are reminded after %(days)s day.",
        "Raters who have not answered are reminded after %(days)s days.",
        days[-1],
    ) % {"days": listed(days)}


def _cycle(policy: Policy) -> str:
    years = ngettext("%(count)d year", "%(count)d years", policy.cycle_years) % {"count": policy.cycle_years}
    if policy.cycle_ends is None:
        return _(
            "An Endorsement is valid until the end of a cycle of %(years)s; the Alliance's ends on 31 December."
        ) % {"years": years}
    day = day_words(policy.cycle_ends)
    return _("An Endorsement is valid until the end of a cycle of %(years)s that ends on %(day)s.") % {
        "years": years,
        "day": day,
    }


def _review_sentences(policy: Policy) -> dict[str, str]:
    due = _("A review is due after %(days)s, unless the coordinator says otherwise.")
    if policy.in_turn:
        due = _("A review is due %(days)s after its reviewer was asked, unless the coordinator says otherwise.")
    return {"reviewers": _reviewers(policy), "review_days": _days(due, policy.review_days)}


def _decision_sentences(policy: Policy) -> dict[str, str]:
    return {
        "consensus": _("An application is endorsed only when every reviewer recommends it.")
        if policy.consensus
        else _("Where reviewers differ, the coordinator decides and says for the record why."),
        "outcomes": _("A decision is to endorse, to defer or to hold.")
        if policy.may_hold
        else _("A decision is to endorse or to defer."),
    }


def _intake(policy: Policy) -> str:
    if policy.intake == Policy.Intake.ROLLING:
        return _("Applications are taken all year.")
    if policy.intake == Policy.Intake.COHORT:
        words = {"from": day_words(policy.cohort_from), "until": day_words(policy.cohort_until)}
        said = ngettext(
            "Applications begin in a cohort from %(from)s to %(until)s, with %(count)d place.",
            "Applications begin in a cohort from %(from)s to %(until)s, with %(count)d places.",
            policy.cohort_places,
        ) % {**words, "count": policy.cohort_places}
    else:
        said = _("Applications are reviewed in rounds: submit by %(days)s.") % {"days": rounds_words(policy)}
        if policy.intake_window_days:
            said = f"{said} {_days(_('Submitting is open in the %(days)s before each.'), policy.intake_window_days)}"
    if kinds := kinds_words(policy):
        said = f"{said} {_('Only %(kinds)s; the others are taken all year.') % {'kinds': kinds}}"
    return said


def _lead(policy: Policy) -> str:
    if not policy.lead_days:
        return _("An application may be submitted on the day it is started.")
    return _("An application is submitted %(time)s after it was started, at the earliest.") % {
        "time": time_words(policy.lead_days)
    }


def _application_sentences(policy: Policy) -> dict[str, str]:
    several, first, again = policy.concurrent_applications, policy.draft_days, policy.answer_days
    return {
        "concurrent_applications": _("A person may have several open applications.")
        if several
        else _("A person may have one open application at a time."),
        "draft": _days(_("An application that is not submitted in %(days)s is closed after two reminders."), first)
        if first
        else _("An application may be prepared for as long as it takes."),
        "answer": _days(
            _("One that was returned or deferred and not submitted again in %(days)s is closed after two reminders."),
            again,
        )
        if again
        else _("One that was returned or deferred may be mended for as long as it takes."),
    }


def _reference_sentences(policy: Policy) -> dict[str, str]:
    return {
        "reference_link_days": _days(_("A rater's link works for %(days)s."), policy.reference_link_days),
        "chaser_days": _chasers(policy),
        "rating_access": policy.get_rating_access_display(),
    }


def _fee_sentences(policy: Policy) -> dict[str, str]:
    late = _("Whoever has not paid a renewal fee %(days)s after it became owed, owes the late fee too.")
    return {
        "fees_hold_up": policy.get_fees_hold_up_display(),
        "late_fee": _days(late, policy.late_fee_days)
        if policy.late_fee_days
        else _("The late fee is only added by hand."),
    }


SENTENCES = {
    "review": _review_sentences,
    "decision": _decision_sentences,
    "intake": lambda policy: {"intake": _intake(policy), "lead": _lead(policy)},
    "applications": _application_sentences,
    "references": _reference_sentences,
    "renewal": lambda policy: {"cycle": _cycle(policy)},
    "fees": _fee_sentences,
}


def parts(policy: Policy) -> list[Part]:
    """Every setting with what it does, part by part."""
    return [
        Part(part, str(PARTS[part]), [Line(str(LABELS[key]), said) for key, said in sentences(policy).items()])
        for part, sentences in SENTENCES.items()
    ]


def lines(policy: Policy) -> list[Line]:
    """Every setting with what it does."""
    return [line for part in parts(policy) for line in part.lines]


def changes(before: Policy, after: Policy) -> list[Line]:
    """The settings that differ, each with what held before."""
    pairs = zip(lines(before), lines(after), strict=True)
    return [Line(new.label, new.sentence, old.sentence) for old, new in pairs if old.sentence != new.sentence]
