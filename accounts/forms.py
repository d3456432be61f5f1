"""The portal's own fields of the sign-in forms. The library builds its forms on these, so this imports none of it."""

import datetime

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.actions import ensure_person
from accounts.models import Person
from common.text import clean_line, clean_text


class LineField(forms.CharField):
    """Text on one line, in any script."""

    def to_python(self, value):
        return clean_line(super().to_python(value))


class TextField(forms.CharField):
    """Several lines, in any script, with a counter."""

    def __init__(self, *, rows=5, max_length=4000, **kwargs):
        widget = forms.Textarea(attrs={"rows": rows, "maxlength": max_length})
        super().__init__(widget=widget, max_length=max_length, **kwargs)

    def to_python(self, value):
        return clean_text(super().to_python(value))


class DayField(forms.DateField):
    """A day of our times, in the browser's own calendar."""

    FIRST, LAST = datetime.date(1990, 1, 1), datetime.date(2100, 12, 31)

    def __init__(self, **kwargs):
        super().__init__(widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}), **kwargs)

    def clean(self, value):
        day = super().clean(value)
        if day and not self.FIRST <= day <= self.LAST:
            raise forms.ValidationError(_("Please check the year: it should lie between 1990 and 2100."))
        return day


class SignupForm(forms.Form):
    """What we ask besides address and password: the name."""

    name = LineField(
        label=_("Your name"),
        max_length=200,
        help_text=_("As colleagues know you. You choose the name on your certificate later."),
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
    )
    field_order = ["name", "email", "password1"]

    def signup(self, request, user):
        ensure_person(user=user, name=self.cleaned_data["name"])


class ProfileForm(forms.ModelForm):
    """What a person says about themselves."""

    name = LineField(label=_("Your name"), max_length=200, widget=forms.TextInput(attrs={"autocomplete": "name"}))
    printed_name = LineField(
        label=_("Name on your certificate"),
        max_length=200,
        required=False,
        help_text=_("Exactly as it should be printed, in any script. Empty: your name as above."),
    )
    phone = LineField(
        label=_("Telephone"),
        max_length=40,
        required=False,
        widget=forms.TextInput(attrs={"autocomplete": "tel", "inputmode": "tel"}),
    )
    resides_in = LineField(
        label=_("State or country where you live"),
        max_length=100,
        required=False,
        help_text=_("Your association needs it: most serve the people of one state or country."),
    )

    class Meta:
        model = Person
        fields = ["name", "printed_name", "phone", "resides_in"]


class SecondFactorResetForm(forms.Form):
    """Why staff take away a second factor. Kept in the log; the person is told that it happened."""

    reason = forms.CharField(
        label=_("Reason"),
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("How you made sure that it is this person who asks. Kept in the log."),
    )
