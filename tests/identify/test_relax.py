"""The prefilter's copy of a pattern matches at least what the pattern matches."""

import re

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from noroshi.identify.relax import Edges, relax


@pytest.mark.parametrize(
    ("pattern", "copy"),
    [
        ("a{0,1000}b", "a*b"),
        (".{1,512}?x", ".+?x"),
        ("[a-z]{2,300}", "[a-z]{2,}"),
        ("x{40}", "x{40}"),
        ("x{40,}", "x{40,}"),
        ("x{32,64}", "x{32,}"),
        ("x{65}", "x+"),
        ("x{65,70}", "x+"),
        ("x{3,16}", "x{3,16}"),
        ("x{,4}", "x{0,4}"),
        ("x{7}", "x{7}"),
        (r"\{1,1000}", r"\{1,1000}"),
        ("[]{1,99}]", r"[\]{1,99}]"),
        ("[^]]x{1,99}", r"[^\]]x+"),
        ("{}a{b}", r"\{\}a{b}"),
        (r"\sa", r"[\t\n\x0b\x0c\r\x20]a"),
        (r"[\s,]", r"[\t\n\x0b\x0c\r\x20,]"),
        (r"a\Z", r"a\z"),
        ("\\u3042", "\\x{3042}"),
    ],
)
def test_the_copy_for_hyperscan(pattern: str, copy: str) -> None:
    """Only upper bounds above 16 and Python's own spellings change."""
    assert relax(pattern, for_re2=False) == copy


def test_the_copy_for_re2_spells_the_end_out() -> None:
    """Python's dollar also matches before a last line feed; a dollar in a class or escaped stays itself."""
    assert relax(r"a$|[$]|\$", for_re2=True) == r"a(?:\n?\z)|[$]|\$"


PIECES = st.sampled_from(["a", "b", "{1,20}", "{2}", "[ab]", "[^a]", r"\d", r"\.", "x{0,30}", "(?:ab)", "$", "|"])


@given(st.lists(PIECES, min_size=1, max_size=6), st.text("ab1.x{}", max_size=60))
def test_the_copy_is_never_narrower(pieces: list[str], text: str) -> None:
    """Whatever the pattern finds, its relaxed copy finds too."""
    pattern = "".join(pieces)
    try:
        compiled = re.compile(pattern, re.ASCII)
    except re.error:
        return
    if compiled.search(text):
        assert re.compile(relax(pattern, for_re2=False), re.ASCII).search(text)


@pytest.mark.parametrize(
    ("pattern", "lines", "words"),
    [
        ("^a$", "^a$", r"(?:^|\W)a(?:$|\W)"),
        (r"\Aa\Z", "^a$", r"(?:^|\W)a(?:$|\W)"),
        ("^^^^$", "^^^^$", r"(?:^|\W)(?:$|\W)"),
        ("a$$", "a$$", r"a(?:$|\W)"),
        ("^a|^b$|c", "^a|^b$|c", r"(?:^|\W)a|(?:^|\W)b(?:$|\W)|c"),
        ("(?:^|/)a(?:b|$)", "(?:^|/)a(?:b|$)", r"(?:(?:^|\W)|/)a(?:b|(?:$|\W))"),
        ("(?P<x>^a)?b", "(?P<x>^a)?b", r"(?P<x>(?:^|\W)a)?b"),
        ("(?:^|a){2}b", "(?:^|a){2}b", "(?:|a){2}b"),
        ("a(?:b$)+", "a(?:b$)+", "a(?:b)+"),
        (r"\b^a$\b", r"\b^a$\b", r"\ba\b"),
        ("(?i)^a", "(?i)^a", r"(?i)(?:^|\W)a"),
        (r"[$^]\$a$", r"[$^]\$a$", r"[$^]\$a(?:$|\W)"),
        ("(?:a$)b", "(?:a$)b", "(?:a)b"),
    ],
)
def test_anchors_among_other_values(pattern: str, lines: str, words: str) -> None:
    """Among words an anchor may take the character beside the value, but only where the pattern ends with it."""
    assert relax(pattern, for_re2=False, edges=Edges.LINE) == lines
    assert relax(pattern, for_re2=False, edges=Edges.WORD) == words


ANCHORED = st.sampled_from(
    (
        *("a", "b", "^", r"\A", "$", r"\Z", r"\W", "[ab]", r"\b", r"\B", ".", "x{0,30}", "|"),
        *("(?:^|a)", "(?:^|a){3}", "(?:a|$)", "(?:$|b)+", "(", ")", ")?", "(?P<n>", "+", "?"),
    )
)


@given(
    st.lists(ANCHORED, min_size=1, max_size=8),
    st.text("abx :\n", max_size=12),
    st.text("abx:\n", max_size=8),
    st.text("abx:\n", max_size=8),
)
@example(["^", "^", "^", "^", "$"], "", "a", "a")
@example([r"\b", "^", "a"], "a", "b", "")
@example(["a", "$", r"\b"], "a", "", "")
@example(["(?:^|a){3}", "b"], "b", "a", "")
def test_a_value_among_others_is_found_by_its_copy(pieces: list[str], value: str, before: str, after: str) -> None:
    """What a pattern finds in a value, its copy for lines or words finds where the value stands in a longer text."""
    pattern = "".join(pieces)
    try:
        compiled = re.compile(pattern, re.ASCII)
    except re.error:
        return
    if compiled.search(value):
        flags = re.ASCII | re.MULTILINE
        lines = relax(pattern, for_re2=False, edges=Edges.LINE)
        words = relax(pattern, for_re2=False, edges=Edges.WORD)
        assert re.search(lines, f"{before}\n{value}\n{after}", flags)
        assert re.search(lines, value, flags)
        if value == value.strip():
            assert re.search(words, f"{before}: {value}\r\n{after}", flags)
            assert re.search(words, f"{before}\n{value}", flags)
