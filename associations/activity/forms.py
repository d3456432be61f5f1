from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.forms import DayField, LineField, TextField
from associations.activity.enums import Area, Heading
from associations.directory.models import Association

LONGEST = 366


class YearForm(forms.Form):
    """A year, its last day, what the associations are told, and when they are reminded."""

    year = forms.IntegerField(
        label=_("Year"), min_value=2000, max_value=2100, help_text=_("The calendar year that is told of.")
    )
    due_on = DayField(label=_("Last day to submit"), help_text=_("Where each association is."))
    words = TextField(
        label=_("A word to the associations"),
        required=False,
        max_length=2000,
        help_text=_("Stands in the letter and above the summary. A blank line between paragraphs."),
    )
    reminder_days = LineField(
        label=_("Remind those who are missing on these days"),
        max_length=60,
        required=False,
        help_text=_("Days from the last day: -28, -7, 3 is 28 and 7 days before and 3 after it. Empty: never."),
    )

    def __init__(self, *args, fixed_year: bool = False, **kwargs):
        super().__init__(*args, **kwargs)
        if fixed_year:
            del self.fields["year"]

    def clean_reminder_days(self) -> list[int]:
        try:
            days = sorted({int(word) for word in self.cleaned_data["reminder_days"].replace(",", " ").split()})
        except ValueError as error:
            raise forms.ValidationError(_("Please write numbers of days, such as -28, -7, 3.")) from error
        if days and not -LONGEST <= days[0] <= days[-1] <= LONGEST:
            raise forms.ValidationError(_("Please stay within 366 days before and after the last day."))
        return days


class Version(forms.CharField):
    """The version a window began from; 0 for whatever is none."""

    def __init__(self):
        super().__init__(required=False, widget=forms.HiddenInput)

    def clean(self, value) -> int:
        text = str(value or "")
        return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else 0


class PassageForm(forms.Form):
    """One passage, by its own small form: the ids on the page begin with its code."""

    text = TextField(label=_("Passage"), required=False, max_length=8000, rows=7)
    areas = forms.MultipleChoiceField(
        label=_("This passage speaks of"),
        choices=Area.choices,
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    version = Version()

    def __init__(self, *args, code: str, **kwargs):
        super().__init__(*args, auto_id=f"p-{code}-%s", **kwargs)


class RemarkForm(forms.Form):
    """What the association says to a figure."""

    text = TextField(label=_("Your remark"), required=False, max_length=1000, rows=3)
    version = Version()

    def __init__(self, *args, key: str, **kwargs):
        super().__init__(*args, auto_id=f"f-{key}-%s", **kwargs)


class FileForm(forms.Form):
    """One file; its bytes are checked by the action that stores it."""

    file = forms.FileField(
        label=_("Choose a file"),
        error_messages={
            "required": _("Please choose a file first."),
            "empty": _("This file is empty. Please choose it again."),
        },
    )


class ReasonForm(forms.Form):
    reason = TextField(
        label=_("Why it is opened again"),
        rows=3,
        max_length=1000,
        help_text=_("Everybody who writes the summary sees it."),
    )


class AskForm(forms.Form):
    association = forms.ModelChoiceField(
        label=_("Association"),
        queryset=Association.objects.none(),
        to_field_name="slug",
        empty_label=_("Choose the association"),
    )

    def __init__(self, *args, associations, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["association"].queryset = associations


class ReadingForm(forms.Form):
    """What to read of a year; whatever is no choice is left out."""

    q = LineField(label=_("Words in the text"), max_length=200, required=False)
    heading = forms.ChoiceField(label=_("Heading"), choices=[("", _("All")), *Heading.choices], required=False)
    area = forms.ChoiceField(label=_("Area"), choices=[("", _("All")), *Area.choices], required=False)
    association = forms.ModelChoiceField(
        label=_("Association"),
        queryset=Association.objects.none(),
        to_field_name="slug",
        required=False,
        empty_label=_("All"),
    )

    def __init__(self, *args, associations, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["association"].queryset = associations

    def chosen(self) -> dict:
        """As ``queries.passages_read`` takes it."""
        self.is_valid()
        found = self.cleaned_data
        return {
            "words": found.get("q", ""),
            "heading": found.get("heading", ""),
            "area": found.get("area", ""),
            "association": found.get("association"),
        }


class TagForm(forms.Form):
    areas = forms.MultipleChoiceField(choices=Area.choices, required=False)
