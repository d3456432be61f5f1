"""Bringing a file, naming its columns, mending a row."""

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext_lazy as _

from endorsement.roster.enums import REQUIRED, Column
from endorsement.roster.reading import Unusable, open_table
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


class ColumnsForm(forms.Form):
    """Which of our columns each column of the file is."""

    encoding = forms.ChoiceField(label=_("Accents in the file"), choices=ENCODINGS, required=False)

    def __init__(self, *args, heading: list[str], mapping: list[str], **kwargs):
        super().__init__(*args, **kwargs)
        self.places = [f"column_{place}" for place in range(len(heading))]
        for place, text, column in zip(self.places, heading, mapping, strict=True):
            label = text or _("(no heading)")
            choices = [("", _("— leave out —")), *Column.choices]
            self.fields[place] = forms.ChoiceField(label=label, choices=choices, required=False, initial=column)
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
        missing = [Column(column).label for column in REQUIRED if column not in seen]
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
    """Some cells of one row; ``columns`` are those that are shown."""

    def __init__(self, *args, columns: list[str], row: int, **kwargs):
        super().__init__(*args, auto_id=f"row{row}_%s", **kwargs)
        for column in columns:
            self.fields[column] = Cell(column)


class PersonForm(forms.Form):
    """Who a row means: ``person`` is the number of a candidate, 0 for somebody new."""

    person = forms.IntegerField(min_value=0, max_value=2**62)
