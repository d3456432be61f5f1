"""What a report is asked, from an address to a question: for a page, a file, the command or the worker alike."""

import datetime
from dataclasses import dataclass

from django import forms
from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import Person
from associations.directory.models import Association
from associations.people.forms import DayInput
from common import clock
from competencies.standard.models import Category
from endorsement.reports import queries
from endorsement.reports.dimensions import Lexicon
from endorsement.reports.measures.base import AHEAD, Measure, Question
from endorsement.reports.periods import Period

FIRST_DAY = datetime.date(1900, 1, 1)
LAST_DAY = datetime.date(2199, 12, 31)


class ReportForm(forms.Form):
    """Association, category, track, days, and what to break the numbers down by."""

    association = forms.ChoiceField(label=gettext_lazy("Association"), required=False)
    category = forms.ChoiceField(label=gettext_lazy("Category"), required=False)
    track = forms.ChoiceField(
        label=gettext_lazy("Track"),
        required=False,
        choices=[("", gettext_lazy("Any track")), *Category.Track.choices],
    )
    until = forms.DateField(label=gettext_lazy("Until"), required=False, widget=DayInput())
    by = forms.ChoiceField(label=gettext_lazy("By"), required=False)
    across = forms.ChoiceField(label=gettext_lazy("and by"), required=False)

    def __init__(self, data, *, measure: Measure, houses: list[Association], known: Lexicon):
        super().__init__(data)
        self.measure, self.known, self.houses = measure, known, {one.slug: one for one in houses}
        known.house = houses[0] if len(houses) == 1 else self.houses.get(data.get("association", ""))
        # A field cannot be called "from" in a class.
        since = forms.DateField(label=_("From"), required=False, widget=DayInput())
        fields = self.fields | {"from": since}
        self.fields = {name: fields[name] for name in ("by", "across", "association", "category", "track", "from")}
        self.fields["until"] = fields["until"]
        everywhere = [("", _("All associations"))] if len(houses) > 1 else []
        self.fields["association"].choices = everywhere + [(one.slug, one.name) for one in houses]
        self.fields["category"].choices = [
            ("", _("Any category")),
            *((one.slug, known.name_of(one)) for one in known.categories.values()),
        ]
        parts = [(one.key, one.label) for one in measure.dimensions]
        self.fields["by"].choices = parts
        self.fields["across"].choices = [("", _("nothing else")), *parts]
        left_out = [] if measure.crossing else ["across"]
        left_out += [] if measure.crossing and measure.category else ["category", "track"]
        for name in left_out if measure.dated else [*left_out, "from", "until"]:
            del self.fields[name]

    def clean_from(self):
        return self._sensible(self.cleaned_data["from"])

    def clean_until(self):
        return self._sensible(self.cleaned_data["until"])

    def _sensible(self, day):
        if day and not FIRST_DAY <= day <= LAST_DAY:
            raise forms.ValidationError(_("Please choose a day between 1900 and 2199."))
        return day

    def clean(self):
        cleaned = super().clean()
        first, last = cleaned.get("from"), cleaned.get("until")
        if first and last and last < first:
            self.add_error("until", _("The last day cannot lie before the first."))
        if last and last > self._today() and self.measure.default != AHEAD:
            self.add_error("until", _("Please choose a day up to today: nobody can count what is still to come."))
        if cleaned.get("across") and cleaned["across"] == (cleaned.get("by") or self.measure.dimensions[0].key):
            self.add_error("across", _("Please choose something else than in “By”."))
        return cleaned

    def _association(self) -> Association | None:
        chosen = self.houses.get(self.cleaned_data.get("association") or "")
        return chosen or (next(iter(self.houses.values())) if len(self.houses) == 1 else None)

    @property
    def zone(self) -> str:
        """Whose days they are: the association's, else the portal's."""
        house = self._association() if self.is_bound and hasattr(self, "cleaned_data") else None
        return house.time_zone if house else settings.TIME_ZONE

    def _today(self) -> datetime.date:
        return clock.today(self.zone)


@dataclass(frozen=True)
class Asked:
    """A question with the association and category it was narrowed to, None for all."""

    question: Question
    association: Association | None
    category: Category | None
    track: str


def asked(form: ReportForm, *, everywhere: frozenset[int] | None, unmasked) -> Asked:
    """What the form asks; a field with a problem asks for what stands there by itself.

    ``everywhere``: ids the person may ask about, None for all; ``unmasked``: ids -> whether they see small numbers.
    """
    form.is_valid()
    chosen = form.cleaned_data
    house = form._association()
    where = everywhere if house is None else frozenset({house.pk})
    days = form.measure.days(form._today(), form.zone)
    since, until = chosen.get("from") or days.since, chosen.get("until") or days.until
    if since and since > until:
        since = chosen.get("from") and until.replace(month=1, day=1)
    category = next((one for one in form.known.categories.values() if one.slug == chosen.get("category")), None)
    track = chosen.get("track") or ""
    kept = None
    if category or track:
        kept = frozenset(
            one.pk
            for one in form.known.categories.values()
            if (category is None or one == category) and (not track or one.track == track)
        )
    question = Question(
        period=Period(since, until, form.zone),
        by=chosen.get("by") or form.measure.dimensions[0].key,
        across=chosen.get("across") or "",
        places=where,
        categories=kept,
        masked=form.measure.sensitive and not unmasked(where),
    )
    return Asked(question, house, category, track)


def form_for(person: Person, measure: Measure, data) -> ReportForm:
    """The form bound to ``data``, with the associations the person may read about."""
    return ReportForm(data, measure=measure, houses=queries.readable(person), known=Lexicon())


def question_for(person: Person, form: ReportForm) -> Asked:
    return asked(
        form,
        everywhere=queries.places(person),
        unmasked=lambda where: queries.own_house(person, where),
    )


def cell_of(data, found: Asked) -> dict[str, str]:
    """Which number was opened: dimension -> key. Nothing is the total."""
    at = {}
    if "cell" in data:
        at[found.question.by] = _key(data["cell"])
    if found.question.across and "and" in data:
        at[found.question.across] = _key(data["and"])
    return at


def _key(typed: str) -> str:
    """What an address says, as far as a database can look for it."""
    return typed[:200].replace("\x00", "\ufffd")
