import datetime
from decimal import Decimal

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.forms import DayField, LineField, TextField
from accounts.models import Person
from associations.directory.models import Association
from associations.interest.enums import Topic
from associations.people.enums import Role
from associations.people.queries import holders
from common import clock

QUARTER = Decimal("0.25")


class AskForm(forms.Form):
    """What somebody of a new state or country tells the Alliance."""

    region = LineField(label=_("State or region"), max_length=100)
    country = LineField(label=_("Country"), max_length=100)
    organisation = LineField(
        label=_("Organisation"),
        max_length=200,
        required=False,
        help_text=_("The association or group that would look after Endorsement®, if there is one."),
    )
    name = LineField(label=_("Your name"), max_length=200, widget=forms.TextInput(attrs={"autocomplete": "name"}))
    email = forms.EmailField(
        label=_("Your e-mail address"), max_length=254, widget=forms.EmailInput(attrs={"autocomplete": "email"})
    )
    message = TextField(
        label=_("What you would like to know"),
        rows=7,
        help_text=_("Who works with babies and families where you are, and what you have in mind."),
    )


class PlanForm(forms.Form):
    """Who looks after it, and when it is next looked at."""

    owner = forms.ModelChoiceField(
        label=_("Who looks after it"), queryset=Person.objects.none(), required=False, empty_label=_("Nobody yet")
    )
    next_on = DayField(label=_("Next date"), required=False, help_text=_("When to look at it again."))

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["owner"].queryset = holders(None, Role.ALLIANCE_STAFF)


class NoteForm(forms.Form):
    text = TextField(label=_("Note"), rows=3)


class MoveForm(forms.Form):
    """What one move needs: a reason, or the association that came of it."""

    reason = TextField(label=_("Reason"), rows=3, max_length=1000, required=False)
    association = forms.ModelChoiceField(
        label=_("Association"),
        queryset=Association.objects.none(),
        to_field_name="slug",
        required=False,
        empty_label=_("Choose the association"),
        help_text=_("Add the association and its licence first; those with a licence in force are listed."),
    )

    def __init__(self, *args, move: str, associations, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["reason"].required = move == "decline"
        self.fields["association"].queryset = associations
        if move != "license":
            del self.fields["association"]


class AssistanceForm(forms.Form):
    """Technical assistance on one day."""

    association = forms.ModelChoiceField(
        label=_("Association"),
        queryset=Association.objects.order_by("name"),
        to_field_name="slug",
        empty_label=_("Choose the association"),
    )
    given_on = DayField(label=_("Day"))
    hours = forms.DecimalField(
        label=_("Hours"), min_value=QUARTER, max_value=100, decimal_places=2, help_text=_("Quarter hours: 1.25")
    )
    topic = forms.ChoiceField(label=_("Topic"), choices=Topic.choices)
    note = LineField(label=_("Note"), max_length=500, required=False)

    def clean_hours(self):
        hours = self.cleaned_data["hours"]
        if hours % QUARTER:
            raise forms.ValidationError(_("Please write quarter hours: 1.25, 1.5 or 1.75."))
        return hours

    def clean_given_on(self):
        day = self.cleaned_data["given_on"]
        if day > clock.today() + datetime.timedelta(days=1):
            raise forms.ValidationError(_("This day has not come yet: note what was given."))
        return day
