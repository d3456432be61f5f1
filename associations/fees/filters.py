import django_filters
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from associations.fees.enums import FeeKind
from associations.fees.models import Due

OPEN, PAID = "open", "paid"


class DueFilter(django_filters.FilterSet):
    """What people owe: by name, kind and whether something is left to pay."""

    q = django_filters.CharFilter(label=_("Name or number"), method="by_words", max_length=200)
    kind = django_filters.ChoiceFilter(label=_("Fee"), choices=FeeKind.choices, empty_label=_("Any fee"))
    state = django_filters.ChoiceFilter(
        label=_("State"),
        method="by_state",
        choices=[(OPEN, _("to be paid")), (PAID, _("paid"))],
        empty_label=_("Paid or not"),
    )

    class Meta:
        model = Due
        fields: list[str] = []

    def by_words(self, dues, name, value):
        return dues.filter(Q(person__name__icontains=value) | Q(code__iexact=value.strip()))

    def by_state(self, dues, name, value):
        return dues.filter(open__gt=0) if value == OPEN else dues.filter(open__lte=0)
