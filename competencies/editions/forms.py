"""Forms of editions. The form of a requirement is made from what its reader asks for, whatever the requirement."""

import re
from collections.abc import Iterable
from decimal import Decimal

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from competencies.assessment.reading import MAX_COUNT, MAX_HOURS, MAX_TEXT, MAX_YEAR, QUARTER, DocumentFault
from competencies.assessment.rules import requirement_from
from competencies.assessment.shape import Parameter, parameters_of
from competencies.editions.queries import key_taken, mark_of
from competencies.editions.wording import choice_label, label, plain_fault
from competencies.standard.models import Competency, Edition, EditionCompetency

MOST_ROWS = 12
"""So many alternatives or places a form offers at most."""


class DayField(forms.DateField):
    """A day of the years the Standard knows."""

    widget = forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"})

    def __init__(self, **kwargs):
        wrong = gettext_lazy("Enter a day, for example 2027-01-01.")
        super().__init__(error_messages={"invalid": wrong}, **kwargs)

    def clean(self, value):
        day = super().clean(value)
        if day is not None and day.year > MAX_YEAR:
            raise forms.ValidationError(_("Enter a day before the year %(year)s.") % {"year": MAX_YEAR + 1})
        return day


class CopyForm(forms.Form):
    """A new draft: what it is called, what it is copied from, when it is to begin."""

    base = forms.ModelChoiceField(
        label=gettext_lazy("Copy the edition"), queryset=Edition.objects.none(), to_field_name="key", empty_label=None
    )
    key = forms.RegexField(
        label=gettext_lazy("Name of the new edition"),
        regex=r"\A[A-Za-z0-9][A-Za-z0-9.-]*\Z",
        max_length=16,
        help_text=gettext_lazy("Usually the year in which it begins, for example 2027."),
        error_messages={"invalid": gettext_lazy("Use letters, digits, dots and hyphens only, for example 2027.")},
    )
    in_force_from = DayField(
        label=gettext_lazy("Planned first day"), help_text=gettext_lazy("It can be changed when you publish.")
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["base"].queryset = Edition.objects.exclude(published_at=None).order_by("-in_force_from")

    def clean_key(self):
        key = self.cleaned_data["key"]
        if key_taken(key):
            raise forms.ValidationError(_("There is an edition or a draft called “%(key)s” already.") % {"key": key})
        return key


class PublishForm(forms.Form):
    """From which day, and how long drafts begun before keep the edition before."""

    in_force_from = DayField(label=gettext_lazy("In force from"))
    grace_until = DayField(
        label=gettext_lazy("Last day of the grace period"),
        required=False,
        help_text=gettext_lazy(
            "Up to this day, applications begun before are judged by the edition before, unless the applicant chooses "
            "the new one. Empty: the new edition holds for everybody from its first day."
        ),
    )
    version = forms.IntegerField(widget=forms.HiddenInput)


class TakeBackForm(forms.Form):
    """Why a published edition is taken back."""

    reason = forms.CharField(
        label=gettext_lazy("Reason"),
        max_length=MAX_TEXT,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=gettext_lazy("It stays with the history of the Standard."),
    )


NOT_ASKED = "none"


class CompetenciesForm(forms.Form):
    """Which competencies a kind of category is asked for. ``standings``: competency -> asked or example, as they are.

    ``cleaned_data["standings"]`` is the same as it was sent.
    """

    seen = forms.CharField(widget=forms.HiddenInput, required=False)

    def __init__(self, competencies: Iterable[Competency], standings: dict[str, str], data=None):
        super().__init__(data, initial={"seen": mark_of(standings)})
        choices = [(NOT_ASKED, _("not asked")), *EditionCompetency.Standing.choices]
        self._keys: dict[str, str] = {}
        self._areas: dict[str, list[str]] = {}
        for competency in competencies:
            name = f"competency-{competency.position}"
            self.fields[name] = forms.ChoiceField(
                label=competency.title, choices=choices, initial=standings.get(competency.key, NOT_ASKED)
            )
            self._keys[name] = competency.key
            self._areas.setdefault(competency.area, []).append(name)

    @property
    def areas(self) -> list[tuple[str, list]]:
        """Area -> its fields."""
        return [(area, [self[name] for name in names]) for area, names in self._areas.items()]

    def clean(self):
        cleaned = super().clean()
        cleaned["standings"] = {
            key: cleaned[name] for name, key in self._keys.items() if cleaned.get(name) not in (None, NOT_ASKED)
        }
        return cleaned


class RequirementForm(forms.Form):
    """The parameters of one requirement, whichever. ``cleaned_data["params"]`` is what the engine can read."""

    seen = forms.CharField(widget=forms.HiddenInput, required=False)

    def __init__(self, key: str, params: dict | None, data=None):
        super().__init__(data, initial={"seen": mark_of(params)})
        self.key = key
        self.parameters = parameters_of(key)
        # Place in the engine's words -> the field that holds it.
        self._fields_of_places: dict[str, str] = {}
        for parameter in self.parameters:
            self._add(parameter, parameter.key, (params or {}).get(parameter.key), "")

    def _add(self, parameter: Parameter, path: str, value, group: str) -> None:
        if parameter.kind == "item":
            self.fields[f"{path}-asked"] = forms.BooleanField(
                label=_labelled(group, label(parameter.key)), required=False, initial=value is not None
            )
            self._add_parts(parameter, path, value, label(parameter.key))
        elif parameter.kind == "items":
            for number, row in self._rows(path, value):
                name = _("%(list)s, %(number)s") % {"list": label(parameter.key), "number": number + 1}
                self._add_parts(parameter, f"{path}-{number}", row, name)
        elif parameter.kind == "choice_lists":
            for number, row in self._rows(path, value):
                name = _("%(list)s: place %(number)s") % {"list": label(parameter.key), "number": number + 1}
                self.fields[f"{path}-{number}"] = _choices(parameter, name, row)
        else:
            self.fields[path] = _field(parameter, _labelled(group, label(parameter.key)), value, not group)

    def _add_parts(self, parameter: Parameter, path: str, value, group: str) -> None:
        for part in parameter.parts:
            self._add(part, f"{path}-{part.key}", (value or {}).get(part.key), group)

    def _rows(self, path: str, value):
        """The rows there are and an empty one; of a sent form, as many as were sent."""
        rows = list(value or [])
        sent = 0
        if self.is_bound:
            numbers = [re.match(rf"{re.escape(path)}-(\d{{1,3}})(-|\Z)", name) for name in self.data]
            sent = max((int(found[1]) + 1 for found in numbers if found), default=0)
        count = min(max(len(rows) + 1, sent), max(MOST_ROWS, len(rows)))
        return enumerate([*rows, *[None] * count][:count])

    def clean(self):
        cleaned = super().clean()
        if not self.errors:
            params = self._collect_all(self.parameters, "", "")
            try:
                requirement_from(self.key, params, "")
            except DocumentFault as fault:
                for place, sentence in fault.faults:
                    self.add_error(self._field_of(place), plain_fault(sentence))
            else:
                cleaned["params"] = params
        return cleaned

    def _field_of(self, place: str) -> str | None:
        while place:
            if place in self._fields_of_places:
                return self._fields_of_places[place]
            place = re.sub(r"(\.?[^.\[\]]+|\[\d+\])\Z", "", place)
        return None

    def _collect_all(self, parameters, path: str, place: str) -> dict:
        found = {}
        for parameter in parameters:
            at = f"{place}.{parameter.key}" if place else parameter.key
            value = self._collect(parameter, f"{path}{parameter.key}", at)
            if value is not None:
                found[parameter.key] = value
        return found

    def _collect(self, parameter: Parameter, path: str, place: str):
        if parameter.kind == "item":
            self._fields_of_places[place] = f"{path}-asked"
            parts = self._collect_all(parameter.parts, f"{path}-", place)
            return parts if self.cleaned_data.get(f"{path}-asked") else None
        if parameter.kind == "items":
            return self._collect_rows(path, place, lambda row, at: self._collect_all(parameter.parts, f"{row}-", at))
        if parameter.kind == "choice_lists":
            return self._collect_rows(path, place, self._collect_choices)
        self._fields_of_places[place] = path
        return _value(parameter, self.cleaned_data.get(path))

    def _collect_choices(self, path: str, place: str) -> list[str]:
        self._fields_of_places[place] = path
        return list(self.cleaned_data.get(path) or [])

    def _collect_rows(self, path: str, place: str, collect) -> list | None:
        """The rows in which something was filled in, in order."""
        names = {name.removeprefix(f"{path}-").partition("-")[0] for name in self.fields if name.startswith(f"{path}-")}
        found = []
        for number in sorted(int(name) for name in names if name.isdigit()):
            if row := collect(f"{path}-{number}", f"{place}[{len(found)}]"):
                found.append(row)
        self._fields_of_places[place] = next(name for name in self.fields if name.startswith(f"{path}-"))
        return found or None


def _labelled(group: str, name: str) -> str:
    return _("%(group)s: %(name)s") % {"group": group, "name": name} if group else str(name)


def _choices(parameter: Parameter, name: str, value) -> forms.MultipleChoiceField:
    return forms.MultipleChoiceField(
        label=name,
        choices=[(one, choice_label(one)) for one in parameter.choices],
        widget=forms.CheckboxSelectMultiple,
        required=False,
        initial=value,
    )


def _field(parameter: Parameter, name: str, value, alone: bool) -> forms.Field:
    """``alone``: no part of something that may be left out as a whole, so the form itself can insist."""
    required = alone and parameter.required and parameter.kind != "choices"
    common = {"label": name, "initial": value, "required": required}
    match parameter.kind:
        case "count":
            return forms.IntegerField(
                max_value=MAX_COUNT,
                min_value=parameter.least,
                error_messages={"invalid": _("Enter a whole number.")},
                **common,
            )
        case "hours":
            return forms.DecimalField(
                max_value=MAX_HOURS,
                widget=forms.NumberInput(attrs={"step": str(QUARTER)}),
                error_messages={"invalid": _("Enter a number.")},
                **common,
            )
        case "flag":
            return forms.BooleanField(**common)
        case "choice":
            choices = [(one, choice_label(one)) for one in parameter.choices]
            return forms.ChoiceField(choices=choices, widget=forms.RadioSelect, **common)
        case "choices":
            return _choices(parameter, name, value)
    return forms.CharField(max_length=MAX_TEXT, **common)


def _value(parameter: Parameter, value):
    """A cleaned value as the text of an edition has it; None where it says nothing."""
    if isinstance(value, Decimal):
        return int(value) if value == value.to_integral_value() else float(value)
    if parameter.kind in ("flag", "text", "choice", "choices"):
        return value or None
    return value
