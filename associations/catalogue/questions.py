"""The questions of "Which category fits me?"; sent by GET, answered by `guide`, kept nowhere."""

from decimal import Decimal

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from associations.catalogue.forms import NO_SUCH_CHOICE
from associations.catalogue.guide import ANY_ASSOCIATION, Answers
from associations.directory.models import Association
from competencies.assessment.facts import AGE_BANDS, TOPICS
from competencies.assessment.reading import MIN_YEAR, QUARTER
from competencies.standard.explanations import KINDS, LEADERSHIP, LEVELS, NATURES

MOST_MONTHS = 600
MOST_HOURS = 10_000
RELATED, UNRELATED = "associate", "associate_unrelated"
PROVIDERS = ("MHM-C", "ERS", "MHS", "FRS")


def _choices(pairs, empty):
    return [("", empty), *pairs]


def _months(label, **more):
    return forms.IntegerField(label=label, required=False, min_value=0, max_value=MOST_MONTHS, **more)


class Hours(forms.DecimalField):
    """Hours in quarters."""

    def __init__(self, label, **more):
        super().__init__(label=label, required=False, min_value=0, max_value=MOST_HOURS, **more)
        self.widget.attrs["step"] = "0.25"

    def clean(self, value):
        hours = super().clean(value)
        if hours is not None and hours % QUARTER:
            raise forms.ValidationError(_("Hours are counted in quarters: 0.25, 0.5, 0.75."))
        return hours


