"""Conflicts and signs of a decoy in Japanese."""

import pytest

from noroshi.identify.decoy import WEIGHTS
from noroshi.knowledge.words import load_words
from noroshi.render.remarks import conflict_text, decoy_text

WORDS = load_words()


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("several products on one service: a-b (10), c-d (5)", "(a-b (10), c-d (5))"),
        (
            "an older observation (2026-09-15) shows 7.2.1, 7.2.2 by x/page-md5",
            "2026-09-15 の古い観測では 7.2.1, 7.2.2",
        ),
        ("a-b rejected by a-b/other: It is another product.", "規則 a-b/other"),
        ("serial: A1, B2; the newest is kept", "最も新しい値"),
        ("x/a says 1.0 (2026-09-15), but x/b says 2.0 (2026-09-16); the newer is kept", "新しい方"),
        ("x/a says 1.0 (time unknown), but x/b says 2.0 (2026-09-16); the first is kept", "先に挙げた方"),
        ("x/a says 1.0 (2026-09-16), but x/b says 2.0 (2026-09-16); both are kept", "両方を残しました"),
    ],
)
def test_conflicts_are_worded(text: str, said: str) -> None:
    """Each form of a conflict is said in Japanese with its values; in English it stays."""
    assert said in conflict_text(text, WORDS, "ja")
    assert conflict_text(text, WORDS, "en") == text


def test_every_sign_of_a_decoy_is_worded() -> None:
    """Every code of the decoy score has words, and none is left over."""
    assert set(WORDS.section("decoy")) == {*WEIGHTS, "sign"}
    for code in WEIGHTS:
        said = decoy_text(f"{code}: DETAIL", WORDS, "ja")
        assert "(DETAIL)" in said
        assert code not in said
    assert decoy_text("a-b/odd-name: The name is odd. (X)", WORDS, "ja").startswith("規則 a-b/odd-name が")


def test_another_form_stays_as_it_is() -> None:
    """A remark of a form that is not known is shown, never lost."""
    for text in ("", "something new", "{0} {products}", "x: " + "y" * 5_000):
        assert conflict_text(text, WORDS, "ja") == text
        assert decoy_text(text, WORDS, "ja") == text
