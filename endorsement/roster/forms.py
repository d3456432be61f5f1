"""Bringing a file, naming its columns, mending a row; doing one thing to many people."""

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext_lazy

from accounts.forms import DayField, LineField, TextField
from associations.people.forms import RoleField
from endorsement.roster.enums import NAME_PARTS, REQUIRED, Column, ErrandKind, missing_of
from endorsement.roster.notifications import NAME, places
from endorsement.roster.reading import Unusable, left_out, open_table
from endorsement.roster.wording import file_sentence

ENCODINGS = [("", _("UTF-8, and say which rows are not")), ("cp1252", _("Western European (Windows)"))]


class BringForm(forms.Form):
    """A roster as a file. What cannot be read at all is said at once."""

    file = forms.FileField(
        label=_("Roster"),
        max_length=200,
        widget=forms.FileInput(attrs={"accept": ".csv,.txt,.xlsx"}),
        help_text=_("CSV or Excel (.xlsx), with a heading. It needs names and e-mail addresses; all else is optional."),
        error_messages={"empty": _("The file is empty.")},
    )

    def clean_file(self) -> UploadedFile:
        upload = self.cleaned_data["file"]
        try:
            open_table(upload)
        except Unusable as error:
            raise forms.ValidationError(file_sentence(error.code, error.column, **error.params)) from error
        upload.seek(0)
        return upload


class WhichField(forms.ChoiceField):
    """One column of the file. ``required`` is for whoever reads the form: the columns are judged together."""

    def validate(self, value):
        if value:
            super().validate(value)


class ColumnsForm(forms.Form):
    """Which of our columns each column of the file is."""

    use_required_attribute = False

    encoding = forms.ChoiceField(label=_("Accents in the file"), choices=ENCODINGS, required=False)

    def __init__(self, *args, heading: list[str], mapping: list[str], **kwargs):
        super().__init__(*args, **kwargs)
        self.places = [f"column_{place}" for place in range(len(heading))]
        chosen = [self.data.get(place, "") for place in self.places] if self.is_bound else mapping
        self.left_out = left_out(heading, chosen)
        missing = missing_of(chosen)
        for place, text, column, now in zip(self.places, heading, mapping, chosen, strict=True):
            label = text or _("(no heading)")
            choices = [("", _("— leave out —")), *Column.choices]
            # While the name or the address is not found, any column that is left out may be it.
            must = now in (*REQUIRED, *NAME_PARTS) or bool(missing and not now)
            self.fields[place] = WhichField(label=label, choices=choices, required=must, initial=column)
        self.order_fields([*self.places, "encoding"])

    def clean(self):
        cleaned = super().clean()
        seen: dict[str, str] = {}
        for place in self.places:
            column = cleaned.get(place, "")
            if column and column in seen:
                words = _("“%(column)s” is chosen twice: for “%(other)s” too.")
                self.add_error(
                    place, words % {"column": Column(column).label, "other": self.fields[seen[column]].label}
                )
            elif column:
                seen[column] = place
        for part in NAME_PARTS:
            if part in seen and "name" in seen:
                self.add_error(seen[part], _("The whole name is chosen already: choose the name, or its two parts."))
        missing = [Column(column).label for column in missing_of(seen)]
        if missing and not self.errors:
            names = ", ".join(map(str, missing))
            raise forms.ValidationError(_("Please say which column is: %(names)s.") % {"names": names})
        return cleaned

    def mapping(self) -> list[str]:
        """Our column at each place of the file."""
        return [self.cleaned_data[place] for place in self.places]


class Cell(forms.CharField):
    """What is typed is judged by the roster's own rules, and kept as typed."""

    def __init__(self, column: str):
        super().__init__(label=Column(column).label, required=False, strip=False)
        self.validators = []  # a character no database takes is a fault of the row, said beside it


class RowForm(forms.Form):
    """Some cells of one row; ``columns`` are those that are shown, ``must`` those that cannot stay empty.

    ``must`` is for whoever reads the form: what is sent is judged by the roster's own rules.
    """

    use_required_attribute = False

    def __init__(self, *args, columns: list[str], row: int, must: frozenset[str] = frozenset(), **kwargs):
        super().__init__(*args, auto_id=f"row{row}_%s", **kwargs)
        for column in columns:
            self.fields[column] = Cell(column)
            self.fields[column].required = column in must


class PersonForm(forms.Form):
    """Who a row means: ``person`` is the number of a candidate, 0 for somebody new."""

    person = forms.IntegerField(min_value=0, max_value=2**62)


class BeginErrandForm(forms.Form):
    """What to do, and to whom: those that are ticked, or ``everybody`` the list shows."""

    kind = forms.ChoiceField(label=_("What to do"), choices=ErrandKind.choices)
    whom = forms.ChoiceField(label=_("With whom"), widget=forms.RadioSelect, initial="ticked")

    def __init__(self, *args, shown: int, **kwargs):
        super().__init__(*args, auto_id="errand_%s", **kwargs)
        words = ngettext_lazy(
            "the %(count)s person the list shows, on all pages",
            "all %(count)s people the list shows, on all pages",
            shown,
        )
        self.fields["whom"].choices = [("ticked", _("those I tick below")), ("shown", words % {"count": shown})]


class RoleErrandForm(forms.Form):
    """Which role."""

    role = RoleField(label=_("Role"))

    def __init__(self, *args, roles, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["role"].offer(roles)


class LetterForm(forms.Form):
    """A mail to each of them."""

    subject = LineField(label=_("Subject"), max_length=200)
    text = TextField(
        label=_("Text"),
        rows=10,
        help_text=_("An empty line begins a new paragraph. {name} becomes the name of whoever gets it."),
    )

    def clean_subject(self) -> str:
        subject = self.cleaned_data["subject"]
        if found := places(subject):
            words = _("A subject is the same for everybody: nothing is put in place of %(found)s.")
            raise forms.ValidationError(words % {"found": ", ".join(found)})
        return subject

    def clean_text(self) -> str:
        text = self.cleaned_data["text"]
        if unknown := [found for found in places(text) if found != NAME]:
            words = _("Nothing is known to put in place of %(unknown)s. What you can use here: %(known)s.")
            raise forms.ValidationError(words % {"unknown": ", ".join(unknown), "known": NAME})
        return text


class PeriodForm(forms.Form):
    """One period of membership for all of them."""

    valid_from = DayField(label=_("First day"))
    valid_until = DayField(label=_("Last day"), required=False, help_text=_("Leave it empty for no end date."))

    def clean(self):
        cleaned = super().clean()
        first, last = cleaned.get("valid_from"), cleaned.get("valid_until")
        if first and last and last < first:
            self.add_error("valid_until", _("A membership cannot end before it begins."))
        return cleaned


class NothingForm(forms.Form):
    """Nothing more is asked."""


ERRAND_FORMS = {
    ErrandKind.INVITE: RoleErrandForm,
    ErrandKind.GRANT: RoleErrandForm,
    ErrandKind.END: RoleErrandForm,
    ErrandKind.LETTER: LetterForm,
    ErrandKind.MEMBERSHIP: PeriodForm,
    ErrandKind.REMIND: NothingForm,
}
