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
    """A roster. Columns cost no queries: see ``queries.shown_roster``; each is drawn from the record alone, which is
    what ``table_rows`` draws quickly."""

    caption = _("Roster")
    name = tables.Column(verbose_name=_("Name"), orderable=False, empty_values=())
    email = tables.Column(verbose_name=_("E-mail"), orderable=False, empty_values=())
    region = tables.Column(verbose_name=OPTIONAL["region"], orderable=False, empty_values=())
    phone = tables.Column(verbose_name=OPTIONAL["phone"], orderable=False, empty_values=())
    kind = tables.Column(verbose_name=OPTIONAL["kind"], orderable=False, empty_values=())
    member = tables.Column(verbose_name=_("Member until"), orderable=False, empty_values=())
    endorsements = tables.Column(verbose_name=_("Endorsements"), orderable=False, empty_values=())
    roles = tables.Column(verbose_name=_("Roles"), orderable=False, empty_values=())

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
            '<span class="pick"><input type="checkbox" class="form-check-input" form="errand" name="person" value="{}"'
            ' aria-label="{}"> <a href="{}" dir="auto">{}</a></span>',
            record.pk,
            _("Choose %(name)s") % {"name": record.name},
            address,
            record.name,
        )

    def render_email(self, record):
        return record.email or "—"

    def render_region(self, record):
        return record.resides_in or "—"

    def render_phone(self, record):
        return record.phone or "—"

    def render_kind(self, record):
        return (record.memberships_here and record.memberships_here[0].kind) or "—"

    def render_member(self, record):
        if not record.memberships_here:
            return "—"
        until = record.memberships_here[0].valid_until
        return _("runs on") if until is None else local_date(until, self.association.time_zone)

    def render_endorsements(self, record):
        lines = ((one.category.key, one.number) for one in record.endorsements_here)
        return format_html_join(mark_safe("<br>"), "{} <span class='text-secondary'>{}</span>", lines) or "—"

    def render_roles(self, record):
        return role_badges(record.roles_here)
