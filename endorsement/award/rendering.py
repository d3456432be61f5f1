"""A certificate's facts to a PDF: a pure function of its argument.

Tagged for PDF/UA-1, one landscape page, the same bytes for the same facts. Nothing is read from the database, the
network or the clock. WeasyPrint is imported when the first certificate is printed, because importing it takes two
seconds. What it keeps between certificates (fonts, parsed style sheets, pictures) is kept per thread: sharing it
between threads ends in ``IndexError: pop from empty list``.
"""

import atexit
import base64
import math
import threading
from dataclasses import dataclass, field
from datetime import date
from functools import lru_cache
from io import BytesIO

import segno
from django.template.loader import get_template
from django.utils import formats, translation
from django.utils.html import escape
from django.utils.safestring import mark_safe
from django.utils.translation import gettext as _
from PIL import Image

from common.colours import channels, luminance
from common.printing import typefaces
from endorsement.award.ornament import sheet

PAPERS = {"a4": (297.0, 210.0), "letter": (279.4, 215.9)}  # mm, landscape
SIDE, TOP, BOTTOM = 27.0, 20.0, 18.5  # mm, margins
FOOTER_HEIGHT = 46.5  # mm
WORDING_WIDTH = 195.0  # mm
SIZES = (10.6, 10.0, 9.3, 8.6, 7.9, 7.2, 6.5)  # pt; the first at which everything fits one page
NAME_LARGEST, NAME_SMALLEST = 46.0, 23.0  # pt; below the smallest a name takes two lines
CATEGORY_LARGEST, CATEGORY_SMALLEST = 23.0, 14.0
SIGNATORIES_MOST = 3
PROOF_WIDTH = 92.0  # mm kept free of signatures for dates and QR code
POINTS_PER_MM = 72 / 25.4
QR_MASK = 4  # fixed: trying all eight costs 5 ms and changes nothing for a reader


class CannotPrint(ValueError):
    """These facts cannot become a certificate; ``str()`` is a sentence for staff."""


class MissingGlyph(CannotPrint):
    """No bundled typeface holds some characters; ``characters`` are these, each once."""

    def __init__(self, characters):
        self.characters = characters
        shown = ", ".join(f"{c} (U+{ord(c):04X})" if c.isprintable() else f"U+{ord(c):04X}" for c in characters)
        super().__init__(_("These characters cannot be printed: %(characters)s") % {"characters": shown})


class DoesNotFit(CannotPrint):
    """The text is too long for one page even in the smallest size."""


@dataclass(frozen=True)
class Signatory:
    """Who signs, with an optional picture (PNG or JPEG bytes) of the signature."""

    name: str
    office: str = ""
    picture: bytes | None = field(default=None, repr=False)


@dataclass(frozen=True)
class Wording:
    """The sentences round the facts, already filled in. ``disclaimer`` is printed small at the foot."""

    title: str
    before_name: str
    after_name: str
    paragraphs: tuple[str, ...] = ()
    disclaimer: str = ""


@dataclass(frozen=True)
class CertificateFacts:
    """Everything a certificate says. ``show_mark`` prints ``suffix`` (IMH-E®), which needs a current licence."""

    holder_name: str
    category_name: str
    category_key: str
    suffix: str
    show_mark: bool
    association_name: str
    number: str
    endorsed_on: date
    valid_until: date | None
    issued_on: date
    verify_url: str
    wording: Wording
    signatories: tuple[Signatory, ...] = ()
    association_logo: bytes | None = field(default=None, repr=False)
    accent: str = "#1f4e5f"
    language: str = "en"
    paper: str = "a4"
    sample: bool = False

    def texts(self):
        """Every piece of text that is not the portal's own, for the check of characters."""
        wording = self.wording
        yield from (self.holder_name, self.category_name, self.suffix, self.association_name, self.number)
        yield from (wording.title, wording.before_name, wording.after_name, *wording.paragraphs, wording.disclaimer)
        for signatory in self.signatories:
            yield from (signatory.name, signatory.office)


