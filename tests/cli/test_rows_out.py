"""Rows to standard output: own cells as they came, added ones neutral."""

import csv
import io

from hypothesis import given
from hypothesis import strategies as st

from noroshi.cli.rows_out import RowWriter

CELLS = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), max_size=12)


@given(st.lists(CELLS, min_size=1, max_size=4))
def test_own_cells_are_read_back_as_they_were(cells: list[str]) -> None:
    """Any CSV reader gets back the cells of the user's own columns, with line breaks and lone carriage returns."""
    keys = [f"k{number}" for number in range(len(cells))]
    out = io.StringIO(newline="")
    RowWriter(out, keys, keys, ["answer"]).write(dict(zip(keys, cells, strict=True)))
    assert list(csv.reader(io.StringIO(out.getvalue(), newline=""))) == [[*keys, "answer"], [*cells, ""]]


def test_added_cells_are_neutral_everywhere() -> None:
    """What the program adds holds no formula, no line break and no control character, also in a file."""
    out = io.StringIO(newline="")
    RowWriter(out, ["a"], ["a"], ["answer"]).write({"a": "=1", "answer": "=1\n\x1b[2J"})
    assert out.getvalue() == "a,answer\n=1,'=1\\n\\x1b[2J\n"


def test_an_added_column_takes_the_place_of_one_with_its_name() -> None:
    """Rows that were answered before are answered anew, with each column once."""
    out = io.StringIO(newline="")
    RowWriter(out, ["answer", "a"], ["answer", "a"], ["answer"]).write({"a": "1", "answer": "new"})
    assert out.getvalue() == "a,answer\n1,new\n"
