import django_tables2 as tables
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from associations.fees import money
from associations.fees.models import Difference, Due, Payment, Sponsor
from associations.fees.words import fee_words
from common.components.dates import local_date
from common.components.elements import badge


def state_badge(due: Due):
    """Paid, partly paid or to be paid. ``due`` has ``paid`` and ``open``."""
    if due.open <= 0:
        return badge(_("paid"), tone="success", icon="patch-check")
    return badge(_("partly paid") if due.paid else _("to be paid"), tone="warning")


class DueTable(tables.Table):
    """What people owe an association. Columns cost no queries: see ``queries.of_office``."""

    caption = gettext_lazy("Fees")
    person = tables.Column(verbose_name=gettext_lazy("Name"), orderable=False)
    fee = tables.Column(verbose_name=gettext_lazy("Fee"), orderable=False, empty_values=())
    amount = tables.Column(verbose_name=gettext_lazy("Amount"), orderable=False)
    open = tables.Column(verbose_name=gettext_lazy("Left to pay"), orderable=False)
    state = tables.Column(verbose_name=gettext_lazy("State"), orderable=False, empty_values=())
    owed_since = tables.Column(verbose_name=gettext_lazy("Since"), orderable=False)

    class Meta:
        model = Due
        fields = ("person", "fee", "amount", "open", "state", "owed_since")
        empty_text = gettext_lazy("No fee here matches.")

    def __init__(self, *args, choosing=True, **kwargs):
        """``choosing``: with a box for each open fee and the sponsor's name; the table then stands inside a form."""
        super().__init__(*args, **kwargs)
        self.choosing = choosing

    def render_person(self, record):
        """With a box to choose it for a payment, while something is left to pay."""
        if record.open <= 0 or not self.choosing:
            return record.person.name
        label = _("Choose %(name)s: %(fee)s") % {"name": record.person.name, "fee": record.get_kind_display()}
        return format_html(
            '<label class="form-check"><input class="form-check-input" type="checkbox" name="due" value="{}"'
            ' aria-label="{}"> {}</label>',
            record.code,
            label,
            record.person.name,
        )

    def render_fee(self, record):
        if record.sponsor is None or not self.choosing:
            return fee_words(record)
        paid_by = _("%(sponsor)s pays it") % {"sponsor": record.sponsor.name}
        return format_html('{}<br><span class="form-text">{}</span>', fee_words(record), paid_by)

    def render_amount(self, record):
        return money.words(record.amount, record.currency)

    def render_open(self, record):
        return money.words(max(record.open, 0), record.currency)

    def render_state(self, record):
        return state_badge(record)

    def render_owed_since(self, record):
        return local_date(record.owed_since, record.association.time_zone)


class SponsorTable(tables.Table):
    """Who pays for others. Columns cost no queries: see ``queries.sponsors_of``."""

    caption = gettext_lazy("Sponsors")
    name = tables.Column(verbose_name=gettext_lazy("Name"), orderable=False)
    email = tables.Column(verbose_name=gettext_lazy("E-mail address"), orderable=False, default="—")
    people = tables.Column(verbose_name=gettext_lazy("People with something open"), orderable=False)
    note = tables.Column(verbose_name=gettext_lazy("Note"), orderable=False, default="—")

    class Meta:
        model = Sponsor
        fields = ("name", "email", "people", "note")
        empty_text = gettext_lazy("No sponsor is noted yet.")

    def __init__(self, *args, association, **kwargs):
        super().__init__(*args, **kwargs)
        self.association = association

    def render_name(self, record):
        return format_html(
            '<a href="{}">{}</a>', reverse("fees:sponsor", args=[self.association.slug, record.code]), record.name
        )


class PaymentTable(tables.Table):
    """An association's payments."""

    caption = gettext_lazy("Payments")
    received_on = tables.Column(verbose_name=gettext_lazy("Received on"), orderable=False)
    code = tables.Column(verbose_name=gettext_lazy("Number"), orderable=False)
    means = tables.Column(verbose_name=gettext_lazy("Paid by"), orderable=False)
    payer = tables.Column(verbose_name=gettext_lazy("Who pays"), orderable=False, default="—")
    amount = tables.Column(verbose_name=gettext_lazy("Amount"), orderable=False)
    state = tables.Column(verbose_name=gettext_lazy("State"), orderable=False, empty_values=())

    class Meta:
        model = Payment
        fields = ("received_on", "code", "means", "payer", "amount", "state")
        empty_text = gettext_lazy("No payment is recorded yet.")

    def __init__(self, *args, association, **kwargs):
        super().__init__(*args, **kwargs)
        self.association = association

    def render_received_on(self, value):
        return local_date(value, self.association.time_zone)

    def render_code(self, record):
        return format_html(
            '<a href="{}">{}</a>', reverse("fees:payment", args=[self.association.slug, record.code]), record.code
        )

    def render_amount(self, record):
        return money.words(record.amount, record.currency)

    def render_state(self, record):
        if record.taken_back_at:
            return badge(_("taken back"), tone="danger")
        return badge(_("recorded"), tone="success")


class DifferenceTable(tables.Table):
    """Where the provider and the books part. Columns cost no queries: see ``queries.differences_of``."""

    caption = gettext_lazy("Differences")
    kind = tables.Column(verbose_name=gettext_lazy("What"), orderable=False)
    person = tables.Column(verbose_name=gettext_lazy("Name"), orderable=False, empty_values=())
    there = tables.Column(verbose_name=gettext_lazy("There"), orderable=False)
    here = tables.Column(verbose_name=gettext_lazy("Here"), orderable=False)
    found_at = tables.Column(verbose_name=gettext_lazy("Since"), orderable=False)
    state = tables.Column(verbose_name=gettext_lazy("State"), orderable=False, empty_values=())

    class Meta:
        model = Difference
        fields = ("kind", "person", "there", "here", "found_at", "state")
        empty_text = gettext_lazy("Nothing differs.")

    def __init__(self, *args, association, **kwargs):
        super().__init__(*args, **kwargs)
        self.association = association

    def render_kind(self, record):
        address = reverse("fees:mend", args=[self.association.slug, record.pk])
        return format_html('<a href="{}">{}</a>', address, record.get_kind_display())

    def render_person(self, record):
        return record.checkout.person.name if record.checkout else "—"

    def render_there(self, record):
        return money.words(record.there, record.currency)

    def render_here(self, record):
        return money.words(record.here, record.checkout.currency if record.checkout else record.currency)

    def render_found_at(self, record):
        return local_date(record.found_at, self.association.time_zone)

    def render_state(self, record):
        if not record.mending:
            return badge(_("to be mended"), tone="warning")
        return badge(record.get_mending_display(), tone="neutral")


def difference_rows(differences, association) -> tuple[list, list]:
    """Heading and rows of the list as a file."""
    head = [_("What"), _("Name"), _("Number"), _("Session"), _("Payment there"), _("There"), _("Here"), _("Currency")]
    head += [_("Detail"), _("Since"), _("Mended"), _("How"), _("By"), _("Reason")]
    rows = [
        [
            one.get_kind_display(),
            one.checkout.person.name if one.checkout else "",
            one.checkout.code if one.checkout else "",
            one.session,
            one.checkout.intent if one.checkout else "",
            money.major(one.there),
            money.major(one.here),
            one.currency,
            one.detail,
            local_date(one.found_at, association.time_zone),
            local_date(one.mended_at, association.time_zone) if one.mended_at else "",
            one.get_mending_display(),
            one.mended_by.name if one.mended_by else "",
            one.reason,
        ]
        for one in differences
    ]
    return head, rows