def render_certificate(facts: CertificateFacts) -> bytes:
    """The PDF of ``facts``.

    Raises ``MissingGlyph`` before anything is laid out when a character has no glyph, ``DoesNotFit`` when the text
    overruns one page, ``CannotPrint`` when a picture is not one.
    """
    if missing := typefaces.missing_characters("".join(facts.texts())):
        raise MissingGlyph(missing)
    press = _press()
    with translation.override(facts.language):
        context = _context(facts)
        template = get_template("endorsement/award/certificate.html")
        for size in SIZES:
            html = template.render(context | _sized(context, size))
            if pdf := press.print_page(html, facts):
                return pdf
    raise DoesNotFit(_("The text of this certificate is too long for one page."))


def readable_accent(colour: str) -> str:
    """``colour`` (``#rrggbb``), darkened to a contrast of at least 4.5 on white; a quiet blue for nonsense."""
    try:
        rgb = channels(colour)
    except ValueError:
        return CertificateFacts.accent
    while luminance(rgb) > 0.18:  # (1 + 0.05) / (0.18 + 0.05) > 4.5
        rgb = [int(channel * 0.92) for channel in rgb]
    return "#" + "".join(f"{channel:02x}" for channel in rgb)


def _sized(context, size):
    """What changes with the size of the type: two sizes in points and the space above that centres the text."""
    scale = size / SIZES[0]
    holder, category = context["holder_points"] * scale, context["category_points"] * scale
    facts, line = context["facts"], size * 1.4
    height = size * 1.15 * (1.4 + 0.8) * 2 + size * 2.9 * 1.5 + size * 1.15 * 1.4 + 2 * POINTS_PER_MM
    height += 17 * POINTS_PER_MM if context["logo"] else 0
    height += (size * 0.86 * 1.4 + POINTS_PER_MM) if facts.sample else 0
    height += size * 1.1 * 1.4 if facts.show_mark else 0
    height += holder * 1.25 * _lines(facts.holder_name, holder, context["width"], typefaces.DISPLAY)
    height += category * 1.25 * _lines(facts.category_name, category, context["width"], typefaces.DISPLAY)
    for paragraph in facts.wording.paragraphs:
        height += line * _lines(paragraph, size, WORDING_WIDTH, typefaces.TEXT) + size * 0.5
    return {
        "size": _points(size),
        "holder_size": _points(holder),
        "category_size": _points(category),
        "padding": _points(max(0.0, (context["body_height"] - height / POINTS_PER_MM) / 2)),
    }


def _lines(text, points, width, file):
    return math.ceil(typefaces.text_width(text, file) * points / (width * POINTS_PER_MM))


def _points(value):
    return f"{value:.2f}"


def _context(facts):
    """What the template shows, apart from sizes that depend on the step."""
    paper_width, paper_height = PAPERS[facts.paper]
    width = paper_width - 2 * SIDE
    right_to_left = typefaces.is_right_to_left(facts.holder_name)
    return {
        "facts": facts,
        "width": width,
        "body_height": paper_height - TOP - BOTTOM - FOOTER_HEIGHT - 0.5,
        "title": _with_small_mark(facts.wording.title),
        "category": _with_small_mark(facts.category_name),
        "issuer_joined": typefaces.is_right_to_left(facts.association_name),
        "created": facts.issued_on.isoformat(),
        "logo": facts.association_logo and _picture(facts.association_logo),
        "qr": _qr(facts.verify_url),
        "shown_address": facts.verify_url.partition("://")[2] or facts.verify_url,
        "holder_direction": "rtl" if right_to_left else "ltr",
        "holder_language": typefaces.language_of(facts.holder_name, facts.language),
        "holder_points": _fitting(facts.holder_name, width, NAME_LARGEST, NAME_SMALLEST),
        "category_points": _fitting(facts.category_name, width, CATEGORY_LARGEST, CATEGORY_SMALLEST),
        "signatures": _signatures(facts.signatories[:SIGNATORIES_MOST], width - PROOF_WIDTH),
        "rows": _rows(facts),
    }


def _fitting(text, width, largest, smallest):
    """The size in points at which ``text`` takes one line of ``width`` mm, between the two limits."""
    natural = typefaces.text_width(text) or 1
    return max(smallest, min(largest, width * POINTS_PER_MM * 0.97 / natural))


def _rows(facts):
    rows = [(_("Certificate number"), facts.number), (_("Endorsed on"), _day(facts.endorsed_on, facts))]
    if facts.valid_until:
        rows.append((_("Valid until"), _day(facts.valid_until, facts)))
    return [*rows, (_("Issued on"), _day(facts.issued_on, facts))]


