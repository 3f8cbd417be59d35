"""The next action of a case: suggestions by their code, everything else as it was typed."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from noroshi.knowledge.enumerations import load_enumerations
from noroshi.knowledge.words import Language
from noroshi.notify.next_action import shown, stored, suggested

CODES = load_enumerations().codes("suggestion")


@pytest.mark.parametrize("code", CODES)
@pytest.mark.parametrize("language", ["ja", "en"])
def test_a_suggestion_is_stored_by_its_code_and_shown_in_the_language(code: str, language: Language) -> None:
    """Whichever language it was chosen in, and also where its label was stored as text."""
    label = load_enumerations().label("suggestion", code, language)
    assert stored(label) == suggested(code)
    for other in ("ja", "en"):
        wanted = load_enumerations().label("suggestion", code, other)
        assert shown(suggested(code), other) == shown(label, other) == wanted


@given(st.text(alphabet=st.sampled_from("書類の確認 retry/callback:suggestion 再度連絡")))
def test_what_a_person_typed_stays(typed: str) -> None:
    """Text that is no suggestion's wording is stored and shown as it was typed."""
    labels = {entry.text(tongue) for entry in load_enumerations().entries("suggestion") for tongue in ("ja", "en")}
    if not any(part.strip() in labels or part.startswith("suggestion:") for part in typed.split(" / ")):
        assert stored(typed) == typed
        assert shown(typed, "en") == typed


def test_two_actions_that_met_are_both_shown() -> None:
    """A suggestion beside a colleague's own words is worded, the words stay."""
    assert stored("書類の到着を確認 / 再度の連絡") == "書類の到着を確認 / suggestion:retry"
    assert shown("書類の到着を確認 / suggestion:retry", "en") == "書類の到着を確認 / Try again"


def test_no_suggestion_is_stored_as_nothing() -> None:
    """Where the supervisor decides, the field is empty."""
    assert suggested("") == stored("") == shown("", "ja") == ""
