import django_filters
from django.db.models import Exists, OuterRef, Q
from django.utils.translation import gettext_lazy as _

from accounts.models import Address, Person
from associations.people.enums import Role
from associations.people.models import RoleGrant

ROLES_HERE = [(role.value, role.label) for role in Role if role != Role.ALLIANCE_STAFF]


class FindPeople(django_filters.FilterSet):
    """People by name or address."""

    q = django_filters.CharFilter(label=_("Name or e-mail address"), method="by_words", max_length=200)

    class Meta:
        model = Person
        fields: list[str] = []

    def by_words(self, people, name, value):
        addresses = Address.objects.filter(person=OuterRef("pk"), email__icontains=value)
        return people.filter(Q(name__icontains=value) | Q(Exists(addresses)))


class PeopleFilter(FindPeople):
    """People of one association, also by the role they hold there. ``association`` is given by the view."""

    role = django_filters.ChoiceFilter(label=_("Role"), method="by_role", choices=ROLES_HERE, empty_label=_("Any role"))

    def __init__(self, *args, association, **kwargs):
        super().__init__(*args, **kwargs)
        self.association = association

    def by_role(self, people, name, value):
        grants = RoleGrant.objects.filter(
            person=OuterRef("pk"), association=self.association, role=value, ended_at__isnull=True
        )
        return people.filter(Exists(grants))
