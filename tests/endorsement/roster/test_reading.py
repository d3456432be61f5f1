"""Files in every dress, and rows with everything that goes wrong in rosters. No database."""

import datetime
import io
import zipfile

import pytest
import xlsxwriter

from common.text import name_key
from endorsement.roster.actions.importing import named_columns
from endorsement.roster.enums import COLUMNS
from endorsement.roster.reading import MOST_BYTES, Unusable, open_table, spread
from endorsement.roster.rows import Vocabulary, read_row
from endorsement.roster.wording import file_sentence, sentence

WORDS = Vocabulary(
    categories={"ifs": 1, "infant family specialist": 1},
    roles={"reviewer": "reviewer", "member": "member", "administrator": "administrator"},
    refused_roles=frozenset({"administrator"}),
)
HEAD = b"name,email,region,phone\n"


def read(content: bytes, **options):
    """``[(row, values, [(column, code)])]``."""
    table = open_table(io.BytesIO(content), **options)
    mapping, _heading = named_columns(table.heading)
    found = []
    for record in spread(table.records, mapping, COLUMNS):
        values, faults = read_row(record.cells, WORDS)
        faults = [*record.faults, *faults]
        for fault in faults:
            assert sentence(fault.stored())
        found.append((record.row, values, [(fault.column, fault.code) for fault in faults]))
    return found


def one(**cells):
    values, faults = read_row([cells.get(column, "") for column in COLUMNS], WORDS)
    return values, faults


def faults_of(**cells):
    return [(fault.column, fault.code) for fault in one(**{"name": "Ana", "email": "a@people.example"} | cells)[1]]


class TestDress:
    @pytest.mark.parametrize("between", [",", ";", "\t"])
    @pytest.mark.parametrize("mark", [b"", b"\xef\xbb\xbf"])
    @pytest.mark.parametrize("end", [b"\n", b"\r\n", b"\r"])
    def test_whatever_stands_between_cells_and_rows(self, between, mark, end):
        lines = [["Email", " NAME "], ["jose@people.example", "José, Núñez; Ana"]]
        text = end.join(between.join(f'"{cell}"' for cell in line).encode() for line in lines)
        ((row, values, faults),) = read(mark + text + end + end)
        assert (row, values.name, values.email, faults) == (2, "José, Núñez; Ana", "jose@people.example", [])

    def test_latin_1_is_said_row_by_row_with_what_it_reads_as(self):
        content = HEAD + "Ana,ana@people.example\nJosé,jose@people.example\n".encode("latin-1")
        first, second = read(content)
        assert (first[2], second[2]) == ([], [("", "not_utf8")])
        assert second[1].name == "José"
        assert [row[2] for row in read(content, encoding="cp1252")] == [[], []]

    def test_rows_are_numbered_as_a_spreadsheet_does(self):
        content = HEAD + b'\n"Ana\nMaria",ana@people.example\n,,,\nBen,ben@people.example\n'
        assert [(row, values.name) for row, values, _ in read(content)] == [(3, "Ana Maria"), (5, "Ben")]

    def test_cells_beyond_the_heading_and_short_rows(self):
        found = read(
            HEAD + b"Ana,ana@people.example,CT,1,,\nBen,ben@people.example,CT,1,more\nEve,eve@people.example\n"
        )
        assert [faults for *_, faults in found] == [[], [("", "too_many_cells")], []]

    def test_a_quotation_mark_that_is_never_closed(self):
        found = read(HEAD + b'Ana,"ana@people.example\n' + b"Ben,ben@people.example\n" * 100)
        assert [(row, faults) for row, _, faults in found] == [(2, [("email", "too_long")])]

    def test_a_cell_of_a_megabyte(self):
        found = read(HEAD + b"A" * 1_000_000 + b",a@people.example\nBen,ben@people.example\n")
        assert [faults for *_, faults in found] == [[("name", "too_long")], []]

    def test_rubbish_without_end_has_one_fault(self):
        """Neither a heading of eleven megabytes, nor two words about one cell."""
        rubbish = b"\xe9x" * (11 << 19)
        with pytest.raises(Unusable) as error:
            open_table(io.BytesIO(b"x" * (11 << 20)))
        assert error.value.code == "no_heading"
        table = open_table(io.BytesIO(b"name,email\n" + rubbish + b",ana@people.example\n"))
        (record,) = spread(table.records, ["name", "email"], COLUMNS)
        _values, faults = read_row(record.cells, WORDS)
        assert [(fault.column, fault.code) for fault in (*record.faults, *faults)] == [("name", "too_long")]

    def test_too_large_a_file(self):
        class Large(io.BytesIO):
            def seek(self, place, whence=0):
                super().seek(place, whence)
                return MOST_BYTES + 1

        with pytest.raises(Unusable) as error:
            open_table(Large(HEAD))
        assert "64" in file_sentence(error.value.code, **error.value.params)


