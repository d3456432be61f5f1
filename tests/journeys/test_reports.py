"""A report to its rows to its PDF, as one of the Alliance's staff goes that way."""

import subprocess
import sys

import pikepdf
import pytest

from tests.journeys import steps
from tests.journeys.actors import PICTURES
from tests.journeys.portal import ROOT

pytestmark = pytest.mark.journey
MAKE = "from tests.journeys.reported import make; make()"


def test_a_report_to_its_rows_to_its_pdf(portal, actor, tmp_path):
    made = subprocess.run(
        [sys.executable, "manage.py", "shell", "-c", MAKE], cwd=ROOT, env=portal.env, capture_output=True, text=True
    )
    assert made.returncode == 0, made.stderr[-3000:]
    stella = actor("Stella Staff", "stella@reports.example")
    stella.sign_in()
    stella.set_up_second_factor()

    stella.goto("/reports/")
    stella.picture("reports")
    stella.press("Endorsed", exact=True)
    stella.see("in force on the last day of the period")
    steps.fill(stella, by="category", association="mi-aimh")
    stella.press("Show")
    stella.picture("report", full=True)
    # Nine were awarded there as IFA, whatever other journeys award elsewhere.
    stella.press("9: open the rows of IFA")
    assert stella.page.get_by_role("row").count() == 10
    stella.picture("report-rows")
    stella.page.go_back()
    with stella.page.expect_download() as download:
        stella.page.get_by_role("link", name="PDF for the board").click()
    path = tmp_path / "board.pdf"
    download.value.save_as(path)
    text = subprocess.run(["pdftotext", "-layout", path, "-"], capture_output=True, text=True, check=True).stdout
    assert "Endorsed" in text and "26" in text
    with pikepdf.open(path) as pdf:
        assert "/StructTreeRoot" in pdf.Root
    if PICTURES:
        subprocess.run(["pdftoppm", "-png", "-r", "70", "-singlefile", path, PICTURES / "report-board"], check=True)

    stella.goto("/reports/endorsed/?by=category&across=association")
    stella.picture("report-across")
    stella.goto("/reports/endorsed/save/?by=sector")
    steps.fill(stella, name="Where they work")
    stella.page.locator("main [name=monthly]").check()
    steps.submit(stella, "Save")
    stella.see("mailed each month")
    stella.page.set_viewport_size({"width": 360, "height": 800})
    for address in ("/reports/", "/reports/endorsed/?by=sector", "/reports/endorsed/rows/", "/reports/exports/"):
        stella.goto(address)
        stella.picture(f"report-phone-{len(address)}", full=True)
