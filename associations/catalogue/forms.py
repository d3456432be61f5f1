"""What visitors choose on the public pages of the Standard; every form is sent by GET."""

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from associations.directory.models import Association
from competencies.assessment.reading import MAX_YEAR, MIN_YEAR
from competencies.standard.amounts import day as day_words

NO_SUCH_CHOICE = gettext_lazy("Choose one of the list.")


class DayForm(forms.Form):
    """The day on which the Standard is looked at."""

    on = forms.DateField(
        label=gettext_lazy("On the day"),
        required=False,
        widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}),
        error_messages={"invalid": gettext_lazy("Enter a day, for example 2025-01-05.")},
    )

    def clean_on(self):
        day = self.cleaned_data["on"]
        if day and not MIN_YEAR <= day.year <= MAX_YEAR:
            raise forms.ValidationError(
                _("Enter a day between %(first)s and %(last)s.") % {"first": MIN_YEAR, "last": MAX_YEAR}
            )
        return day


class PlaceForm(DayForm):
    """The day, and the association whose own differences are shown."""

    association = forms.ModelChoiceField(
        label=gettext_lazy("At the association"),
        queryset=Association.objects.none(),
        to_field_name="slug",
        required=False,
        empty_label=gettext_lazy("Any: what the Alliance asks"),
        error_messages={"invalid_choice": NO_SUCH_CHOICE},
    )

    def __init__(self, *args, associations, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["association"].queryset = associations
        self.order_fields(["association", "on"])


class ChangesForm(forms.Form):
    """Two editions, and the category that is compared cell by cell."""

    before = forms.ChoiceField(
        label=gettext_lazy("From the edition"), error_messages={"invalid_choice": NO_SUCH_CHOICE}
    )
    after = forms.ChoiceField(label=gettext_lazy("To the edition"), error_messages={"invalid_choice": NO_SUCH_CHOICE})
    category = forms.ChoiceField(
        label=gettext_lazy("Category"), required=False, error_messages={"invalid_choice": NO_SUCH_CHOICE}
    )

    def __init__(self, *args, editions, categories, **kwargs):
        super().__init__(*args, **kwargs)
        listed = [
            (one.key, _("%(edition)s (from %(day)s)") % {"edition": one.key, "day": day_words(one.in_force_from)})
            for one in editions
        ]
        self.fields["before"].choices = self.fields["after"].choices = listed
        self.fields["category"].choices = [("", _("All, with what changed"))] + [
            (one.slug, f"{one.name} ({one.key})") for one in categories
        ]

    def clean(self):
        cleaned = super().clean()
        if cleaned.get("before") and cleaned.get("before") == cleaned.get("after"):
            self.add_error("after", _("Choose two different editions."))
        return cleaned
