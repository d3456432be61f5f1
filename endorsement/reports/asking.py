"""What a report is asked, from an address to a question: for a page, a file, the command or the worker alike."""

import datetime
from collections.abc import Collection
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


YEARS = 20
"""So many years that are over can be chosen where small numbers are hidden."""
NARROWED = ("association", "category", "track", "from", "until")


def together_words() -> str:
    """Why a table with hidden numbers is not narrowed, and what to look at instead."""
    return _(
        "Where small numbers are hidden, a report is of all associations, categories and tracks together, and of one "
        "whole year that is over: two narrower tables would tell what each of them hides. Look at it by association "
        "or by category instead."
    )


class ReportForm(forms.Form):
    """Association, category, track, days, and what to break the numbers down by.

    ``own``: ids of the associations whose small numbers the reader sees. ``masked``: small numbers are hidden. Then
    the only tables are, for each whole year that is over, the lists by one thing each, and the table of the first of
    them by association. No year shares a fact with another; lists share nothing but their total, so whatever could
    stand in one can stand beside whatever could stand in another. Anything more would break this: a part of the
    associations or days, taken from the whole, is the rest; tracks are sums of categories; a second table shares its
    lines with the first; and the same table turned round might hide other numbers.
    """

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
    year = forms.ChoiceField(
        label=gettext_lazy("Year"),
        required=False,
        error_messages={"invalid_choice": gettext_lazy("Please choose a year that is over.")},
    )

    def __init__(self, data, *, measure: Measure, houses: list[Association], known: Lexicon, own: Collection[int] = ()):
        super().__init__(data)
        self.measure, self.known, self.houses = measure, known, {one.slug: one for one in houses}
        known.house = houses[0] if len(houses) == 1 else self.houses.get(data.get("association", ""))
        shared = measure.sensitive and not {one.pk for one in houses} <= set(own)
        self.masked = shared and (known.house is None or known.house.pk not in own)
        self.house = None if self.masked else known.house
        # A field cannot be called "from" in a class.
        since = forms.DateField(label=_("From"), required=False, widget=DayInput())
        fields = self.fields | {"from": since}
        self.fields = {name: fields[name] for name in ("by", "across", *NARROWED[:3], "year", *NARROWED[3:])}
        everywhere = [("", _("All associations"))] if len(houses) > 1 else []
        self.fields["association"].choices = everywhere + [
            (one.slug, one.name) for one in houses if not shared or one.pk in own
        ]
        self.fields["category"].choices = [
            ("", _("Any category")),
            *((one.slug, known.name_of(one)) for one in known.categories.values()),
        ]
        parts = [(one.key, one.label) for one in measure.dimensions]
        self.fields["by"].choices = parts
        self.fields["across"].choices = [("", _("nothing else")), *parts]
        left_out = [] if measure.crossing else ["across"]
        left_out += [] if measure.crossing and measure.category else ["category", "track"]
        left_out += [] if measure.dated else ["from", "until"]
        for name in left_out if self.masked else [*left_out, "year"]:
            del self.fields[name]
        if self.masked:
            self._keep_together()

    def _keep_together(self) -> None:
        """Leaves the tables that tell nothing about one another."""
        kept = [(key, label) for key, label in self.fields["by"].choices if key != "track"]
        self.fields["by"].choices = kept
        self.fields["across"].choices = [("", _("nothing else")), *(one for one in kept if one[0] == "association")]
        for name in ("by", "across"):
            self.fields[name].error_messages["invalid_choice"] = _(
                "Small numbers are hidden here. Please choose one of those offered: a further table beside them would "
                "tell what they hide."
            )
        last = self._today().year - 1
        self.fields["year"].choices = [
            ("", _("the last one (%(year)s)") % {"year": last}),
            *((str(year), str(year)) for year in range(last, last - YEARS, -1)),
        ]
        for name in NARROWED:
            if name != "association" or len(self.fields[name].choices) < 2:  # there is none of their own
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
        if self.masked:
            return self._clean_together(cleaned)
        first, last = cleaned.get("from"), cleaned.get("until")
        if first and last and last < first:
            self.add_error("until", _("The last day cannot lie before the first."))
        if last and last > self._today() and self.measure.default != AHEAD:
            self.add_error("until", _("Please choose a day up to today: nobody can count what is still to come."))
        if cleaned.get("across") and cleaned["across"] == (cleaned.get("by") or self.measure.dimensions[0].key):
            self.add_error("across", _("Please choose something else than in “By”."))
        return cleaned

    def _clean_together(self, cleaned: dict) -> dict:
        if any(self.data.get(name) for name in NARROWED):
            self.add_error(None, together_words())
        first = self.measure.dimensions[0]
        if cleaned.get("across") and (cleaned.get("by") or first.key) != first.key:
            self.add_error(
                "across",
                _("Small numbers are hidden here: beside this only “%(first)s” can stand.") % {"first": first.label},
            )
        return cleaned

    @property
    def zone(self) -> str:
        """Whose days they are: the association's, else the portal's."""
        return self.house.time_zone if self.house else settings.TIME_ZONE

    def _today(self) -> datetime.date:
        return clock.today(self.zone)


@dataclass(frozen=True)
class Asked:
    """A question with the association and category it was narrowed to, None for all."""

    question: Question
    association: Association | None
    category: Category | None
    track: str


def asked(form: ReportForm, *, everywhere: frozenset[int] | None) -> Asked:
    """What the form asks; a field with a problem asks for what stands there by itself.

    ``everywhere``: ids the person may ask about, None for all.
    """
    form.is_valid()
    chosen = form.cleaned_data
    house = form.house
    where = everywhere if house is None else frozenset({house.pk})
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
        period=_period(form),
        by=chosen.get("by") or form.measure.dimensions[0].key,
        across=chosen.get("across") or "",
        places=where,
        categories=kept,
        masked=form.masked,
    )
    return Asked(question, house, category, track)


def _period(form: ReportForm) -> Period:
    chosen = form.cleaned_data
    if form.masked:
        year = int(chosen.get("year") or form._today().year - 1)
        return Period(datetime.date(year, 1, 1), datetime.date(year, 12, 31), form.zone)
    days = form.measure.days(form._today(), form.zone)
    since, until = chosen.get("from") or days.since, chosen.get("until") or days.until
    if since and since > until:
        since = chosen.get("from") and until.replace(month=1, day=1)
    return Period(since, until, form.zone)


def form_for(person: Person, measure: Measure, data) -> ReportForm:
    """The form bound to ``data``, with the associations the person may read about."""
    own = queries.own_places(person) if measure.sensitive else ()
    return ReportForm(data, measure=measure, houses=queries.readable(person), known=Lexicon(), own=own)


def question_for(person: Person, form: ReportForm) -> Asked:
    return asked(form, everywhere=queries.places(person))


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
