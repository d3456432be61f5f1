"""What the forms of all kinds of entry share, used for drafts and for finished entries alike: always bound to what was
typed.

A field that is needed but empty does not make a draft wrong, it makes it unfinished (``missing``). A value that no
column can hold is kept in ``typed`` and shown again with its sentence.
"""

from collections.abc import Collection, Mapping

from crispy_forms.helper import FormHelper
from crispy_forms.layout import Layout
from django import forms
from django.utils.functional import cached_property
from django.utils.translation import gettext as _

from accounts.models import Person
from endorsement.portfolio.fields import FIRST_DAY, LAST_DAY, LINE_LENGTH, Day, as_typed
from endorsement.portfolio.queries import CompetencyArea, FoundProvider, find_provider, matches_name, search_providers

_DAY = {"type": "date", "min": FIRST_DAY.isoformat(), "max": LAST_DAY.isoformat()}


def needed(sentence) -> dict:
    return {"required": True, "error_messages": {"required": sentence}}


def day_field(label, help_text="", **kwargs) -> Day:
    return Day(label=label, help_text=help_text, widget=forms.TextInput(attrs=dict(_DAY)), **kwargs)


class EntryForm(forms.Form):
    """``data``: what the page sent, or ``data_of(entry)``. ``strict``: say also what is needed, field by field.

    ``asked``: what the person's applications ask for, as ``hooks.asked_parts`` has it.
    """

    kind = ""
    spans: tuple[str, str] | None = None
    use_required_attribute = True

    def __init__(
        self,
        data: Mapping,
        *,
        person: Person,
        areas: list[CompetencyArea] = (),
        strict: bool = False,
        asked: Collection[str] = (),
    ):
        self.person, self.areas, self.asked = person, areas, asked
        super().__init__(data, auto_id="id_%s")
        if "competencies" in self.fields:
            self.fields["competencies"].choices = [
                (str(choice.pk), choice.title) for area in areas for choice in area.choices
            ]
        for name, field in self.fields.items():
            notes = [f"id_{name}_helptext"] if field.help_text else []
            field.widget.attrs["aria-describedby"] = " ".join([*notes, f"id_{name}_error"])
            if isinstance(field, Day) and not _shows_as_date(self.data.get(name, "")):
                field.widget.input_type = "text"
        self.helper = FormHelper()
        self.helper.form_show_errors = False
        self.helper.layout = Layout(*self.parts())
        self.missing: list[str] = []
        self.full_clean()
        self._set_needed_aside(strict)

    def parts(self) -> list:
        """The layout, from top to bottom."""
        raise NotImplementedError

    def _set_needed_aside(self, strict: bool) -> None:
        # No page offers an unknown competency; `competency_ids` leaves it out and the rest is saved.
        self._errors.pop("competencies", None)
        for name in list(self.errors):
            if name in self.fields and self.has_error(name, "required"):
                self.missing.append(name)
                self.cleaned_data[name] = self.fields[name].to_python(None)
                if not strict:
                    del self._errors[name]

    def clean(self):
        cleaned = super().clean()
        if self.spans:
            first, last = (cleaned.get(name) for name in self.spans)
            if first and last and last < first:
                self._errors[self.spans[1]] = self.error_class(
                    [_("This day lies before the first day. Please check both.")], renderer=self.renderer
                )
        return cleaned

    @property
    def wrong(self) -> list[str]:
        """Names of the fields with a value that cannot be right."""
        return [name for name in self.errors if name not in self.missing]

    @property
    def complete(self) -> bool:
        """Ready to be evidence."""
        return not self.missing and not self.wrong

    @property
    def values(self) -> dict:
        """Columns and what they hold; a refused value leaves its column empty."""
        return {
            name: self.cleaned_data[name] if name in self.cleaned_data else field.to_python(None)
            for name, field in self.fields.items()
            if name != "competencies"
        }

    @property
    def typed(self) -> dict[str, str]:
        """What was refused, as it was typed."""
        return {
            name: as_typed(self.data.get(name, ""))
            for name in self.wrong
            if name in self.fields and name not in self.cleaned_data
        }

    @property
    def competency_ids(self) -> set[int] | None:
        if "competencies" not in self.fields:
            return None
        known = {str(choice.pk) for area in self.areas for choice in area.choices}
        return {int(key) for key in self.data_list("competencies") if key in known}

    @property
    def open_areas(self) -> set[str]:
        """Titles of the areas with something ticked."""
        ticked = self.competency_ids or set()
        return {area.title for area in self.areas if any(choice.pk in ticked for choice in area.choices)}

    @property
    def shown(self) -> list:
        """The fields that the page has, bound."""
        return [self[name] for name in self.fields]

    def data_list(self, name: str) -> list[str]:
        return [str(value) for value in self.data.getlist(name)]


def _shows_as_date(text: str) -> bool:
    """Whether the browser's date field can show this text; another one would hide what was typed."""
    try:
        return not text or bool(Day(required=False).clean(text))
    except forms.ValidationError as error:
        return error.error_list[0].code == "far_day"


class NamingForm(EntryForm):
    """A form that names somebody who may be in the Alliance's registry: typed in one field, chosen in another."""

    named: tuple[str, str]
    """The field of the name and the field of the person chosen; the same are the columns."""
    shows_named = True

    def clean(self):
        cleaned = super().clean()
        name, chosen = self.named
        found = find_provider(cleaned.get(chosen) or "", self.person)
        cleaned[chosen] = found if found and matches_name(found, self.data.get(name, "")) else None
        return cleaned

    @property
    def values(self):
        return {**super().values, self.named[1]: self.chosen}

    @property
    def chosen(self) -> Person | None:
        """The person picked, as long as the name typed is still theirs."""
        return self.cleaned_data.get(self.named[1]) or None

    @property
    def typed_name(self) -> str:
        return self.values[self.named[0]]

    @cached_property
    def found(self) -> list[FoundProvider]:
        """Whom the registry has for the name typed, the person chosen among them. Two queries, when asked."""
        return search_providers(str(self.data.get(self.named[0]) or "")[:LINE_LENGTH], self.person, self.chosen)
