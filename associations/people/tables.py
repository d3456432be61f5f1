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


class EverybodyTable(tables.Table):
    """All people, for Alliance staff. Columns cost no queries: see ``queries.everybody``."""

    caption = _("People")
    name = tables.Column(verbose_name=_("Name"), orderable=False)
    email = tables.Column(verbose_name=_("E-mail"), orderable=False, accessor="email", default="—")
    roles = tables.Column(verbose_name=_("Roles"), orderable=False, accessor="roles_now")

    class Meta:
        model = Person
        fields = ("name", "email", "roles")
        empty_text = _("Nobody matches.")

    def render_name(self, record):
        return format_html('<a href="{}">{}</a>', reverse("people:record", args=[record.public_id]), record.name)

    def render_roles(self, value):
        return format_html_join(
            " ",
            "{}",
            (
                (
                    badge(
                        Role(grant.role).label
                        if grant.association is None
                        else f"{Role(grant.role).label} · {grant.association.abbreviation}"
                    ),
                )
                for grant in value
            ),
        )
