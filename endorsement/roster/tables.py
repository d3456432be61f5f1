import django_tables2 as tables
from django.urls import reverse
from django.utils.html import format_html, format_html_join
from django.utils.safestring import mark_safe
from django.utils.translation import gettext_lazy as _

from accounts.models import Person
from associations.people.tables import role_badges
from common.components.dates import local_date
from endorsement.roster.filters import OPTIONAL


class RosterTable(tables.Table):
    """A roster. Columns cost no queries: see ``queries.shown_roster``."""

    caption = _("Roster")
    name = tables.Column(verbose_name=_("Name"), orderable=False)
    email = tables.Column(verbose_name=_("E-mail"), orderable=False, accessor="email", default="—")
    region = tables.Column(verbose_name=OPTIONAL["region"], orderable=False, accessor="resides_in")
    phone = tables.Column(verbose_name=OPTIONAL["phone"], orderable=False)
    kind = tables.Column(verbose_name=OPTIONAL["kind"], orderable=False, accessor="memberships_here")
    member = tables.Column(verbose_name=_("Member until"), orderable=False, accessor="memberships_here")
    endorsements = tables.Column(verbose_name=_("Endorsements"), orderable=False, accessor="endorsements_here")
    roles = tables.Column(verbose_name=_("Roles"), orderable=False, accessor="roles_here")

    class Meta:
        model = Person
        fields = ("name", "email", "region", "phone", "kind", "member", "endorsements", "roles")
        empty_text = _("Nobody here matches.")

    def __init__(self, *args, association, chosen, **kwargs):
        super().__init__(*args, exclude=[column for column in OPTIONAL if column not in chosen], **kwargs)
        self.association = association

    def render_name(self, record):
        address = reverse("people:person", args=[self.association.slug, record.public_id])
        return format_html(
            '<input type="checkbox" class="form-check-input me-2" form="errand" name="person" value="{}"'
            ' aria-label="{}"> <a href="{}" dir="auto">{}</a>',
            record.pk,
            _("Choose %(name)s") % {"name": record.name},
            address,
            record.name,
        )

    def render_kind(self, value):
        return value[0].kind or "—" if value else "—"

    def render_member(self, value):
        if not value:
            return "—"
        until = value[0].valid_until
        return _("runs on") if until is None else local_date(until, self.association.time_zone)

    def render_endorsements(self, value):
        lines = ((one.category.key, one.number) for one in value)
        return format_html_join(mark_safe("<br>"), "{} <span class='text-secondary'>{}</span>", lines) or "—"

    def render_roles(self, value):
        return role_badges(value)
