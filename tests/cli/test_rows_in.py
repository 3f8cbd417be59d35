"""Rows from standard input: one answer per row, whatever its quotes look like."""

import csv
import io

import pytest
from hypothesis import given
from hypothesis import strategies as st

from noroshi.cli import rows_in
from noroshi.cli.rows_in import HeaderError, Row, RowReader, Shape
from noroshi.observe.addresses import read_address

SHAPE = Shape(
    frozenset({"ip"}), frozenset({"id", "ip", "place"}), lambda row: read_address(row.get("ip", "")) is not None
)
HEADER = "id,ip,body,place\n"


def _rows(text: str) -> list[Row]:
    return list(RowReader(io.BytesIO(text.encode()), SHAPE))


def _ids(rows: list[Row]) -> list[tuple[str, bool]]:
    return [(row.values["id"], bool(row.damage)) for row in rows]


CELLS = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), max_size=12)


@given(st.lists(st.tuples(CELLS, CELLS, CELLS), max_size=6), st.sampled_from(["\n", "\r\n"]), st.sampled_from([0, 1]))
def test_what_a_csv_writer_writes_is_read_as_it_was(bodies: list[tuple[str, str, str]], end: str, quoting: int) -> None:
    """Commas, quotes and line breaks inside quoted cells are read back, row for row."""
    rows = [[f"n{number}", *cells] for number, cells in enumerate(bodies)]
    buffer = io.StringIO()
    csv.writer(buffer, lineterminator=end, quoting=quoting).writerows([["id", "a", "ip", "c"], *rows])  # type: ignore[arg-type]
    lone = any("\r" in cell and not quoting for row in rows for cell in row)
    found = list(RowReader(io.BytesIO(buffer.getvalue().encode()), SHAPE))
    if (
        not lone
    ):  # the library's writer leaves a lone carriage return unquoted, which no reader can tell from a line end
        assert [list(row.values.values()) for row in found] == rows
        assert not any(row.damage for row in found)


@pytest.mark.parametrize(
    "stray",
    [
        '2,"192.0.2.2,text,Tokyo\n',
        '2,192.0.2.2,"text,Tokyo\n',
        '2,192.0.2.2,text,Tokyo"\n',
        '2,192.0.2.2,"te"xt,Tokyo\n',
        '2,192.0.2.2,te"xt,Tokyo\n',
        '2,192.0.2.2,text,"Tokyo\n',
        "2,192.0.2.2,text,Tokyo,more\n",
    ],
)
@pytest.mark.parametrize(
    "after", ['3,192.0.2.3,"quo""ted",Oita\n', "3,192.0.2.3,,Oita\n", '"3","192.0.2.3","","Oita"\n']
)
def test_a_stray_quote_costs_only_its_own_row(stray: str, after: str) -> None:
    """The row with the stray quote is damaged and says its line; the rows before and after it are read."""
    rows = _rows(HEADER + "1,192.0.2.1,a,Nara\n" + stray + after + "4,192.0.2.4,,Mie\n")
    assert _ids(rows) == [("1", False), ("2", True), ("3", False), ("4", False)]
    assert rows[1].damage.startswith("line 3: ")
    assert ",".join(rows[1].values.values()) == stray.rstrip("\n")
    assert rows[2].values["place"] == "Oita"


def test_two_stray_quotes_do_not_make_one_row_of_two() -> None:
    """Two rows whose stray quotes would fit together stay two rows where no line break can stand between them."""
    rows = _rows(HEADER + '1,192.0.2.1,a,"Nara\n2,192.0.2.2,b,Mie"\n3,192.0.2.3,c,Oita\n')
    assert _ids(rows) == [("1", True), ("2", True), ("3", False)]


def test_a_quoted_page_over_many_lines_is_one_row() -> None:
    """A quoted cell with line breaks is one row, also where a line of it has as many commas as the header."""
    body = "<html>\n" + "one, two, three, four\n" * 2000 + "</html>"
    rows = _rows(HEADER + f'1,192.0.2.1,"{body}",Nara\n2,192.0.2.2,,Mie\n')
    assert [row.damage for row in rows] == ["", ""]
    assert rows[0].values["body"] == body


def test_a_quote_without_end_is_not_followed_for_ever() -> None:
    """Beyond the look-ahead the opening quote counts as stray, and every line after it is a row again."""
    lines = "".join(f"text {number}\n" for number in range(rows_in.LOOK_AHEAD // 5))
    rows = _rows(HEADER + '1,192.0.2.1,"text,Nara\n' + lines + "2,192.0.2.2,,Mie\n")
    assert (len(rows), rows[0].damage, rows[-1].values["id"]) == (
        lines.count("\n") + 2, "line 2: the quotes do not match", "2",
    )  # fmt: skip


def test_a_file_full_of_stray_quotes_ends_the_looking_ahead(monkeypatch: pytest.MonkeyPatch) -> None:
    """Once too much was looked ahead in vain, each open quote is stray at once, so that no file takes for ever."""
    page = '1,192.0.2.1,"a\nb",Nara\n'
    assert [row.damage for row in _rows(HEADER + page)] == [""]
    monkeypatch.setattr(rows_in, "MOST_IN_VAIN", 1_000)
    rows = _rows(HEADER + 'a","b\n' * 500 + page)
    assert len(rows) == 502
    assert all(row.damage for row in rows)


def test_a_line_beyond_the_limit_is_one_damaged_row(monkeypatch: pytest.MonkeyPatch) -> None:
    """A line that is too long is answered as damaged with its beginning; the rows around it are read."""
    monkeypatch.setattr(rows_in, "MAX_ROW", 40)
    rows = _rows(HEADER + "1,192.0.2.1,a,Nara\n2,192.0.2.2," + "x" * 500 + ",Mie\n3,192.0.2.3,,Oita\n")
    assert _ids(rows) == [("1", False), ("2", True), ("3", False)]
    assert rows[1].damage == "line 3: longer than 40 characters"
    assert rows[2].values["place"] == "Oita"


def test_missing_cells_are_empty_and_blank_lines_are_no_rows() -> None:
    """A short row is read with empty cells; surplus empty cells and blank lines mean nothing."""
    rows = _rows("\n" + HEADER + "1,192.0.2.1\n\r\n2,192.0.2.2,,,,,\n")
    assert _ids(rows) == [("1", False), ("2", False)]
    assert rows[0].values == {"id": "1", "ip": "192.0.2.1", "body": "", "place": ""}


def test_columns_without_a_name_are_kept_apart() -> None:
    """Several columns without a name, as spreadsheets leave them, do not cover one another."""
    (row,) = _rows("id,ip,,\n1,192.0.2.1,a,b\n")
    assert list(row.values.values()) == ["1", "192.0.2.1", "a", "b"]


@pytest.mark.parametrize(
    ("header", "words"),
    [
        ("id,ip,ip\n", "names ip more than once"),
        ("id,place\n", "lacks the column ip"),
        ("", "lacks the column ip"),
        ('id,"ip\n1,2\n', "quotes of the header"),
    ],
)
def test_a_header_that_cannot_be_used_is_refused(header: str, words: str) -> None:
    """Columns that stand twice, are missing, or cannot be told apart are named before any row is answered."""
    with pytest.raises(HeaderError, match=words):
        _rows(header)
