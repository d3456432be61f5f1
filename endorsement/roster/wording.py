"""What is wrong with a file or a row, in sentences that say how to mend it."""

from django.template.defaultfilters import filesizeformat
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from endorsement.roster.enums import Column

_FILE = {
    "empty": gettext_lazy("The file is empty."),
    "old_workbook": gettext_lazy("This is a workbook of the old kind (.xls). Please save it as .xlsx or as CSV."),
    "broken_workbook": gettext_lazy("The workbook cannot be read. Please open it, save it again and bring it anew."),
    "not_text": gettext_lazy(
        "This is neither a CSV file in UTF-8 nor an .xlsx workbook. Please save it as one of these."
    ),
    "heading_not_utf8": gettext_lazy("The heading is not UTF-8. Please save the file as CSV UTF-8."),
    "missing_column": gettext_lazy("There is no column “%(column)s”. A roster needs the columns name and email."),
    "no_heading": gettext_lazy("The first line is not a heading: it should have a short name for each column."),
    "no_file": gettext_lazy("The file cannot be opened."),
}
_ROW = {
    ("", "broken"): gettext_lazy("This row cannot be read: its quotation marks do not match."),
    ("", "not_utf8"): gettext_lazy(
        "This row is not UTF-8. Read as Western European it says “%(text)s”: please check it."
    ),
    ("", "too_many_cells"): gettext_lazy(
        "This row has %(cells)s cells, the heading %(columns)s: a comma may be missing quotation marks."
    ),
    ("", "unknown_column"): gettext_lazy("The column “%(text)s” is not known and is left out."),
    ("", "column_twice"): gettext_lazy("The column “%(text)s” is there twice; the second is left out."),
    ("*", "missing"): gettext_lazy("%(label)s is missing."),
    ("*", "too_long"): gettext_lazy("%(label)s has %(length)s characters; there is room for %(longest)s."),
    ("*", "characters"): gettext_lazy("%(label)s has characters that cannot be printed."),
    ("*", "garbled"): gettext_lazy(
        "The accents in “%(text)s” were broken by an earlier conversion. Please write them again."
    ),
    ("*", "formula"): gettext_lazy("“%(text)s” looks like a formula. Please write the value itself."),
    ("*", "unknown"): gettext_lazy("“%(text)s” is not known as: %(label)s."),
    ("*", "day_and_month"): gettext_lazy("“%(text)s” has day and month exchanged. Do you mean %(meant)s?"),
    ("*", "day_or_month"): gettext_lazy("“%(text)s” may be %(meant)s. Please write it as YYYY-MM-DD."),
    ("*", "not_iso"): gettext_lazy("Please write “%(text)s” as YYYY-MM-DD. Do you mean %(meant)s?"),
    ("*", "serial_date"): gettext_lazy("“%(text)s” is how a spreadsheet counts days. Do you mean %(meant)s?"),
    ("*", "no_such_day"): gettext_lazy("There is no day “%(text)s”."),
    ("*", "not_a_date"): gettext_lazy("“%(text)s” is not a date. Please write it as YYYY-MM-DD."),
    ("*", "ends_before"): gettext_lazy("%(label)s lies before %(first)s, the day it begins."),
    ("email", "invalid"): gettext_lazy("“%(text)s” is not an e-mail address."),
    ("email", "twice"): gettext_lazy("Row %(row)s is the same person and says all of this already."),
    ("email", "same_address"): gettext_lazy("Row %(row)s has this address for somebody else: %(name)s."),
    ("*", "differs"): gettext_lazy("Row %(row)s is the same person and says “%(text)s” here."),
    ("member_kind", "unknown"): gettext_lazy("There is no kind of membership “%(text)s”. There are: %(known)s."),
    ("member_from", "overlap"): gettext_lazy("This period overlaps the one in row %(row)s."),
    ("member_from", "overlaps_known"): gettext_lazy("There is a membership in these days already, from %(first)s."),
    ("name", "candidates"): gettext_lazy("Somebody of this name is on the roster: %(people)s. Is it the same person?"),
    ("category", "category_twice"): gettext_lazy(
        "Row %(row)s has this category for the same person. Two need a number each."
    ),
    ("category", "held_already"): gettext_lazy(
        "This person holds this category already: %(number)s, endorsed %(day)s."
    ),
    ("number", "number_twice"): gettext_lazy("Row %(row)s has the same number."),
    ("number", "number_taken"): gettext_lazy("This number stands for another Endorsement."),
    ("endorsed_on", "other_day"): gettext_lazy("The Endorsement with this number was awarded on %(day)s."),
    ("renewed_until", "shorter"): gettext_lazy("The Endorsement is valid longer already: until %(day)s."),
    ("role", "not_yours"): gettext_lazy("The role “%(text)s” is given by an administrator, on the page of the person."),
}


def sentence(fault: dict) -> str:
    """``fault``: ``{"column", "code", "params"}`` as stored."""
    column, code = fault["column"], fault["code"]
    words = _ROW.get((column, code)) or _ROW[("*" if column else "", code)]
    shown = {"label": Column(column).label if column else "", **fault["params"]}
    if "meant" in shown:
        shown["meant"] = _(" or ").join(shown["meant"])
    if "known" in shown:
        shown["known"] = ", ".join(shown["known"])
    if "people" in shown:
        shown["people"] = "; ".join(one["label"] for one in shown["people"])
    return str(words) % shown


def file_sentence(code: str, column: str = "", **params) -> str:
    """Why a file as a whole cannot be used."""
    if code == "too_large":
        return _("The file is %(size)s, and the most we can take is %(most)s. Please divide it.") % {
            "size": filesizeformat(params["size"]),
            "most": filesizeformat(params["most"]),
        }
    return str(_FILE[code]) % {"column": column}


def counts_sentence(report: dict) -> str:
    """``3 rows: 1 new, 1 changed, 1 as it was, 0 with problems.``"""
    return ngettext(
        "%(rows)s row: %(created)s new, %(updated)s changed, %(unchanged)s as it was, %(refused)s with a problem.",
        "%(rows)s rows: %(created)s new, %(updated)s changed, %(unchanged)s as they were, %(refused)s with a problem.",
        report["rows"],
    ) % {key: report[key] for key in ("rows", "created", "updated", "unchanged", "refused")}
