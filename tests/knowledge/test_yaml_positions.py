"""YAML is read as plain data only, and every complaint knows its line."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from noroshi.knowledge.complaints import KnowledgeError
from noroshi.knowledge.yaml_positions import parse_yaml


def test_scalars_stay_as_written_except_whole_numbers_and_truth() -> None:
    """A version 7.10, a day, a country NO and a leading zero stay strings."""
    text = b"a: [7.10, 2026-11-24, NO, 010, 12, -3, true, null, '12', 0x1f, 1_000, ~]\n"
    assert parse_yaml("f", text).value == {
        "a": ["7.10", "2026-11-24", "NO", "010", 12, -3, True, None, "12", "0x1f", "1_000", None]
    }


def test_lines_are_kept_for_every_value() -> None:
    """A value, a key and a list item know their lines; an unknown path gets its parent's."""
    document = parse_yaml("f", b"a:\n  - b: 1\n  -\n    c: 2\nd: 3\n")
    assert document.line(("a", 0, "b")) == 2
    assert document.line(("a", 1, "c")) == 4
    assert document.line(("d",)) == 5
    assert document.line(("a", 1, "nothing", "there")) == 4
    assert document.line(("nothing",)) == 1


@pytest.mark.parametrize(
    ("text", "line", "message"),
    [
        (b"a: 1\nb: [", 2, "no valid YAML"),
        (b"a: 1\na: 2\n", 2, "twice"),
        (b"a: &x 1\nb: *x\n", 2, "aliases"),
        (b"a: 1\nb: !!python/object:os.system x\n", 2, "tag"),
        (b"a: 1\nb: !x y\n", 2, "tag"),
        (b"[a]: 1\n", 1, "plain word"),
        (b"a: 1\n\xff\n", 2, "UTF-8"),
        (b"", 1, "empty"),
        (b"a: 1\n---\nb: 1\n", 2, "no valid YAML"),
        (b"a: " + b"[" * 30 + b"]" * 30, 1, "deeply"),
    ],
)
def test_what_is_no_plain_data_is_refused_with_its_line(text: bytes, line: int, message: str) -> None:
    """Broken YAML, duplicate keys, aliases, tags and deep nests are named."""
    with pytest.raises(KnowledgeError, match=message) as caught:
        parse_yaml("f.yaml", text)
    assert (caught.value.file, caught.value.line) == ("f.yaml", line)
    assert str(caught.value).startswith(f"f.yaml:{line}: ")


@given(st.binary(max_size=80) | st.text("ab:[]{}-&*! \n'\"#|>%@", max_size=60).map(str.encode))
def test_any_bytes_are_a_document_or_a_complaint(data: bytes) -> None:
    """No input raises anything but KnowledgeError, and that with a line."""
    line = 0
    try:
        line = parse_yaml("f", data).line(())
    except KnowledgeError as error:
        line = error.line
    assert line >= 1
