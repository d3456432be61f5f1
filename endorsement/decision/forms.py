"""What the coordinator types."""

from django import forms
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from common.text import clean_line
from endorsement.decision.enums import Outcome
from endorsement.review.forms import Lines, Version


class Line(forms.CharField):
    def to_python(self, value):
        return clean_line(super().to_python(value))


class DecisionForm(forms.Form):
    """The draft. One field ``why_<n>`` for each of ``reasons``, in their order."""

    version = Version()
    outcome = forms.ChoiceField(label=_("Outcome"), choices=Outcome.choices, required=False, widget=forms.RadioSelect)
    reason = Lines(label=_("Your own reason, for the record"), required=False)
    letter_subject = Line(label=_("Subject"), required=False, max_length=200)
    letter = Lines(label=_("Letter"), required=False, max_length=20_000)

    def __init__(self, data=None, *, reasons=(), **kwargs):
        super().__init__(data, **kwargs)
        self.reasons = list(reasons)
        for number, reason in enumerate(self.reasons):
            self.fields[f"why_{number}"] = Lines(
                label=capfirst(reason["title"]), required=False, initial=reason["text"]
            )
        self.fields["letter"].widget.attrs |= {"rows": 16}

    @property
    def why(self):
        """(reason, bound field)"""
        return [(reason, self[f"why_{number}"]) for number, reason in enumerate(self.reasons)]

    def reasons_typed(self) -> dict[str, str]:
        return {
            reason["competency"]: self.cleaned_data.get(f"why_{number}", "")
            for number, reason in enumerate(self.reasons)
        }
