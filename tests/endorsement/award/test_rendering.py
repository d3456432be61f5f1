"""The certificate as a PDF: a pure function of its facts."""

import dataclasses
import datetime
import threading
from io import BytesIO

import pytest
from PIL import Image

from common.printing import typefaces
from common.printing.press import AwardFetcher
from endorsement.award.checks import can_load, fast_subsetting
from endorsement.award.rendering import (
    CannotPrint,
    CertificateFacts,
    DoesNotFit,
    MissingGlyph,
    Signatory,
    Wording,
    _press,
    readable_accent,
    render_certificate,
)
from tests.endorsement.award import pdf


def picture(kind="PNG", mode="RGBA"):
    target = BytesIO()
    Image.new(mode, (300, 90), (20, 40, 90, 120)[: len(mode)]).save(target, kind)
    return target.getvalue()


def facts(**changes):
    base = CertificateFacts(
        holder_name="José Ñandú-Ōkubo",
        category_name="Infant Family Specialist",
        category_key="IFS",
        suffix="IMH-E®",
        show_mark=True,
        association_name="Example Association",
        number="EX-2026-00042",
        endorsed_on=datetime.date(2026, 3, 4),
        valid_until=datetime.date(2027, 12, 31),
        issued_on=datetime.date(2026, 3, 5),
        verify_url="https://portal.example/verify/AB12-CD34-EF56/",
        wording=Wording(
            title="Certificate of Endorsement®",
            before_name="This certifies that",
            after_name="has met the requirements for Endorsement® as",
            paragraphs=("Awarded on the evidence reviewed by peers.",),
            disclaimer="Endorsement® is not a licence to practise.",
        ),
        signatories=(Signatory("Ana Example", "President", picture()),),
        association_logo=picture(),
    )
    return dataclasses.replace(base, **changes)


def test_one_tagged_page_that_says_everything():
    content = render_certificate(facts())
    document = pdf.opened(content)
    assert len(document.pages) == 1
    assert [round(float(side) / 72 * 25.4) for side in document.pages[0].MediaBox[2:]] == [297, 210]
    assert str(document.Root.Lang) == "en"
    assert document.Root.MarkInfo.Marked is True
    assert document.Root.ViewerPreferences.DisplayDocTitle is True
    assert 'pdfuaid:part="1"' in document.Root.Metadata.read_bytes().decode()
    tags = pdf.tags(content)
    assert [tags.count(tag) for tag in ("Document", "H1", "H2", "Figure")] == [1, 1, 1, 3]
    assert pdf.misplaced(content) == []
    assert pdf.faults(content) == []
    assert pdf.alternatives(content) == [
        "Logo of Example Association",
        "Signature of Ana Example",
        "QR code of the address https://portal.example/verify/AB12-CD34-EF56/",
    ]
    assert pdf.fonts(content) == {"Award-Text", "Award-Display", "Award-Text-Italic"}
    words = pdf.text(content)
    for expected in (
        "José Ñandú-Ōkubo",
        "Infant Family Specialist",
        "IMH-E®",
        "Example Association",
        "EX-2026-00042",
        "4 March 2026",
        "31 December 2027",
        "5 March 2026",
        "portal.example/verify/AB12-CD34-EF56/",
        "Ana Example",
        "President",
        "Endorsement® is not a licence to practise.",
    ):
        assert expected in words
    assert "SAMPLE" not in words


def test_same_facts_same_bytes():
    assert render_certificate(facts()) == render_certificate(facts())


def test_letter_paper_dates_and_no_mark_without_licence():
    content = render_certificate(
        facts(paper="letter", show_mark=False, valid_until=None, signatories=(), association_logo=None)
    )
    document = pdf.opened(content)
    assert [round(float(side), 1) for side in document.pages[0].MediaBox[2:]] == [792.0, 612.0]
    words = pdf.text(content)
    assert "March 4, 2026" in words
    assert "IMH-E" not in words
    assert "Valid until" not in words


def test_a_sample_says_so():
    assert "SAMPLE" in pdf.text(render_certificate(facts(sample=True)))


def test_another_language():
    content = render_certificate(facts(language="es"))
    assert str(pdf.opened(content).Root.Lang) == "es"
    assert "4 de marzo de 2026" in pdf.text(content)


@pytest.mark.parametrize(
    ("name", "extra_font"),
    [
        ("Ελένη Παπαδοπούλου", None),
        ("Наталья Щербакова-Йованович", None),
        ("Nguyễn Thị Ánh Tuyết", None),
        ("שרה בן־דוד", "Award-Hebrew"),
        ("نور الهدى بنت عبد الرحمن", "Award-Arabic"),
        ("مریم‌سادات", "Award-Arabic"),
    ],
)
def test_scripts(name, extra_font):
    content = render_certificate(facts(holder_name=name))
    assert len(pdf.opened(content).pages) == 1
    fonts = pdf.fonts(content)
    assert fonts <= {"Award-Text", "Award-Display", "Award-Text-Italic", extra_font}
    assert extra_font is None or extra_font in fonts
    found = {c for c in pdf.text(content) if c.isalpha()}
    if extra_font != "Award-Arabic":  # Arabic comes back in its joined forms
        assert {c for c in name if c.isalpha()} <= found


