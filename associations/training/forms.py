"""Forms of trainings: what the office fills in, registering, and noting who was there."""

import datetime
from decimal import Decimal
from zoneinfo import ZoneInfo

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.forms import DayField, LineField, TextField
from associations.training.enums import MOST_SEATS, QUARTER, Kind, SessionTopic
from associations.training.models import Training, TrainingProvider, TrainingSession
from associations.training.presenters import zone_words
from common.ids import ALPHABET, new_code


class OnceField(forms.CharField):
    """The code that what is made will have: the same form sent twice makes one."""

    def __init__(self):
        super().__init__(widget=forms.HiddenInput, min_length=12, max_length=12)

    def clean(self, value):
        code = super().clean(value)
        if not set(code) <= set(ALPHABET):
            raise forms.ValidationError(_("Please open the form anew."))
        return code


class TrainingForm(forms.Form):
    """What a training is; its hours come with its sessions."""

    code = OnceField()
    version = forms.IntegerField(widget=forms.HiddenInput, required=False, min_value=0, max_value=10**9)
    title = LineField(label=_("Title"), max_length=200)
    kind = forms.ChoiceField(label=_("Kind"), choices=Kind.choices)
    summary = TextField(
        label=_("What it is about"),
        rows=6,
        required=False,
        help_text=_("For whom it is, what people take home, who speaks. Shown on its public page."),
    )
    provider = forms.ModelChoiceField(
        label=_("Who gives it"),
        queryset=TrainingProvider.objects.none(),
        required=False,
        help_text=_("Your association itself, or a provider whose trainings you approve."),
    )
    place = LineField(label=_("Place"), max_length=300, required=False, help_text=_("Room, street and town."))
    online = forms.BooleanField(label=_("One can take part online"), required=False)
    join_link = forms.URLField(
        label=_("Link to take part"),
        max_length=500,
        required=False,
        assume_scheme="https",
        help_text=_("Only those on the list see it."),
    )
    seats = forms.IntegerField(
        label=_("Seats"), min_value=1, max_value=MOST_SEATS, required=False, help_text=_("Empty: as many as come.")
    )

    def __init__(self, data=None, *, association, training: Training | None = None):
        initial = {"code": new_code(), "version": 0, "kind": Kind.TRAINING}
        if training:
            initial = {name: getattr(training, name) for name in self.base_fields}
        super().__init__(data, initial=initial)
        self.fields["provider"].queryset = TrainingProvider.objects.filter(association=association)
        self.fields["provider"].empty_label = association.name

    def facts(self) -> dict:
        return {name: value for name, value in self.cleaned_data.items() if name not in ("code", "version")}


class TimeField(forms.TimeField):
    def __init__(self, **kwargs):
        super().__init__(widget=forms.TimeInput(format="%H:%M", attrs={"type": "time"}), **kwargs)


class SessionForm(forms.Form):
    """One session, in the association's own time."""

    code = OnceField()
    title = LineField(
        label=_("Title of the session"),
        max_length=200,
        required=False,
        help_text=_("Empty where the training is one session."),
    )
    day = DayField(label=_("Day"))
    begins = TimeField(label=_("Begins"))
    ends = TimeField(label=_("Ends"))
    hours = forms.DecimalField(
        label=_("Hours that count"),
        min_value=QUARTER,
        max_value=24,
        max_digits=4,
        decimal_places=2,
        required=False,
        help_text=_("Quarter hours, without breaks. Empty: as long as the session."),
    )
    topic = forms.ChoiceField(
        label=_("Main topic"), choices=SessionTopic.choices, help_text=_("Each hour counts for one topic.")
    )
    competencies = forms.TypedMultipleChoiceField(
        label=_("Competencies it covers"), coerce=int, required=False, widget=forms.CheckboxSelectMultiple
    )

    def __init__(self, data=None, *, training: Training, areas, session: TrainingSession | None = None, chosen=()):
        self.zone = ZoneInfo(training.association.time_zone)
        self.areas = areas
        initial = {"code": new_code(), "topic": SessionTopic.IECMH, "day": training.last_day}
        if session:
            begins, ends = (moment.astimezone(self.zone) for moment in (session.starts_at, session.ends_at))
            initial = {
                "code": session.code,
                "title": session.title,
                "day": begins.date(),
                "begins": begins.time(),
                "ends": ends.time(),
                "hours": session.hours.normalize(),
                "topic": session.topic,
                "competencies": list(chosen),
            }
        super().__init__(data, initial=initial)
        self.fields["competencies"].choices = [
            (one.pk, one.title) for _title, competencies in areas for one in competencies
        ]
        self.fields["begins"].help_text = zone_words(training.association)

    @property
    def ticked(self) -> set[str]:
        """Ids of the competencies that are ticked, as text."""
        return {str(pk) for pk in self["competencies"].value() or ()}

    def clean(self):
        cleaned = super().clean()
        if not {"day", "begins", "ends"} <= cleaned.keys():
            return cleaned
        starts_at, ends_at = (
            datetime.datetime.combine(cleaned["day"], cleaned[name], self.zone).astimezone(datetime.UTC)
            for name in ("begins", "ends")
        )
        if ends_at <= starts_at:
            self.add_error("ends", _("A session ends after it begins, on the same day."))
            return cleaned
        lasts = Decimal((ends_at - starts_at).seconds) / 3600
        if cleaned.get("hours") is None and "hours" not in self.errors:
            cleaned["hours"] = lasts // QUARTER * QUARTER
            if not cleaned["hours"]:
                self.add_error("ends", _("A session lasts at least a quarter of an hour."))
        self.span = starts_at, ends_at
        return cleaned

    def facts(self) -> dict:
        kept = ("code", "title", "hours", "topic", "competencies")
        return {"starts_at": self.span[0], "ends_at": self.span[1]} | {name: self.cleaned_data[name] for name in kept}


class ProviderForm(forms.Form):
    """Somebody whose trainings the association approves."""

    name = LineField(label=_("Name"), max_length=200)
    website = forms.URLField(label=_("Website"), max_length=200, required=False, assume_scheme="https")
    approved_from = DayField(label=_("Approved from"))
    approved_until = DayField(
        label=_("Approved until"), required=False, help_text=_("Empty: until you enter a last day.")
    )
    note = LineField(label=_("Note"), max_length=500, required=False, help_text=_("Only your office reads it."))


class ReasonForm(forms.Form):
    """Why a training is cancelled or its attendance opened again."""

    reason = TextField(label=_("Reason"), rows=3, max_length=1000)


class PlaceForm(forms.Form):
    """A name and an address: to register, to check in or to be put on the list, without an account."""

    name = LineField(label=_("Name"), max_length=200, widget=forms.TextInput(attrs={"autocomplete": "name"}))
    email = forms.EmailField(
        label=_("E-mail address"),
        max_length=254,
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
        help_text=_("The certificate of attendance is mailed there."),
    )


class NameForm(forms.Form):
    """A name as the certificate shows it."""

    name = LineField(label=_("Name"), max_length=200)
