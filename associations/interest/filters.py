import django_filters
from django.utils.translation import gettext_lazy as _

from associations.interest.enums import Stage
from associations.interest.models import Interest


class InterestFilter(django_filters.FilterSet):
    """Interest by stage."""

    state = django_filters.ChoiceFilter(label=_("Stage"), choices=Stage.choices, empty_label=_("All"))

    class Meta:
        model = Interest
        fields = ["state"]
