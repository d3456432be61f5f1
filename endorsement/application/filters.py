"""What the queue can be narrowed by; all of it in the address."""

import django_filters
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from common.ids import clean_code
from competencies.standard.models import Category
from endorsement.application.enums import ApplicationState
from endorsement.application.models import Application


class QueueFilter(django_filters.FilterSet):
    """Name or code, state, category; the turn is chosen by the tabs above the list."""

    search = django_filters.CharFilter(label=_("Name or code"), method="by_name_or_code")
    state = django_filters.ChoiceFilter(label=_("State"), choices=ApplicationState.choices, empty_label=_("any state"))
    category = django_filters.ModelChoiceFilter(
        label=_("Category"),
        queryset=Category.objects.all(),
        to_field_name="slug",
        empty_label=_("any category"),
    )

    class Meta:
        model = Application
        fields = ["search", "state", "category"]

    def by_name_or_code(self, queryset, _name, value):
        """Every word is part of the name, or all of it is the beginning of the code."""
        code = clean_code(value)
        by_name = Q()
        for word in value.split():
            by_name &= Q(person__name__icontains=word)
        return queryset.filter(by_name | Q(code__startswith=code) if code else by_name)
