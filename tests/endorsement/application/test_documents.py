"""The printed submission: its text, tags and fonts."""

import pytest
from django.urls import reverse

from endorsement.application import documents
from endorsement.application.models import Snapshot
from tests.endorsement.application import makings
from tests.endorsement.award import pdf

pytestmark = pytest.mark.django_db


def test_the_submission(submitted):
    snapshot = Snapshot.objects.get()
    content = documents.print_pdf(submitted, documents.submission_of(snapshot))
    text = pdf.text(content)
    for words in ("Ama Applicant", "Home visitor", "Sample Academy", "40 hours", "Code of Ethics", "Rater 1"):
        assert words in text
    assert snapshot.sha256 in text
    assert "DRAFT" not in text
    assert "Reflective" not in text  # asked for nowhere in this category, and nothing entered
    pages = len(pdf.opened(content).pages)
    assert [f"{number}/{pages}" in text.replace(" ", "") for number in range(1, pages + 1)] == [True] * pages


def test_is_tagged_and_holds_its_fonts(submitted):
    content = documents.print_pdf(submitted, documents.submission_of(Snapshot.objects.get()))
    tags = pdf.tags(content)
    assert {"H1", "H2", "H3", "Table", "TH", "TD"} <= set(tags)
    assert tags.count("H1") == 1
    assert pdf.misplaced(content) == []
    assert pdf.faults(content) == []
    assert pdf.fonts(content) <= {"Print-Text", "Print-Display"}
    document = pdf.opened(content)
    assert bool(document.Root.MarkInfo.Marked)
    with document.open_metadata() as metadata:
        assert metadata["pdfuaid:part"] == "1"
        assert metadata["dc:title"].startswith("Application ")


def test_the_draft_is_marked(standard, association):
    application = makings.draft(makings.applicant(association, "Zoë Ωmega Ж"), association)
    text = pdf.text(documents.print_pdf(application, documents.draft_of(application)))
    assert "DRAFT" in text
    assert "Zoë Ωmega Ж" in text
    assert "Not signed yet" in text


def test_hostile_words_are_words(standard, association):
    person = makings.applicant(association, "<b>Ama</b> =HYPERLINK(1)")
    makings.training(person, title="<script>x</script> " + "very long " * 15, hours=1)
    application = makings.draft(person, association)
    text = pdf.text(documents.print_pdf(application, documents.draft_of(application)))
    assert "<b>Ama</b> =HYPERLINK(1)" in text
    assert "<script>x</script>" in text


def test_downloads(signed_in, submitted, coordinator):
    client = signed_in(submitted.person)
    url = reverse("application:print", args=[submitted.code])
    response = client.get(url)
    assert (response["Content-Type"], response.content[:5]) == ("application/pdf", b"%PDF-")
    assert f"application-{submitted.code}-1.pdf" in response["Content-Disposition"]
    assert "draft.pdf" in client.get(url + "?draft=1")["Content-Disposition"]
    place = [submitted.association.slug, submitted.code]
    assert signed_in(coordinator).get(reverse("application:print_handled", args=place)).status_code == 200


def test_paper_follows_the_country(submitted):
    submission = documents.submission_of(Snapshot.objects.get())
    sizes = []
    for country in ("United States", "Ireland"):
        submitted.association.country = country
        with pdf.opened(documents.print_pdf(submitted, submission)) as document:
            sizes.append([round(float(side)) for side in list(document.pages[0].MediaBox)[2:]])
    assert sizes == [[612, 792], [595, 842]]
