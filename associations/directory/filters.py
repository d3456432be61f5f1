import django_filters
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from associations.directory.models import Association


class AssociationFilter(django_filters.FilterSet):
    """Associations by name, abbreviation or region, and by their place in the Alliance."""

    q = django_filters.CharFilter(label=_("Name, abbreviation or region"), method="by_words", max_length=200)
    member_status = django_filters.ChoiceFilter(
        label=_("In the Alliance"), choices=Association.Status.choices, empty_label=_("All")
    )

    class Meta:
        model = Association
        fields = ["q", "member_status"]

    def by_words(self, rows, name, value):
        return rows.filter(Q(name__icontains=value) | Q(abbreviation__icontains=value) | Q(region__icontains=value))
