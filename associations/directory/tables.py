import django_tables2 as tables
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _

from associations.directory.models import Association, Licence
from associations.directory.presenters import licence_state
from common import clock
from common.components.elements import badge

TONES = {Association.Status.MEMBER: "success", Association.Status.FORMER: "neutral"}


class AssociationTable(tables.Table):
    """Associations for Alliance staff. Columns cost no queries: see ``queries.for_staff``."""

    caption = _("Associations")
    name = tables.Column(verbose_name=_("Name"), orderable=False)
    region = tables.Column(verbose_name=_("State or region"), orderable=False)
    member_status = tables.Column(verbose_name=_("In the Alliance"), orderable=False)
    licensed = tables.BooleanColumn(verbose_name=_("Licence in force"), orderable=False)
    coordinators = tables.Column(verbose_name=_("Coordinators"), orderable=False)

    class Meta:
        model = Association
        fields = ("name", "region", "member_status", "licensed", "coordinators")
        empty_text = _("No association matches.")

    def render_name(self, record):
        return format_html('<a href="{}">{}</a>', reverse("directory:edit", args=[record.slug]), record.name)

    def render_member_status(self, value, record):
        return badge(record.get_member_status_display(), tone=TONES.get(record.member_status, "warning"))

    def render_licensed(self, value):
        return _("yes") if value else _("no")


class LicenceTable(tables.Table):
    """Licences of all associations for Alliance staff. Columns cost no queries: see ``queries.licences``."""

    caption = _("Licences")
    association = tables.Column(verbose_name=_("Association"), orderable=False)
    kind = tables.Column(verbose_name=_("Licence for"), orderable=False)
    valid_from = tables.Column(verbose_name=_("First day"), orderable=False, empty_values=())
    valid_until = tables.Column(verbose_name=_("Last day"), orderable=False, empty_values=())
    state = tables.Column(verbose_name=_("State"), orderable=False, empty_values=())
    document = tables.Column(verbose_name=_("Document"), orderable=False, empty_values=())

    class Meta:
        model = Licence
        fields = ("association", "kind", "valid_from", "valid_until", "state", "document")
        empty_text = _("No licence is listed here.")

    def render_association(self, record):
        slug, name = record.association.slug, record.association.name
        return format_html('<a href="{}">{}</a>', reverse("directory:licence", args=[slug, record.pk]), name)

    def render_valid_from(self, record):
        return date_format(record.valid_from) if record.valid_from else _("not known")

    def render_valid_until(self, record):
        return date_format(record.valid_until) if record.valid_until else _("no end date")

    def render_state(self, record):
        label, tone = licence_state(record, clock.today(record.association.time_zone))
        return badge(label, tone=tone)

    def render_document(self, record):
        if not record.document:
            return _("none")
        address = reverse("directory:licence_document", args=[record.association.slug, record.pk])
        words = _("Document of %(association)s") % {"association": record.association.abbreviation}
        return format_html('<a href="{}">{}</a>', address, words)
