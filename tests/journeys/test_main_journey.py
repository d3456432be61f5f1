"""From sign-up to a certificate that anyone can verify, through every role, in browsers."""

import re
import subprocess

import pikepdf
import pytest
from playwright.sync_api import expect

from tests.journeys import steps
from tests.journeys.actors import PICTURES
from tests.journeys.portal import body

pytestmark = [pytest.mark.journey, pytest.mark.main_journey]


def test_from_sign_up_to_the_verified_certificate(actor, postbox, tmp_path):
    staff = actor("Stella Steward", "stella@alliance.example")
    coordinator = actor("Cora Keeper", "cora@house.example")
    reviewers = [actor("Rhea Reader", "rhea@house.example"), actor("Remy Reader", "remy@house.example")]
    applicant = actor("Alma Ōkubo-Ñandú", "alma@private.example", width=360)
    raters = [actor(name, address, width=360) for name, address in (
        ("Sue Supervisor", "sue@agency.example"), ("Cole Colleague", "cole@agency.example"),
        ("Pat Parent", "pat@home.example"),
    )]  # fmt: skip

    staff_and_house(staff, coordinator, reviewers)
    code = portfolio(applicant)
    references(applicant, raters, coordinator, code)
    submission(applicant, code)
    screening(coordinator, applicant, code)
    for reviewer in reviewers:
        reviewer.goto("/reviews/")
        reviewer.picture("reviews")
        reviewer.press("Alma")
        reviewer.picture("review-conflicts")
        steps.submit(reviewer, "No: open the portfolio")
        reviewer.page.locator("fieldset.judgement").first.scroll_into_view_if_needed()
        reviewer.picture("review")
        steps.judge_all(reviewer, "endorse")
    steps.decide(coordinator, code, "endorse")
    certificate(applicant, staff, tmp_path)


def staff_and_house(staff, coordinator, reviewers):
    steps.first_administrator(staff)
    steps.open_the_house(staff)
    steps.invite(staff, coordinator.address, coordinator.name, "coordinator")
    steps.accept_invitation(coordinator, second_factor=True)
    for reviewer in reviewers:
        steps.invite(coordinator, reviewer.address, reviewer.name, "reviewer")
        steps.accept_invitation(reviewer)
    coordinator.goto(f"{steps.HOUSE}/people/")
    coordinator.picture("people")


def portfolio(applicant) -> str:
    applicant.goto("/")
    applicant.picture("home-phone")
    applicant.sign_up()
    applicant.goto("/applications/start/?association=coaimh")
    applicant.page.locator("[name=category][value=ifa]").check()
    steps.submit(applicant, "Start the application")
    code = re.search(r"/applications/([0-9A-Z]{12})/", applicant.page.url).group(1)
    applicant.picture("dashboard-empty")
    steps.add_entry(
        applicant, "education", checks=["related"], level="bachelor", field="Child development",
        institution="Example College", awarded_on="2019-06-01",
    )  # fmt: skip
    places = applicant_competencies(applicant)
    for number in range(3):
        steps.add_entry(
            applicant, "training", competencies=places[number::3], title=f"Early relationships, part {number + 1}",
            provider="Example Training Centre", held_on="2025-03-01", hours="10",
        )  # fmt: skip
    applicant.goto("/portfolio/")
    applicant.picture("portfolio-phone")
    autosave(applicant)
    return code


def applicant_competencies(applicant) -> list[int]:
    """Places of the boxes of the two areas asked in full: the first ones on the form."""
    applicant.goto("/portfolio/training/add/")
    labels = applicant.page.locator("main [name=competencies]").evaluate_all(
        "boxes => boxes.map(box => document.querySelector(`label[for=${box.id}]`).textContent)"
    )
    wanted = re.compile(
        r"pregnancy|child development & behavior|family-centered|family relationships|attachment|cultural humility"
        r"|relationship-focused practice|ethical practice|government|agency policy", re.IGNORECASE,
    )  # fmt: skip
    found = [place for place, label in enumerate(labels) if wanted.search(label)]
    assert len(found) == 10, labels
    return found


def autosave(applicant):
    """Typed, not saved by any button; a second window is refused with a choice."""
    applicant.goto("/portfolio/")
    applicant.press("part 1")
    second = applicant.context.new_page()
    second.goto(applicant.page.url)
    version = applicant.page.locator("#entry-version").input_value()
    applicant.page.locator("[name=provider]").fill("Example Training House")
    expect(applicant.page.locator("#entry-version")).not_to_have_value(version)
    second.locator("[name=provider]").fill("Another House")
    second.get_by_text("another window").first.wait_for()
    second.close()
    applicant.page.reload()
    assert applicant.page.locator("[name=provider]").input_value() == "Example Training House"


