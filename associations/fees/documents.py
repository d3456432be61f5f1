"""A receipt as a printed document, made when it is asked for: a payment taken back has none."""

from django.template.loader import render_to_string
from django.utils import translation

from associations.fees import money, queries
from associations.fees.models import Due, Payment
from common import clock
from common.components.dates import day_words

LETTER_COUNTRIES = frozenset({"United States", "Canada"})


def receipt_pdf(payment: Payment, person=None) -> bytes:
    """The receipt as a tagged PDF; for ``person`` only with what the payment gave to their own dues."""
    from weasyprint import CSS, HTML  # noqa: PLC0415 - two seconds, only where something is printed
    from weasyprint.text.fonts import FontConfiguration  # noqa: PLC0415

    from common.printing.press import AwardFetcher  # noqa: PLC0415

    association = payment.association
    shares = queries.shares_of(payment, person)
    fonts, fetcher = FontConfiguration(), AwardFetcher()
    context = {
        "payment": payment,
        "association": association,
        "shares": [(share, _fee(share.due), money.words(share.amount, payment.currency)) for share in shares],
        "total": money.words(sum(share.amount for share in shares), payment.currency),
        "printed": day_words(clock.now(), association.time_zone),
        "language": translation.get_language(),
        "direction": "rtl" if translation.get_language_bidi() else "ltr",
        "created": clock.now().isoformat(timespec="seconds"),
        "paper": "letter" if association.country in LETTER_COUNTRIES else "A4",
    }
    sheet = CSS(
        string=render_to_string("associations/fees/receipt.css", context), url_fetcher=fetcher, font_config=fonts
    )
    html = HTML(
        string=render_to_string("associations/fees/receipt.html", context), base_url="award:", url_fetcher=fetcher
    )
    return html.write_pdf(stylesheets=[sheet], font_config=fonts, pdf_variant="pdf/ua-1")


def _fee(due: Due) -> str:
    if due.category is None:
        return due.get_kind_display()
    return f"{due.get_kind_display()}: {due.association.name_of(due.category)} ({due.category.key})"
