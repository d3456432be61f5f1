"""What a roster can be narrowed by; all of it in the address."""

import django_filters
from django import forms
from django.db.models import Exists, OuterRef, Q
from django.utils.translation import gettext_lazy as _

from accounts.models import Address, Person
from associations.people.enums import Role
from associations.people.models import Membership, RoleGrant
from common import clock
from competencies.standard.models import Category
from endorsement.award.models import Endorsement

MEMBER = [("now", _("member now")), ("lapsed", _("membership is over")), ("none", _("never a member"))]
ROLES = [(role.value, role.label) for role in Role if role != Role.ALLIANCE_STAFF]
OPTIONAL = {"region": _("State or region"), "phone": _("Telephone"), "kind": _("Kind of membership")}
"""Columns one may add to the list."""


class RosterFilter(django_filters.FilterSet):
    """Name or address, membership, category, role. ``association`` is given by the view."""

    q = django_filters.CharFilter(label=_("Name or e-mail address"), method="by_words", max_length=200)
    member = django_filters.ChoiceFilter(
        label=_("Membership"), method="by_member", choices=MEMBER, empty_label=_("any")
    )
    category = django_filters.ModelChoiceFilter(
        label=_("Endorsed in"),
        queryset=Category.objects.all(),
        to_field_name="slug",
        method="by_category",
        empty_label=_("any or none"),
    )
    role = django_filters.ChoiceFilter(label=_("Role"), method="by_role", choices=ROLES, empty_label=_("any role"))
    columns = django_filters.MultipleChoiceFilter(
        label=_("Further columns"),
        method="shown",
        choices=list(OPTIONAL.items()),
        widget=forms.CheckboxSelectMultiple,
    )

    class Meta:
        model = Person
        fields: list[str] = []

    def __init__(self, *args, association, **kwargs):
        super().__init__(*args, **kwargs)
        self.association = association
        self.own = {"association": association, "person": OuterRef("pk")}

    def by_words(self, people, _name, value):
        addresses = Address.objects.filter(person=OuterRef("pk"), email__icontains=value)
        return people.filter(Q(name__icontains=value) | Q(Exists(addresses)))

    def by_member(self, people, _name, value):
        periods = Membership.objects.filter(**self.own)
        day = clock.today(self.association.time_zone)
        running = Exists(periods.filter(Q(valid_until__isnull=True) | Q(valid_until__gte=day), valid_from__lte=day))
        if value == "now":
            return people.filter(running)
        if value == "none":
            return people.filter(~Exists(periods))
        return people.filter(Exists(periods.filter(valid_until__lt=day)), ~running)

    def by_category(self, people, _name, value):
        return people.filter(Exists(Endorsement.objects.filter(category=value, standing="valid", **self.own)))

    def by_role(self, people, _name, value):
        return people.filter(Exists(RoleGrant.objects.filter(role=value, ended_at__isnull=True, **self.own)))

    def shown(self, people, _name, _value):
        """Narrows nothing: what is shown is the table's affair."""
        return people

    @property
    def narrows(self) -> bool:
        """Whether anything but the columns is chosen."""
        given = self.form.cleaned_data if self.form.is_valid() else {"q": True}
        return any(value for name, value in given.items() if name != "columns")

    @property
    def chosen(self) -> list[str]:
        return [column for column in OPTIONAL if column in (self.form.cleaned_data.get("columns") or ())]
