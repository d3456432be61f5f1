"""A report for the board: its sentence, chart and table as a tagged PDF."""

from django.template.loader import render_to_string
from django.utils import translation
from django.utils.formats import date_format

from common import clock
from endorsement.application.documents import LETTER_COUNTRIES
from endorsement.reports import presenters
from endorsement.reports.asking import Asked, ReportForm
from endorsement.reports.queries import Answer


def board_pdf(answer: Answer, found: Asked, form: ReportForm) -> bytes:
    """In the language of the moment. Takes a second or two."""
    from weasyprint import CSS, HTML  # noqa: PLC0415 - two seconds, only where something is printed
    from weasyprint.text.fonts import FontConfiguration  # noqa: PLC0415

    from common.printing.press import AwardFetcher  # noqa: PLC0415

    fonts, fetcher = FontConfiguration(), AwardFetcher()
    house = found.association
    context = {
        "measure": answer.measure,
        "answer": answer,
        "heads": presenters.heads(answer),
        "lines": presenters.lines(answer, form),
        "chart": None if answer.question.across else presenters.chart(answer),
        "period": presenters.period_words(answer),
        "narrowed": presenters.narrowed_words(found, form),
        "printed": date_format(clock.today(form.zone)),
        "language": translation.get_language(),
        "direction": "rtl" if translation.get_language_bidi() else "ltr",
        "created": clock.now().isoformat(timespec="seconds"),
        "paper": "letter" if house is None or house.country in LETTER_COUNTRIES else "A4",
        "landscape": len(answer.columns) > 6,
    }
    sheet = CSS(
        string=render_to_string("endorsement/reports/board.css", context), url_fetcher=fetcher, font_config=fonts
    )
    html = HTML(
        string=render_to_string("endorsement/reports/board.html", context), base_url="award:", url_fetcher=fetcher
    )
    return html.write_pdf(stylesheets=[sheet], font_config=fonts, pdf_variant="pdf/ua-1")