@pytest.mark.parametrize(
    "changes",
    [
        {"holder_name": "Maria Immaculata Guadalupe Fernández-Montgomery de los Ángeles y Villanueva-Castelnuovo"},
        {"holder_name": "W" * 120},
        {"holder_name": "A"},
        {
            "association_name": "Infant and Early Childhood Mental Health Association of the Far Northern Territories "
            * 2
        },
        {"category_name": "Early Childhood Mental Health Mentor, Research/Faculty, Endorsed Reflective Supervisor"},
        {
            "signatories": tuple(
                Signatory(f"Somebody Number {n}", "Chair of the Board of Directors", picture()) for n in range(5)
            )
        },
        {"wording": dataclasses.replace(facts().wording, paragraphs=("Some more words to be read. " * 14,) * 2)},
    ],
)
def test_one_page_whatever_the_length(changes):
    content = render_certificate(facts(**changes))
    assert len(pdf.opened(content).pages) == 1
    assert "Endorsement® is not a licence to practise." in pdf.text(content)


def test_too_much_text_is_refused():
    with pytest.raises(DoesNotFit):
        render_certificate(facts(holder_name="Ana " * 2500))


@pytest.mark.parametrize(
    ("name", "characters"),
    [
        ("Ana 😀 Example", "😀"),
        ("李 Example 李", "李"),
        ("Ana\x00", "\x00"),
        ("Ana\u202egro", "\u202e"),
        ("Ana\u200f", "\u200f"),
    ],
)
def test_what_cannot_be_printed_stops_the_issue(name, characters):
    with pytest.raises(MissingGlyph) as caught:
        render_certificate(facts(holder_name=name))
    assert caught.value.characters == characters
    assert f"U+{ord(characters):04X}" in str(caught.value)


def test_a_logo_that_is_no_picture():
    with pytest.raises(CannotPrint):
        render_certificate(facts(association_logo=b"<svg xmlns='http://www.w3.org/2000/svg'/>"))


def test_jpeg_and_gray_pictures_are_taken():
    content = render_certificate(
        facts(association_logo=picture("JPEG", "RGB"), signatories=(Signatory("Ana", "", picture("PNG", "L")),))
    )
    assert len(pdf.opened(content).pages) == 1


def test_markup_in_texts_is_text():
    content = render_certificate(
        facts(holder_name="<b>Ana</b> & Co", association_name="<img src='file:///etc/passwd'>")
    )
    words = pdf.text(content)
    assert "<b>Ana</b> & Co" in words
    assert "<img src='file:///etc/passwd'>" in words


@pytest.mark.parametrize(
    "address", ["http://example.org/x.png", "file:///etc/passwd", "award-font:../models.py", "award-font:x.ttf"]
)
def test_the_printer_fetches_nothing_else(address):
    with pytest.raises(ValueError, match="disallowed"):
        AwardFetcher().fetch(address)


def test_threads_print_at_the_same_time():
    expected = [render_certificate(facts(holder_name=f"Person {n}")) for n in range(4)]
    found = {}

    def work(number):
        found[number] = [render_certificate(facts(holder_name=f"Person {number}")) for _ in range(3)]

    threads = [threading.Thread(target=work, args=(number,)) for number in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert found == {number: [expected[number]] * 3 for number in range(4)}


@pytest.mark.parametrize(
    ("given", "used"),
    [("#1f5f5b", "#1f5f5b"), ("#ffffff", "#747474"), ("nonsense", "#1f4e5f"), ("#12", "#1f4e5f"), ("", "#1f4e5f")],
)
def test_the_colour_is_readable(given, used):
    assert readable_accent(given) == used


def test_many_colours_do_not_pile_up():
    """Style sheets are kept per paper and colour, 64 at most."""
    keeper = _press()
    for number in range(70):
        keeper._sheet("a4", f"#0000{number:02x}")
    assert len(keeper._sheets) <= 64


def test_direction_and_language_of_a_name():
    assert [typefaces.is_right_to_left(name) for name in ("Ana", "12 נועה", "نور", "123")] == [False, True, True, False]
    assert [typefaces.language_of(name, "en") for name in ("Ana", "נועה", "نور")] == ["en", "he", "ar"]


def test_the_fast_subsetter_is_missed_when_it_is_missing(monkeypatch):
    assert can_load("libc.so.6") is True
    assert can_load("libnothing-of-the-kind.so.0") is False
    assert fast_subsetting(None) == []
    monkeypatch.setattr("endorsement.award.checks.SUBSETTER", "libnothing-of-the-kind.so.0")
    assert [warning.id for warning in fast_subsetting(None)] == ["endorsement.W001"]


@pytest.mark.parametrize("paper", ["a4", "letter"])
def test_the_text_never_runs_into_the_dates(paper):
    """As full as a page can get, with every row of dates: the last line of the text ends above the first of them."""
    for count in range(1, 14):
        wording = dataclasses.replace(
            facts().wording, paragraphs=("Some more words to be read. " * 8,) * count + ("Last.",)
        )
        try:
            words = pdf.words(render_certificate(facts(wording=wording, paper=paper)))
        except DoesNotFit:
            break
        last = max(bottom for word, _, bottom in words if word == "Last.")
        assert last < min(top for word, top, _ in words if word == "number")
    assert count > 4
