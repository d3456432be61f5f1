import django_tables2 as tables
from django.urls import reverse
from django.utils.html import format_html, format_html_join
from django.utils.translation import gettext_lazy as _

from accounts.models import Person
from associations.people.enums import Role
from common.components.dates import local_date
from common.components.elements import badge


def role_badges(grants):
    """The roles as badges, in the order they were given."""
    return format_html_join(" ", "{}", ((badge(Role(grant.role).label),) for grant in grants)) or "—"


class PeopleTable(tables.Table):
    """People of one association. Columns cost no queries: see ``queries.people_of``."""

    caption = _("People")
    name = tables.Column(verbose_name=_("Name"), orderable=False)
    email = tables.Column(verbose_name=_("E-mail"), orderable=False, accessor="email", default="—")
    roles = tables.Column(verbose_name=_("Roles"), orderable=False, accessor="roles_here")
    member = tables.Column(verbose_name=_("Member until"), orderable=False, accessor="memberships_here")

    class Meta:
        model = Person
        fields = ("name", "email", "roles", "member")
        empty_text = _("Nobody here matches.")

    def __init__(self, *args, association, **kwargs):
        super().__init__(*args, **kwargs)
        self.association = association

    def render_name(self, record):
        return format_html(
            '<a href="{}">{}</a>', reverse("people:person", args=[self.association.slug, record.public_id]), record.name
        )

    def render_roles(self, value):
        return role_badges(value)

    def render_member(self, value):
        if not value:
            return "—"
        newest = value[0]
        if newest.valid_until is None:
            return _("no end date: until it is ended")
        return local_date(newest.valid_until, self.association.time_zone)


class FiguresTable(tables.Table):
    """Every association in figures, without anybody's name. ``record``: ``association``, ``figures``."""

    caption = _("Associations in figures")
    name = tables.Column(verbose_name=_("Association"), orderable=False, accessor="association")
    members = tables.Column(verbose_name=_("Members now"), orderable=False, accessor="figures__members")
    lapsed = tables.Column(verbose_name=_("Members before"), orderable=False, accessor="figures__lapsed")
    reviewers = tables.Column(verbose_name=_("Reviewers"), orderable=False, accessor="figures__roles")
    office = tables.Column(
        verbose_name=_("Coordinators and administrators"), orderable=False, accessor="figures__roles"
    )

    class Meta:
        empty_text = _("No association is known yet.")

    def render_name(self, value):
        return format_html('<a href="{}">{}</a>', reverse("people:list", args=[value.slug]), value.name)

    def render_reviewers(self, value):
        return value.get(Role.REVIEWER, 0)

    def render_office(self, value):
        return value.get(Role.COORDINATOR, 0) + value.get(Role.ADMINISTRATOR, 0)