def references(applicant, raters, coordinator, code):
    applicant.goto(f"/applications/{code}/")
    applicant.picture("dashboard-phone")
    applicant.press("Ask your raters")
    roles = ["current_supervisor", "colleague", "parent"]
    steps.ask_raters(applicant, [(r.name, r.address, role) for r, role in zip(raters, roles, strict=True)])
    applicant.picture("references")
    for rater in raters:
        steps.rate(rater)
    applicant.goto("/references/coaimh/ifa/")
    assert applicant.page.get_by_text("done", exact=True).count() >= 3
    coordinator.goto(f"{steps.HOUSE}/people/?q=alma")
    coordinator.press("Alma")
    coordinator.page.locator("[name=period-valid_from]").fill("2024-01-01")
    steps.submit(coordinator, "Add a membership")


def submission(applicant, code):
    applicant.goto(f"/applications/{code}/submit/")
    steps.submit(applicant, "Submit the application")
    applicant.see("Still missing")
    steps.sign_agreements(applicant, code)
    applicant.goto(f"/applications/{code}/")
    applicant.picture("dashboard-nearly")


def screening(coordinator, applicant, code):
    vet(coordinator, code)
    applicant.goto(f"/applications/{code}/")
    applicant.goto(f"/applications/{code}/submit/")
    applicant.picture("submit")
    steps.submit(applicant, "Submit the application")
    applicant.picture("submitted")
    receipt = applicant.postbox.wait(applicant.address, "submitted")
    assert re.search(r"\b[0-9a-f]{64}\b", body(receipt))
    coordinator.goto(f"{steps.HOUSE}/applications/")
    coordinator.picture("queue-first")
    coordinator.press("Alma")
    coordinator.picture("handle")
    coordinator.goto(f"{steps.HOUSE}/applications/{code}/reviewers/")
    coordinator.picture("reviewers")
    for box in coordinator.page.locator("[name=reviewers]:not([disabled])").all():
        box.check()
    steps.submit(coordinator, "Send to review")


def vet(coordinator, code):
    """One rater must be endorsed, or familiar with the guidelines and vetted by the coordinator."""
    coordinator.goto(f"{steps.HOUSE}/applications/{code}/")
    coordinator.page.locator("#references a").first.click()
    coordinator.settle()
    coordinator.check()
    coordinator.page.locator("[name=note]").fill("Spoke on the telephone; knows the guidelines.")
    steps.submit(coordinator, "Note as vetted")


def certificate(applicant, staff, tmp_path):
    applicant.postbox.wait(applicant.address, "you are endorsed")
    mail = applicant.postbox.wait(applicant.address, "certificate", seconds=90)
    assert "Ōkubo" in body(mail) or "Alma" in body(mail)
    applicant.goto("/endorsements/")
    applicant.picture("endorsements")
    with applicant.page.expect_download() as download:
        applicant.page.get_by_role("link", name="Download the certificate").first.click()
    path = tmp_path / "certificate.pdf"
    download.value.save_as(path)
    text = subprocess.run(["pdftotext", "-layout", path, "-"], capture_output=True, text=True, check=True).stdout
    for words in ("Alma Ōkubo-Ñandú", "Infant Family Associate", "Colorado", "Paula President", "IMH-E®"):
        assert words in text
    with pikepdf.open(path) as pdf:
        assert len(pdf.pages) == 1
        assert "/StructTreeRoot" in pdf.Root and pdf.Root.MarkInfo.Marked
        fonts = subprocess.run(["pdffonts", path], capture_output=True, text=True, check=True).stdout
    assert [line for line in fonts.splitlines()[2:] if " yes yes " not in line] == []
    if PICTURES:
        subprocess.run(["pdftoppm", "-png", "-r", "90", "-singlefile", path, PICTURES / "certificate"], check=True)
    found = steps.CODE_OF_CERTIFICATE.search(applicant.page.content()).group(1)
    public(applicant, staff, found)


def public(applicant, staff, code):
    """Anyone can check it; the registry lists it only with the holder's consent; staff's word shows at once."""
    staff.context.clear_cookies()
    staff.goto("/")
    staff.picture("home")
    staff.goto(f"/verify/{code}/")
    staff.see("Alma Ōkubo-Ñandú")
    staff.picture("verify")
    staff.goto("/registry/?q=kubo")
    assert staff.page.locator("main").get_by_text("Alma").count() == 0
    applicant.goto("/endorsements/")
    steps.submit(applicant, "List me on the registry")
    staff.goto("/registry/?q=kubo")
    assert staff.page.locator("main").get_by_text("Alma").count() == 1
    staff.picture("registry")
    staff.goto("/verify/ZZZZ-ZZZZ-ZZZZ/")
