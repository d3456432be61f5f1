from django import forms
from django.utils.translation import gettext_lazy as _

from associations.policy.models import Policy

MOST_REMINDERS = 6
FARTHEST = 365


class DaysField(forms.CharField):
    """Numbers of days as people write them: "7, 14 and 28" is ``[7, 14, 28]``; empty is none."""

    def prepare_value(self, value):
        return ", ".join(str(day) for day in value) if isinstance(value, list) else value

    def to_python(self, value):
        words = super().to_python(value).replace(",", " ").replace(";", " ").split()
        if not all(word.isascii() and word.isdigit() and len(word) <= 3 for word in words):
            raise forms.ValidationError(_("Please write numbers of days with commas between: 7, 14, 28."))
        days = sorted({int(word) for word in words})
        if len(days) > MOST_REMINDERS:
            raise forms.ValidationError(_("At most %(count)d reminders, please.") % {"count": MOST_REMINDERS})
        if days and not 1 <= days[0] <= days[-1] <= FARTHEST:
            raise forms.ValidationError(_("Please choose days from 1 to %(most)d.") % {"most": FARTHEST})
        return days


class DayInput(forms.DateInput):
    input_type = "date"

    def __init__(self):
        super().__init__(format="%Y-%m-%d")


class PolicyForm(forms.Form):
    """Everything an association may settle, and the day from which it holds."""

    valid_from = forms.DateField(
        label=_("From which day"),
        widget=DayInput(),
        help_text=_("Tomorrow or later: what begins today keeps today's policy."),
    )
    reviewers = forms.IntegerField(label=_("Reviewers of an application"), min_value=1, max_value=3)
    reviewer_standing = forms.ChoiceField(
        label=_("Who may review"), choices=Policy.ReviewerStanding.choices, widget=forms.RadioSelect
    )
    review_days = forms.IntegerField(label=_("Days to review"), min_value=1, max_value=180)
    reference_link_days = forms.IntegerField(
        label=_("Days a rater's link works"),
        min_value=7,
        max_value=FARTHEST,
        help_text=_("Of links sent from then on."),
    )
    chaser_days = DaysField(
        label=_("Days after which raters are reminded"),
        required=False,
        max_length=60,
        help_text=_("Such as 7, 14, 28. Empty: nobody is reminded."),
    )
    rating_access = forms.ChoiceField(
        label=_("Seeing a rating"), choices=Policy.RatingAccess.choices, widget=forms.RadioSelect
    )
    concurrent_applications = forms.TypedChoiceField(
        label=_("Applications of a person at a time"),
        choices=[("yes", _("several")), ("no", _("one"))],
        coerce=lambda value: value == "yes",
        widget=forms.RadioSelect,
    )
    cycle_years = forms.IntegerField(label=_("Years of a renewal cycle"), min_value=1, max_value=5)
    cycle_ends = forms.DateField(
        label=_("A day on which a cycle ends"),
        widget=DayInput(),
        required=False,
        help_text=_("Empty: as the Alliance's, 31 December 2027 and so on."),
    )
    fees_hold_up = forms.ChoiceField(
        label=_("What an unpaid fee holds up"),
        choices=Policy.FeesHoldUp.choices,
        widget=forms.RadioSelect,
        help_text=_("A fee that is waived is paid. One that a sponsor pays holds nothing up."),
    )
    late_fee_days = forms.IntegerField(
        label=_("Days after which an unpaid renewal fee owes the late fee"),
        min_value=1,
        max_value=FARTHEST,
        required=False,
        help_text=_("Empty: the late fee is only added by hand."),
    )


def initial_of(policy: Policy) -> dict:
    """The policy as the form shows it."""
    known = {name: getattr(policy, name) for name in PolicyForm.base_fields if name != "valid_from"}
    return known | {"concurrent_applications": "yes" if policy.concurrent_applications else "no"}
