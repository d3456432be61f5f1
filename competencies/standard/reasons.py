"""Why an entry does not count, or what a person must look at, and what mends it: a sentence for every code."""

from collections.abc import Callable, Mapping

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from competencies.assessment.findings import Finding, Reason
from competencies.standard.amounts import amount, any_of, day, number
from competencies.standard.explanations import ROLES


def reason_sentence(finding: Finding, reason: Reason) -> str:
    """The sentence of a reason under its finding, in the active language."""
    part = finding.requirement.partition(".")[0]
    special = _SPECIAL.get((part, reason.code)) or _DETAILED.get(reason.code)
    return special(finding, reason) if special else str(_PLAIN[reason.code])


_PLAIN: Mapping[str, str] = {
    "in_future": gettext_lazy("It is dated after the day of this assessment, or ends after it: it does not count yet."),
    "outside_cycle": gettext_lazy("It does not lie within this cycle."),
    "internship_not_accepted": gettext_lazy(
        "An internship counts here only where the Standard accepts one, under a supervisor it names."
    ),
    "other_age_band": gettext_lazy("The work was not with the age group of this category."),
    "other_nature": gettext_lazy("The work was of another kind than this category asks for."),
    "not_paid": gettext_lazy("The work was not paid."),
    "not_supervised": gettext_lazy("The work was not supervised."),
    "before_degree": gettext_lazy(
        "Only time after your degree counts here. Split an entry at the day after it was awarded, or add the degree."
    ),
    "other_kind": gettext_lazy("The leadership was of another kind than this category asks for."),
    "licence_expired": gettext_lazy("The licence had expired on that day."),
    "no_competency": gettext_lazy("It is not mapped to a competency. Choose at least one that it taught."),
    "peer_supervision": gettext_lazy("Peer supervision does not count, even if a peer is endorsed."),
    "other_level": gettext_lazy("This level of education is not among those accepted here."),
    "not_related": gettext_lazy("An associate degree counts when its field is related to the work."),
    "pending": gettext_lazy("The rater has not completed it yet."),
    "no_main_source": gettext_lazy("No provider gave more than half of the hours that count."),
    "do_not_recommend": gettext_lazy("It counts, but does not recommend; a reviewer will look at it."),
    "not_endorsed": gettext_lazy("The rater is not endorsed."),
    "not_signed": gettext_lazy("It has not been signed."),
    "no_membership": gettext_lazy("No membership is recorded."),
    "exam_after_review": gettext_lazy(
        "The association says when it can be taken. It stops neither the submission nor the review."
    ),
    "no_evidence": gettext_lazy("No training or education that counts is mapped to it yet."),
    "no_evidence_of_example": gettext_lazy("Nothing is mapped to it yet; a reviewer will look at the area as a whole."),
}
"""Code -> a sentence that needs no numbers."""


def _endorsed_later(finding: Finding, reason: Reason) -> str:
    since = day(reason.details["qualified_on"])
    if "split_on" in reason.details:
        first = _("The provider's RSC counts from %(day)s on, which is after this entry began.") % {"day": since}
        then = _("Split the entry at that day: the hours from %(day)s on can count.") % {"day": since}
        return f"{first} {then}"
    return _(
        "The provider's RSC counts only from %(day)s on, after this entry had ended. Hours received before that day "
        "do not count."
    ) % {"day": since}


def _not_qualified(finding: Finding, reason: Reason) -> str:
    if "qualified_until" in reason.details:
        last = day(reason.details["qualified_until"])
        return _(
            "The provider's RSC counted up to %(day)s only. Split the entry after that day: hours up to it can count."
        ) % {"day": last}
    return _("On these days the provider held nothing that the rule on who may give RSC names.")


def _spans_twice(reason: Reason) -> str:
    days = {"first": day(reason.details["split_on"]), "then": day(reason.details["split_again_on"])}
    if reason.details["first_part_counts"]:
        return (
            _(
                "The rule on who may give RSC changed on %(first)s and on %(then)s, within this entry. Split it on "
                "both days: hours before %(first)s and from %(then)s on can count."
            )
            % days
        )
    return (
        _(
            "The rule on who may give RSC changed on %(first)s and on %(then)s, within this entry. Split it on both "
            "days: hours from %(first)s on and before %(then)s can count."
        )
        % days
    )


def _spans(finding: Finding, reason: Reason) -> str:
    if "split_again_on" in reason.details:
        return _spans_twice(reason)
    split = day(reason.details["split_on"])
    if reason.details["first_part_counts"]:
        return _(
            "The rule on who may give RSC changed on %(day)s, within this entry. Split it there: hours before that "
            "day can count."
        ) % {"day": split}
    return _(
        "The rule on who may give RSC changed on %(day)s, within this entry. Split it there: hours from that day on "
        "can count."
    ) % {"day": split}