class TestWorkbook:
    def workbook(self, *rows):
        stream = io.BytesIO()
        with xlsxwriter.Workbook(stream, {"default_date_format": "yyyy-mm-dd"}) as book:
            sheet = book.add_worksheet()
            for number, row in enumerate(rows):
                for place, cell in enumerate(row):
                    sheet.write(number, place, cell)
        return stream.getvalue()

    def test_days_numbers_formulas_and_serial_days(self):
        content = self.workbook(
            ["email", "name", "phone", "member_from", "member_until"],
            ["ana@people.example", "Ána", 8605550101, datetime.date(2026, 1, 1), None],
            [],
            ["ben@people.example", "=A1", "x", 46023, "31/12/2026"],
        )
        first, second = read(content)
        assert (first[0], first[1].name, first[1].phone, str(first[1].member_from), first[2]) == (
            2, "Ána", "8605550101", "2026-01-01", [],
        )  # fmt: skip
        assert (second[0], second[2]) == (
            4,
            [("name", "formula"), ("member_from", "serial_date"), ("member_until", "not_iso")],
        )

    def test_half_a_workbook(self):
        content = self.workbook(["name", "email"], ["Ana", "ana@people.example"])
        for cut in (100, len(content) // 2, len(content) - 10):
            with pytest.raises(Unusable):
                read(content[:cut])

    def test_a_workbook_that_unpacks_without_end(self):
        stream = io.BytesIO()
        with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as packed, packed.open("xl/sheet.xml", "w") as part:
            for _ in range(410):
                part.write(bytes(1024 * 1024))
        with pytest.raises(Unusable) as error:
            open_table(io.BytesIO(stream.getvalue()))
        assert error.value.code == "too_large"


class TestCells:
    def test_upper_and_lower_case_and_spaces(self):
        values, faults = one(name="  Ana \u00a0 Ruiz ", email=" ANA@People.EXAMPLE", category="ifs", role="REVIEWER",
                             endorsed_on="2020-01-01")  # fmt: skip
        assert (values.name, values.email, values.category_id, values.role, faults) == (
            "Ana Ruiz", "ana@people.example", 1, "reviewer", [],
        )  # fmt: skip

    @pytest.mark.parametrize(
        ("text", "code", "meant"),
        [
            ("2026-31-12", "day_and_month", ["2026-12-31"]),
            ("2026-13-32", "no_such_day", None),
            ("2026-02-30", "no_such_day", None),
            ("0026-01-01", "no_such_day", None),
            ("12/31/2026", "not_iso", ["2026-12-31"]),
            ("31.12.26", "not_iso", ["2026-12-31"]),
            ("03/04/1998", "day_or_month", ["1998-03-04", "1998-04-03"]),
            ("2026/3/4", "day_or_month", ["2026-03-04", "2026-04-03"]),
            ("46023", "serial_date", ["2026-01-01"]),
            ("99/99/9999", "not_a_date", None),
            ("soon", "not_a_date", None),
            ("2026-01-01 10:00:00", "not_a_date", None),
        ],
    )
    def test_days(self, text, code, meant):
        _values, faults = one(name="A", email="a@people.example", member_from=text)
        assert [(fault.column, fault.code, fault.params.get("meant")) for fault in faults] == [
            ("member_from", code, meant)
        ]

    @pytest.mark.parametrize(
        ("column", "text", "code"),
        [
            ("name", "=HYPERLINK()", "formula"),
            ("region", "@SUM(1)", "formula"),
            ("region", "-1+2", "formula"),
            ("phone", "+1+cmd", "formula"),
            ("name", "A\x00na", "characters"),
            ("name", "JosÃ©", "garbled"),
            ("name", "A" * 201, "too_long"),
            ("email", "a@b; c@d", "invalid"),
            ("email", "ana", "invalid"),
            ("role", "queen", "unknown"),
            ("role", "Administrator", "not_yours"),
        ],
    )
    def test_what_no_cell_may_hold(self, column, text, code):
        assert faults_of(**{column: text}) == [(column, code)]

    def test_the_apostrophe_that_marks_text_and_telephones_with_a_plus(self):
        values, faults = one(name="'=Ana", email="a@people.example", phone="+1 (860) 555-0101")
        assert (values.name, values.phone, faults) == ("=Ana", "+1 (860) 555-0101", [])

    def test_what_belongs_together(self):
        assert faults_of(member_until="2026-01-01") == [("member_from", "missing")]
        assert faults_of(member_from="soon") == [("member_from", "not_a_date")]
        assert faults_of(member_from="2026-02-01", member_until="2026-01-01") == [("member_until", "ends_before")]
        assert faults_of(number="7") == [("category", "missing"), ("endorsed_on", "missing")]
        assert faults_of(category="XXX", endorsed_on="2020-01-01") == [("category", "unknown")]
        ended = {"category": "IFS", "endorsed_on": "2020-01-01", "renewed_until": "2019-01-01"}
        assert faults_of(**ended) == [("renewed_until", "ends_before")]

    def test_an_address_that_is_not_simple_is_still_an_address(self):
        assert one(name="A", email="o'neil+x@people.example")[0].email == "o'neil+x@people.example"

    def test_names_alike(self):
        assert name_key("Núñez, José") == name_key("JOSE NUÑEZ") == "jose nunez"
        assert name_key("Ann Lee") != name_key("Anne Lee")
