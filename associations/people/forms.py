from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.forms import LineField
from associations.people.calendar import MonthDay
from associations.people.enums import Role, Sector, WorkingLanguage

LATEST = 60


class RoleField(forms.ChoiceField):
    """One of the roles that may be given, each with the sentence that says what it means."""

    widget = forms.RadioSelect

    def offer(self, roles) -> None:
        self.choices = [(role.value, f"{role.label}: {role.sentence}") for role in roles]
        if len(self.choices) == 1:
            self.initial = self.choices[0][0]


class InviteForm(forms.Form):
    """Somebody by address, and what they are invited to be."""

    email = forms.EmailField(
        label=_("E-mail address"), max_length=254, widget=forms.EmailInput(attrs={"autocomplete": "off"})
    )
    name = LineField(label=_("Name"), max_length=200, required=False, help_text=_("For the greeting in the mail."))
    role = RoleField(label=_("Role"))

    def __init__(self, *args, roles: tuple[Role, ...], **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["role"].offer(roles)


class GrantForm(forms.Form):
    """A further role for somebody who is known here."""

    role = RoleField(label=_("Role"))

    def __init__(self, *args, roles: tuple[Role, ...], **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["role"].offer(roles)


class DayInput(forms.DateInput):
    input_type = "date"

    def __init__(self):
        super().__init__(format="%Y-%m-%d")


class MembershipForm(forms.Form):
    """A period of membership."""

    valid_from = forms.DateField(label=_("First day"), widget=DayInput())
    valid_until = forms.DateField(
        label=_("Last day"),
        widget=DayInput(),
        required=False,
        help_text=_("Leave it empty for no end date: the membership lasts until it is ended."),
    )

    def clean(self):
        cleaned = super().clean()
        first, last = cleaned.get("valid_from"), cleaned.get("valid_until")
        if first and last and last < first:
            self.add_error("valid_until", _("A membership cannot end before it begins."))
        return cleaned


class VettingForm(forms.Form):
    """That the association vetted somebody as a provider of RSC."""

    valid_from = forms.DateField(label=_("Vetted on"), widget=DayInput())
    valid_until = forms.DateField(
        label=_("Last day"),
        widget=DayInput(),
        required=False,
        help_text=_("Leave it empty unless it ended earlier than your association's rules say."),
    )

    def clean(self):
        cleaned = super().clean()
        first, last = cleaned.get("valid_from"), cleaned.get("valid_until")
        if first and last and last < first:
            self.add_error("valid_until", _("A vetting cannot end before it begins."))
        return cleaned


class TermsForm(forms.Form):
    """The association's membership year, and when its members are reminded."""

    year_begins = forms.CharField(
        label=_("The membership year begins on"), max_length=5, help_text=_("Month and day, such as 01-01.")
    )
    rolls_over = forms.CharField(
        label=_("Who joins from this day on is a member for the next year too"),
        max_length=5,
        required=False,
        help_text=_("Month and day, such as 12-01. Empty: nobody is."),
    )
    reminder_days = forms.CharField(
        label=_("Remind members on these days"),
        max_length=60,
        required=False,
        help_text=_("Days from the last day of the membership: -30, -7, 14 is 30 and 7 days before and 14 after it."),
    )

    def _month_day(self, field: str) -> str:
        text = self.cleaned_data[field]
        try:
            return text and "{:02}-{:02}".format(*MonthDay.read(text))
        except ValueError as error:
            raise forms.ValidationError(_("Please write month and day, such as 12-01.")) from error

    def clean_year_begins(self) -> str:
        return self._month_day("year_begins")

    def clean_rolls_over(self) -> str:
        return self._month_day("rolls_over")

    def clean_reminder_days(self) -> list[int]:
        try:
            days = sorted({int(part) for part in self.cleaned_data["reminder_days"].replace(",", " ").split()})
        except ValueError as error:
            raise forms.ValidationError(_("Please write numbers of days, such as -30, -7, 14.")) from error
        if days and not -366 <= days[0] <= days[-1] <= LATEST:
            words = _("Please stay between 366 days before and %(latest)s days after the end.")
            raise forms.ValidationError(words % {"latest": LATEST})
        return days


class LastDayForm(forms.Form):
    """The last day of a membership or a vetting."""

    valid_until = forms.DateField(label=_("Last day"), widget=DayInput())


class ReasonField(LineField):
    """Why somebody's data are looked at; kept in the log."""

    def __init__(self):
        super().__init__(
            label=_("Reason"),
            min_length=5,
            max_length=300,
            help_text=_("It is kept with your name. For example: lost second step, asks by mail of 3 May."),
        )


class OpenForm(forms.Form):
    """Why one of the Alliance's staff opens a person."""

    reason = ReasonField()


class PracticeForm(forms.Form):
    """Where somebody works, and in which language: both as they like."""

    sector = forms.ChoiceField(
        label=_("The kind of programme I mostly work in"),
        choices=[("", _("I would rather not say")), *Sector.choices],
        required=False,
    )
    language = forms.ChoiceField(
        label=_("The language I mostly speak with families"),
        choices=[("", _("I would rather not say")), *WorkingLanguage.choices],
        required=False,
    )


class FindForm(forms.Form):
    """Looking for somebody by name or by their whole address, and why."""

    q = LineField(label=_("Name, or the whole e-mail address"), min_length=3, max_length=200)
    reason = ReasonField()