def _nearest(finding: Finding, reason: Reason) -> str:
    if finding.unit == "licences":
        return _("Of the ways to meet this, a licence comes nearest. Add one that is valid on that day.")
    if finding.unit == "months":
        return _("Of the ways to meet this, work comes nearest; missing: %(missing)s.") % {
            "missing": amount(finding.missing, "months")
        }
    return _("Add a degree or certificate that counts.")


def _outside_window(finding: Finding, reason: Reason) -> str:
    return _("It lies outside the best span, %(first)s to %(last)s; only hours within it count.") % {
        "first": day(reason.details["window_from"]),
        "last": day(reason.details["window_until"]),
    }


def _expired(finding: Finding, reason: Reason) -> str:
    return _("It could be used up to %(day)s. Ask for a new one.") % {"day": day(reason.details["last_day"])}


def _role_missing(finding: Finding, reason: Reason) -> str:
    roles = any_of(ROLES[role] for role in reason.details["roles"])
    return _("A reference is missing from: %(roles)s.") % {"roles": roles}


def _association(reason: Reason) -> str:
    return reason.details["association"] or _("an association not named")


def _membership_ended(finding: Finding, reason: Reason) -> str:
    return _("The membership of %(association)s ended on %(day)s.") % {
        "association": _association(reason),
        "day": day(reason.details["until"]),
    }


def _other_association(finding: Finding, reason: Reason) -> str:
    return _("Membership of %(association)s does not count here.") % {"association": _association(reason)}


def _too_little_information(finding: Finding, reason: Reason) -> str:
    if "answers" not in reason.details:
        return _(
            "It cannot be used: the rater could not say enough about your work. Ask another rater, somebody who "
            "knows your work better."
        )
    answers = reason.details["answers"]
    return ngettext(
        "The rater answered “not enough information” %(count)s time, which is too often. Ask somebody who "
        "knows your work better.",
        "The rater answered “not enough information” %(count)s times, which is too often. Ask somebody who "
        "knows your work better.",
        answers,
    ) % {"count": answers}


def _many_sources(finding: Finding, reason: Reason) -> str:
    return _("The hours come from %(offered)s; they are expected from at most %(allowed)s.") % {
        "offered": amount(reason.offered, "providers"),
        "allowed": number(reason.counted),
    }


def _endorsement_ended(finding: Finding, reason: Reason) -> str:
    return _("%(category)s ended on %(day)s.") % {
        "category": reason.details["category"],
        "day": day(reason.details["until"]),
    }


def _not_held(finding: Finding, reason: Reason) -> str:
    categories = ", ".join(reason.details["categories"])
    if finding.renewed:
        return _("It is not recorded that %(categories)s is held.") % {"categories": categories}
    return _("None of these is recorded: %(categories)s.") % {"categories": categories}


_DETAILED: Mapping[str, Callable[[Finding, Reason], str]] = {
    "provider_endorsed_later": _endorsed_later,
    "provider_not_qualified": _not_qualified,
    "spans_rule_change": _spans,
    "outside_window": _outside_window,
    "expired": _expired,
    "role_missing": _role_missing,
    "nearest_alternative": _nearest,
    "membership_ended": _membership_ended,
    "other_association": _other_association,
    "too_little_information": _too_little_information,
    "many_sources": _many_sources,
    "endorsement_ended": _endorsement_ended,
    "not_held": _not_held,
}
"""Code -> its sentence with the numbers and days of the reason."""


def _unpaid_alternative(finding: Finding, reason: Reason) -> str:
    return _("The work was not paid; voluntary work counts when it was supervised and you were trained for it.")


def _held_later(finding: Finding, reason: Reason) -> str:
    return _("%(category)s is held from %(day)s on.") % {
        "category": reason.details["category"],
        "day": day(reason.details["from"]),
    }


def _signed_outside(finding: Finding, reason: Reason) -> str:
    return _("It was signed on %(day)s, which is outside this cycle. Sign it again.") % {
        "day": day(reason.details["signed_on"])
    }


_SPECIAL: Mapping[tuple[str, str], Callable[[Finding, Reason], str]] = {
    ("education", "not_paid"): _unpaid_alternative,
    ("prerequisite", "in_future"): _held_later,
    ("agreements", "outside_cycle"): _signed_outside,
}
"""First part of a requirement key and code -> what the code means under that requirement."""