class GuideForm(forms.Form):
    """What somebody can say of themselves in a few minutes. Every field but the age group may stay empty."""

    SECTIONS = (
        (gettext_lazy("You and the children"), ("ages", "association", "membership", "holds")),
        (gettext_lazy("Your work"), ("nature", "work_months", "pay", "families", "supervised")),
        (gettext_lazy("What you learned"), ("education", "education_year", "licence", "hours", *TOPICS)),
        (gettext_lazy("Reflective supervision you receive"), ("rsc_hours", "rsc_months", "provider", "rsc_about")),
        (gettext_lazy("Others you supervise or lead"), ("given_months", "leadership", "leadership_months")),
    )

    ages = forms.ChoiceField(
        label=gettext_lazy("How old are the children whose families you work for?"),
        choices=[
            ("infant", gettext_lazy("Before birth to 36 months")),
            ("early_childhood", gettext_lazy("3 up to 6 years")),
            ("both", gettext_lazy("Both")),
        ],
        widget=forms.RadioSelect,
        error_messages={"required": gettext_lazy("Choose an age group."), "invalid_choice": NO_SUCH_CHOICE},
    )
    association = forms.ModelChoiceField(
        label=gettext_lazy("Your association"),
        queryset=Association.objects.none(),
        to_field_name="slug",
        required=False,
        empty_label=gettext_lazy("I do not know yet"),
        error_messages={"invalid_choice": NO_SUCH_CHOICE},
    )
    membership = forms.ChoiceField(
        label=gettext_lazy("Are you a member of an infant mental health association?"),
        choices=[
            ("", gettext_lazy("Not yet")),
            ("own", gettext_lazy("Yes, of the association above")),
            ("other", gettext_lazy("Yes, of another one")),
        ],
        required=False,
        error_messages={"invalid_choice": NO_SUCH_CHOICE},
    )
    holds = forms.ChoiceField(
        label=gettext_lazy("Do you hold an Endorsement® already?"),
        choices=_choices([(kind, name) for kind, name in KINDS.items() if kind != "ERS"], gettext_lazy("No")),
        required=False,
        error_messages={"invalid_choice": NO_SUCH_CHOICE},
    )
    nature = forms.ChoiceField(
        label=gettext_lazy("What is your work about, mostly?"),
        choices=_choices(NATURES.items(), gettext_lazy("I have no such work yet")),
        required=False,
        error_messages={"invalid_choice": NO_SUCH_CHOICE},
    )
    work_months = _months(
        gettext_lazy("For how many months up to today?"), help_text=gettext_lazy("Two years are 24 months.")
    )
    pay = forms.ChoiceField(
        label=gettext_lazy("Is it paid?"),
        choices=[
            ("paid", gettext_lazy("Paid")),
            ("volunteer", gettext_lazy("Voluntary, supervised, with special training")),
            ("unpaid", gettext_lazy("Unpaid in another way")),
        ],
        required=False,
        error_messages={"invalid_choice": NO_SUCH_CHOICE},
    )
    supervised = forms.BooleanField(label=gettext_lazy("Somebody supervises this work"), required=False)
    families = forms.IntegerField(
        label=gettext_lazy("How many families did you work with?"), required=False, min_value=0, max_value=100_000
    )
    education = forms.ChoiceField(
        label=gettext_lazy("Your highest degree or certificate"),
        choices=_choices(
            [
                pair
                for level, name in LEVELS.items()
                for pair in (
                    [(RELATED, gettext_lazy("associate degree in a related field")),
                     (UNRELATED, gettext_lazy("associate degree in another field"))]
                    if level == "associate"
                    else [(level, name)]
                )
            ],
            gettext_lazy("None of these"),
        ),
        required=False,
        error_messages={"invalid_choice": NO_SUCH_CHOICE},
    )  # fmt: skip
    education_year = forms.IntegerField(
        label=gettext_lazy("In which year was it awarded?"),
        required=False,
        min_value=MIN_YEAR,
        help_text=gettext_lazy("Taken as the last day of that year."),
    )
    licence = forms.BooleanField(
        label=gettext_lazy("I hold a licence for mental health that is valid today"), required=False
    )
    hours = Hours(gettext_lazy("Hours of training about babies, young children and their families, in all"))
    iecmh = Hours(gettext_lazy("Of these, on infant and early childhood mental health"))
    giving_rsc = Hours(gettext_lazy("Of these, on giving reflective supervision/consultation (RSC)"))
    dei = Hours(gettext_lazy("Of these, on diversity, equity and inclusion"))
    rsc_hours = Hours(gettext_lazy("Hours of RSC received"))
    rsc_months = _months(
        gettext_lazy("Over how many months up to today?"),
        help_text=gettext_lazy("Spread evenly over them; 12 when empty."),
    )
    provider = forms.ChoiceField(
        label=gettext_lazy("What does the person hold who gave it?"),
        choices=_choices([(kind, KINDS[kind]) for kind in PROVIDERS], gettext_lazy("None of these, or I do not know")),
        required=False,
        help_text=gettext_lazy("Taken as held all that time. RSC counts from those whom the rule of its day names."),
        error_messages={"invalid_choice": NO_SUCH_CHOICE},
    )
    rsc_about = Hours(gettext_lazy("Of these hours, how many were about RSC that you give?"))
    given_months = _months(gettext_lazy("For how many months up to today have you given RSC?"))
    leadership = forms.ChoiceField(
        label=gettext_lazy("Do you lead?"),
        choices=_choices([(key, _name) for key, _name in LEADERSHIP.items()], gettext_lazy("No")),
        required=False,
        error_messages={"invalid_choice": NO_SUCH_CHOICE},
    )
    leadership_months = _months(gettext_lazy("For how many months up to today?"))

    def __init__(self, *args, associations, on, **kwargs):
        super().__init__(*args, **kwargs)
        self.on = on
        self.fields["association"].queryset = associations

    def sections(self):
        """`[(heading, bound fields)]`, in the order of the page."""
        return [(heading, [self[name] for name in names]) for heading, names in self.SECTIONS]

    def clean(self):
        said = super().clean()
        if said.get("education") and "education_year" in said:
            year = said["education_year"]
            if year is None:
                self.add_error("education_year", _("Write the year in which it was awarded."))
            elif year > self.on.year:
                self.add_error("education_year", _("This year is still to come."))
        if sum(said.get(topic) or 0 for topic in TOPICS) > (said.get("hours") or 0):
            self.add_error("hours", _("The hours on the topics are more than all hours together."))
        if (said.get("rsc_about") or 0) > (said.get("rsc_hours") or 0):
            self.add_error("rsc_about", _("These are more than all hours of RSC received."))
        if said.get("membership") == "own" and not said.get("association") and "association" in said:
            self.add_error("association", _("Choose the association you are a member of."))
        return said

    def answers(self) -> Answers:
        """What was answered, of a valid form."""
        said = self.cleaned_data
        association = said["association"]
        member = {"own": association and association.abbreviation, "other": ANY_ASSOCIATION}
        return Answers(
            ages=AGE_BANDS if said["ages"] == "both" else (said["ages"],),
            education=RELATED if said["education"] == UNRELATED else said["education"],
            related=said["education"] == RELATED,
            education_year=said["education_year"],
            licence=said["licence"],
            nature=said["nature"],
            work_months=(said["work_months"] or 0) if said["nature"] else 0,
            pay=said["pay"] or "paid",
            supervised=said["supervised"],
            families=said["families"] or 0,
            training={name: said[name] or Decimal(0) for name in ("hours", *TOPICS)},
            rsc_hours=said["rsc_hours"] or Decimal(0),
            rsc_about=said["rsc_about"] or Decimal(0),
            rsc_months=said["rsc_months"] or 12,
            provider=said["provider"],
            given_months=said["given_months"] or 0,
            leadership=said["leadership"],
            leadership_months=said["leadership_months"] or 0,
            membership=member.get(said["membership"], ""),
            holds=said["holds"],
        )
