"""What is asked instead of the core, typed in fields that fit the requirement."""

from decimal import Decimal

from django import forms
from django.utils.translation import gettext_lazy as _

from common.text import clean_text
from competencies.assessment.reading import MAX_COUNT, MAX_HOURS, MAX_YEAR, MIN_YEAR, QUARTER
from competencies.assessment.rules import REQUIREMENT_KEYS
from competencies.standard.explanations import KINDS, LEVELS
from competencies.standard.overlays import NOT_REQUIRED, REFERENCES_VALIDITY, VETTED_PROVIDERS
from competencies.standard.statements import title_of

HOURS, MONTHS = _("Hours"), _("Months")
NUMBERS = {
    "work.months": ("months", MONTHS),
    "work.families": ("families", _("Families")),
    "training.hours": ("hours", HOURS),
    "training.iecmh": ("hours", HOURS),
    "training.giving_rsc": ("hours", HOURS),
    "training.dei": ("hours", HOURS),
    "rsc.hours": ("hours", HOURS),
    "rsc.about_rsc_given": ("hours", HOURS),
    "rsc.window": ("months", _("Months within which the hours lie")),
    "rsc.sources": ("others", _("Providers beside the main one")),
    "rsc_given.months": ("months", MONTHS),
    "leadership.months": ("months", MONTHS),
    "references.count": ("count", _("References")),
    "references.endorsed": ("count", _("References from endorsed people")),
    REFERENCES_VALIDITY: ("months", _("Months a reference can be used")),
    VETTED_PROVIDERS: ("months", _("Months that one vetting lasts")),
}
"""Requirement key -> the parameter that is a number, and its label."""
NO_REQUIREMENT = (REFERENCES_VALIDITY, VETTED_PROVIDERS)
OF_OVERLAYS = (*REQUIREMENT_KEYS, *NO_REQUIREMENT)
INSTEAD, NOT_ASKED = "instead", "not_asked"
LONGEST = 2000


def day_field(label, **more):
    return forms.DateField(
        label=label,
        widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}),
        error_messages={"invalid": _("Enter a day, for example 2026-05-03."), "required": _("Enter a day.")},
        **more,
    )


def words_field(label, **more):
    return forms.CharField(
        label=label, max_length=LONGEST, widget=forms.Textarea(attrs={"rows": 3, "maxlength": LONGEST}), **more
    )


class EffectForm(forms.Form):
    """What is asked instead of one requirement, on which days, and why. `params()` is what an overlay holds."""

    ORDER = ("effect", "value", "accepted", "kinds", "since", "until", "reason", "file", "typed_name")

    effect = forms.ChoiceField(label=_("What is asked"), widget=forms.RadioSelect)
    since = day_field(_("From"))
    until = day_field(_("Until"), required=False, help_text=_("The last day. Empty: with no end."))
    reason = words_field(_("Reason"), error_messages={"required": _("Say why.")})

    def __init__(self, *args, requirement: str, **kwargs):
        super().__init__(*args, **kwargs)
        self.requirement = requirement
        self._value_field()
        effects = [(INSTEAD, _("this instead"))] if "value" in self.fields else []
        effects += [] if requirement in NO_REQUIREMENT else [(NOT_ASKED, _("nothing: it is not required"))]
        self.fields["effect"].choices = effects
        self.fields["effect"].initial = effects[0][0]
        if len(effects) == 1:
            self.fields["effect"].widget = forms.HiddenInput()
        if "value" in self.fields:
            self.fields["value"].required = self.data.get("effect") != NOT_ASKED
            self.fields["value"].error_messages["required"] = _("Say what is asked instead.")
        self.order_fields(self.ORDER)

    def _value_field(self) -> None:
        if self.requirement in NUMBERS:
            name, label = NUMBERS[self.requirement]
            if name == "hours":
                value = forms.DecimalField(label=label, min_value=QUARTER, max_value=MAX_HOURS)
                value.widget.attrs["step"] = "0.25"
            else:
                least = 0 if name == "others" else 1
                value = forms.IntegerField(label=label, min_value=least, max_value=MAX_COUNT)
        elif self.requirement == "education":
            value = forms.MultipleChoiceField(
                label=_("Education that is accepted"),
                choices=LEVELS.items(),
                widget=forms.CheckboxSelectMultiple,
            )
        elif self.requirement == "membership":
            ways = [("own", _("of this association")), ("any", _("of any member association or WAIMH"))]
            value = forms.ChoiceField(label=_("Membership"), choices=ways, widget=forms.RadioSelect)
        else:
            return
        self.fields["value"] = value

    def clean_value(self):
        value = self.cleaned_data["value"]
        if isinstance(value, Decimal) and value % QUARTER:
            raise forms.ValidationError(_("Hours are counted in quarters, for example 24.5."))
        return value

    def clean_since(self):
        return _within_reason(self.cleaned_data["since"])

    def clean_until(self):
        return _within_reason(self.cleaned_data["until"])

    def clean_reason(self):
        return clean_text(self.cleaned_data["reason"])

    def clean(self):
        cleaned = super().clean()
        since, until = cleaned.get("since"), cleaned.get("until")
        if since and until and until < since:
            self.add_error("until", _("The last day lies before the first."))
        return cleaned

    def params(self) -> dict:
        """The parameters, as an overlay holds them. Only of a valid form."""
        value = self.cleaned_data.get("value")
        if self.cleaned_data["effect"] == NOT_ASKED:
            return dict(NOT_REQUIRED)
        if self.requirement == "education":
            return {"any_of": [{"key": "association", "levels": value}]}
        if self.requirement == "membership":
            return {"of": value}
        if isinstance(value, Decimal):
            value = int(value) if value == int(value) else float(value)
        return {NUMBERS[self.requirement][0]: value}


def _within_reason(day):
    if day and not MIN_YEAR <= day.year <= MAX_YEAR:
        raise forms.ValidationError(
            _("Enter a day between %(first)s and %(last)s.") % {"first": MIN_YEAR, "last": MAX_YEAR}
        )
    return day


class OverlayForm(EffectForm):
    """A difference of an association, for some kinds of category."""

    kinds = forms.MultipleChoiceField(
        label=_("For"),
        choices=KINDS.items(),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("Both tracks of each. None ticked: every category."),
    )


class RequirementForm(forms.Form):
    """Which requirement; sent by GET, so that the fields that fit it follow without a script."""

    requirement = forms.ChoiceField(label=_("Which requirement?"))

    def __init__(self, *args, keys, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["requirement"].choices = [(key, title_of(key)) for key in keys]


class RefuseForm(forms.Form):
    """Why something proposed is not approved."""

    reason = words_field(_("Why not"), error_messages={"required": _("Say why.")})
