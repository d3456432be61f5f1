"""What an association settles, in parts: each form is one part, with the day from which it holds."""

from django import forms
from django.utils.translation import gettext_lazy as _

from associations.people.calendar import MonthDay
from associations.policy.models import Policy
from associations.settling.actions import PARTS
from associations.settling.dates import MONTHS, NTH, WEEKDAYS
from competencies.standard.explanations import KINDS

MOST_REMINDERS = 6
FARTHEST = 365
MOST_DATES = 12
LEAST_TO_SUBMIT, MOST_TO_SUBMIT = 30, 1826


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


class YesNoField(forms.TypedChoiceField):
    """One of two, as radio buttons: a box that is not ticked would not say what the other is."""

    def __init__(self, *, yes, no, **more):
        choices = [("yes", yes), ("no", no)]
        super().__init__(choices=choices, coerce=lambda value: value == "yes", widget=forms.RadioSelect, **more)

    def prepare_value(self, value):
        return {True: "yes", False: "no"}.get(value, value) if isinstance(value, bool) else value


class PartForm(forms.Form):
    """One part of the policy: its fields bear the names of the settings."""

    valid_from = forms.DateField(
        label=_("From which day"),
        widget=DayInput(),
        help_text=_("Tomorrow or later: what begins today keeps today's policy."),
    )

    def settings(self) -> dict:
        """The settings as typed. Only of a valid form."""
        return {name: value for name, value in self.cleaned_data.items() if name != "valid_from"}


class ReviewForm(PartForm):
    reviewers = forms.IntegerField(label=_("Reviewers of an application"), min_value=1, max_value=3)
    one_reviewer_kinds = forms.MultipleChoiceField(
        label=_("One reviewer is enough for"),
        choices=KINDS.items(),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("Both tracks of each. None ticked: the number above holds for every category."),
    )
    review_order = forms.ChoiceField(
        label=_("Several reviewers are asked"), choices=Policy.ReviewOrder.choices, widget=forms.RadioSelect
    )
    reviewer_standing = forms.ChoiceField(
        label=_("Who may review"), choices=Policy.ReviewerStanding.choices, widget=forms.RadioSelect
    )
    review_days = forms.IntegerField(label=_("Days to review"), min_value=1, max_value=180)


class DecisionForm(PartForm):
    consensus = YesNoField(
        label=_("Endorsing asks that"),
        yes=_("every reviewer recommends it"),
        no=_("the coordinator decides it, with a reason where reviewers differ"),
    )
    may_hold = YesNoField(label=_("A decision may be"), yes=_("endorse, defer or hold"), no=_("endorse or defer"))


class MonthDaysField(forms.CharField):
    """Days that come every year: "12-15, 03-15" is ``["03-15", "12-15"]``; empty is none."""

    def prepare_value(self, value):
        return ", ".join(value) if isinstance(value, list) else value

    def to_python(self, value):
        words = super().to_python(value).replace(",", " ").replace(";", " ").split()
        try:
            days = {MonthDay.read(word) for word in words}
        except ValueError as error:
            raise forms.ValidationError(_("Please write month and day with commas between: 03-15, 12-15.")) from error
        if len(days) > MOST_DATES:
            raise forms.ValidationError(_("At most %(count)d days, please.") % {"count": MOST_DATES})
        return ["{:02}-{:02}".format(*day) for day in sorted(days)]


class IntakeForm(PartForm):
    intake = forms.ChoiceField(
        label=_("Applications are taken"), choices=Policy.Intake.choices, widget=forms.RadioSelect
    )
    intake_days = MonthDaysField(
        label=_("Days that come every year"),
        required=False,
        max_length=100,
        help_text=_("Only where days come every year: 03-15, 06-15, 09-15, 12-15 as month and day."),
    )
    intake_nth = forms.TypedChoiceField(
        label=_("Which of the month"),
        choices=NTH.items(),
        coerce=int,
        help_text=_("Only where it is a day of the week."),
    )
    intake_weekday = forms.TypedChoiceField(label=_("Day of the week"), choices=WEEKDAYS.items(), coerce=int)
    intake_months = forms.TypedMultipleChoiceField(
        label=_("Months"),
        choices=MONTHS.items(),
        coerce=int,
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("None ticked: every month."),
    )
    intake_window_days = forms.IntegerField(
        label=_("Days before each date in which submitting is open"),
        min_value=1,
        max_value=FARTHEST,
        required=False,
        help_text=_("Empty: on any day, for the next date."),
    )
    cohort_from = forms.DateField(
        label=_("First day to begin in the cohort"),
        widget=DayInput(),
        required=False,
        help_text=_("Only for a cohort."),
    )
    cohort_until = forms.DateField(label=_("Last day to begin in the cohort"), widget=DayInput(), required=False)
    cohort_places = forms.IntegerField(label=_("Places in the cohort"), min_value=1, max_value=999, required=False)
    intake_kinds = forms.MultipleChoiceField(
        label=_("All this is about"),
        choices=KINDS.items(),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("Both tracks of each; the others are taken all year. None ticked: every category."),
    )
    lead_days = forms.IntegerField(
        label=_("Days from starting an application to submitting it"),
        min_value=0,
        max_value=FARTHEST,
        help_text=_("Such as 28, so that transcripts can arrive. 0: none."),
    )

    def clean(self):
        cleaned = super().clean()
        intake = cleaned.get("intake")
        if intake == Policy.Intake.DATES and "intake_days" in cleaned and not cleaned["intake_days"]:
            self.add_error("intake_days", _("Please name at least one day."))
        if intake == Policy.Intake.COHORT:
            for name in ("cohort_from", "cohort_until", "cohort_places"):
                if name in cleaned and cleaned[name] is None:
                    self.add_error(name, _("A cohort needs this."))
        first, last = cleaned.get("cohort_from"), cleaned.get("cohort_until")
        if first and last and last < first:
            self.add_error("cohort_until", _("The last day lies before the first."))
        return cleaned


class ApplicationsForm(PartForm):
    concurrent_applications = YesNoField(label=_("Applications of a person at a time"), yes=_("several"), no=_("one"))

    draft_days = forms.IntegerField(
        label=_("Days from starting an application to submitting it, at the latest"),
        min_value=LEAST_TO_SUBMIT,
        max_value=MOST_TO_SUBMIT,
        required=False,
        help_text=_("The applicant is reminded twice, then it is closed; nothing is lost. Empty: there is no end."),
    )
    answer_days = forms.IntegerField(
        label=_("Days to submit again after it was returned or deferred"),
        min_value=LEAST_TO_SUBMIT,
        max_value=MOST_TO_SUBMIT,
        required=False,
        help_text=_("The applicant is reminded twice, then it is closed; nothing is lost. Empty: there is no end."),
    )


class ReferencesForm(PartForm):
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


class RenewalForm(PartForm):
    cycle_years = forms.IntegerField(label=_("Years of a renewal cycle"), min_value=1, max_value=5)
    cycle_ends = forms.DateField(
        label=_("A day on which a cycle ends"),
        widget=DayInput(),
        required=False,
        help_text=_("Empty: as the Alliance's, 31 December 2027 and so on."),
    )


class FeesForm(PartForm):
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


FORMS = {
    "review": ReviewForm,
    "decision": DecisionForm,
    "intake": IntakeForm,
    "applications": ApplicationsForm,
    "references": ReferencesForm,
    "renewal": RenewalForm,
    "fees": FeesForm,
}


def initial_of(policy: Policy, part: str) -> dict:
    """The part of the policy as its form shows it."""
    return {name: getattr(policy, name) for name in PARTS[part]}