def _day(value, facts):
    """A date with its month in letters: ``March 4, 2026`` on US paper, ``4 March 2026`` elsewhere."""
    english = "F j, Y" if facts.paper == "letter" else "j F Y"
    return formats.date_format(value, english if facts.language == "en" else "DATE_FORMAT")


def _with_small_mark(text):
    """``text`` as HTML with the registered mark set small and raised, as it is in print."""
    return mark_safe(escape(text).replace("®", '<span class="registered">®</span>'))


def _signatures(signatories, width):
    gap = 6.0
    each = min(58.0, (width - gap * (len(signatories) - 1)) / len(signatories)) if signatories else 0
    return [
        {
            "name": signatory.name,
            "office": signatory.office,
            "image": signatory.picture and _picture(signatory.picture),
            "left": _points(index * (each + gap)),
            "width": _points(each),
        }
        for index, signatory in enumerate(signatories)
    ]


def _data_uri(kind, content):
    return f"data:image/{kind};base64,{base64.b64encode(content).decode()}"


@lru_cache(maxsize=64)
def _picture(content):
    """A data address of a JPEG: the picture laid on white. A PNG would be compressed anew for every document."""
    try:
        with Image.open(BytesIO(content), formats=("PNG", "JPEG")) as source:
            picture = source.convert("RGBA")
    except (OSError, Image.DecompressionBombError) as error:
        raise CannotPrint(_("The logo or a signature is not a PNG or JPEG picture.")) from error
    picture.thumbnail((1200, 600))
    flat = Image.new("RGB", picture.size, "white")
    flat.paste(picture, mask=picture.getchannel("A"))
    target = BytesIO()
    flat.save(target, "JPEG", quality=93, subsampling=0)
    return _data_uri("jpeg", target.getvalue())


def _qr(address):
    """The QR code of ``address`` as a one-bit PNG with its quiet zone."""
    target = BytesIO()
    segno.make(address, error="m", micro=False, boost_error=False, mask=QR_MASK).save(
        target, kind="png", scale=8, border=2
    )
    return _data_uri("png", target.getvalue())


_THREAD = threading.local()


def _press():
    """This thread's printing press, made on first use."""
    if not hasattr(_THREAD, "press"):
        _THREAD.press = _Press()
        atexit.register(vars(_THREAD).clear)  # while WeasyPrint's libraries are still loaded
    return _THREAD.press


class _Press:
    """What one thread keeps between certificates: fonts and parsed style sheets."""

    def __init__(self):
        from weasyprint import CSS, HTML  # noqa: PLC0415 - two seconds, only where something is printed
        from weasyprint.text.fonts import FontConfiguration  # noqa: PLC0415

        from common.printing.press import AwardFetcher, underlay  # noqa: PLC0415

        self._css, self._html = CSS, HTML
        self._fetcher, self._underlay = AwardFetcher(), underlay
        self._font_config = FontConfiguration()
        self._sheets = {}

    def print_page(self, html, facts):
        """The PDF, or ``None`` when the text takes more than one page."""
        width, height = PAPERS[facts.paper]
        accent = readable_accent(facts.accent)
        options = {"pdf_variant": "pdf/ua-1", "cache": {}}
        document = self._html(string=html, base_url="award:", url_fetcher=self._fetcher).render(
            font_config=self._font_config, stylesheets=[self._sheet(facts.paper, accent)], **options
        )
        if len(document.pages) != 1:
            return None
        return document.write_pdf(finisher=self._underlay(sheet(width, height, accent)), **options)

    def _sheet(self, paper, accent):
        """The parsed style sheet of a paper and colour."""
        if (paper, accent) not in self._sheets:
            width, height = PAPERS[paper]
            text = get_template("endorsement/award/certificate.css").render(
                {
                    "width": width,
                    "height": height,
                    "top": TOP,
                    "side": SIDE,
                    "bottom": BOTTOM,
                    "body_height": height - TOP - BOTTOM - FOOTER_HEIGHT - 0.5,
                    "footer_height": FOOTER_HEIGHT,
                    "wording_width": WORDING_WIDTH,
                    "accent": accent,
                }
            )
            if len(self._sheets) >= 64:
                self._sheets.clear()
            self._sheets[paper, accent] = self._css(
                string=text, base_url="award:", url_fetcher=self._fetcher, font_config=self._font_config
            )
        return self._sheets[paper, accent]
