"""The organisation of a device in an explanation: how sure, in words, and every reason under its heading."""

from typing import Any

import pytest

from noroshi.attribute.reasons import reason
from noroshi.knowledge.words import LANGUAGES, Language, load_words
from noroshi.model.attribution import Reason, State
from noroshi.render.organization_section import organization_section

WORDS = load_words()


def row(state: State, *reasons: Reason, **columns: Any) -> dict[str, Any]:
    """Return a row of the table of attributions."""
    empty = dict.fromkeys(
        ("organization", "corporate_number", "registered_pref", "registered_city", "site_pref", "site_city"), ""
    )
    kept = [{"id": each.id, "values": sorted(each.values.items())} for each in reasons]
    more = {"site_basis": "", "parent": "", "address_holder": "", "candidates": [], "probability": 0.0}
    return {**empty, **more, "state": str(state), "because": ["x: old sentence"], "reasons": kept, **columns}


def text(given: dict[str, Any], language: Language = "ja") -> str:
    """Return the section as text."""
    return "\n".join(organization_section(given, WORDS, language))


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("state", State)
def test_every_state_says_what_it_means(state: State, language: Language) -> None:
    """Every state has a conclusion and a sentence about what it means."""
    said = text(row(state), language)
    assert WORDS.text(f"state.{state}", language) in said
    assert WORDS.text(f"explain.meaning_{state}", language) in said


@pytest.mark.parametrize(
    ("probability", "said"),
    [(0.9401, "確からしさ 0.94、高い"), (0.99996, "確からしさ 0.99、非常に高い"), (0.55, "確からしさ 0.55、中程度")],
)
def test_probability_is_said_in_words(probability: float, said: str) -> None:
    """A probability comes with a word and the reminder that a person must confirm; it never reads as certainty."""
    given = row(State.ATTRIBUTED, organization="株式会社架空", corporate_number="1", probability=probability)
    assert f"{said}(自動推定。連絡前に人による確認が必要)" in text(given)


def test_a_person_s_confirmation_needs_no_reminder() -> None:
    """What a person confirmed is not called automatic."""
    given = row(State.CONFIRMED, organization="株式会社架空", corporate_number="1", probability=0.95)
    assert "自動推定" not in text(given)


def test_a_lead_has_no_probability() -> None:
    """A name without a number is called a trace, without a number or probability."""
    said = text(row(State.LEAD, organization="株式会社架空"))
    assert "名称の手掛かり:「株式会社架空」" in said
    assert "確からしさ" not in said


def test_reasons_that_differ_in_the_text_alone_are_one_line() -> None:
    """Six host names that the register does not know are one sentence that counts those it leaves out."""
    reasons = [reason("domain.alias", text=f"h{i}.example", finding="none") for i in range(6)]
    said = text(row(State.NONE, *reasons))
    assert said.count("機器のホスト名は") == 1
    assert "「h0.example、h1.example、h2.example、h3.example ほか 2 件」" in said


def test_reasons_stand_under_their_headings() -> None:
    """What speaks for the user, for the place, what was not used, and the basis stand apart, in this order."""
    said = text(
        row(
            State.NONE,
            reason("block.ddns", where="cert_name", text="x.example"),
            reason("register", rows="2", as_of="undated", coverage="partial"),
            reason("cert.o", text="株式会社架空", finding="none"),
            reason("site", place="神奈川県"),
        )
    )
    headings = [WORDS.text(f"explain.reasons_{name}", "ja") for name in ("for", "place", "unused", "basis")]
    assert [said.index(heading) for heading in headings] == sorted(said.index(heading) for heading in headings)
    assert "日付不明" in said


def test_a_survey_without_reasons_shows_its_sentences() -> None:
    """A survey of before the reasons were data still shows them."""
    given = row(State.NONE)
    del given["reasons"]
    assert "old sentence" in text(given)


def test_a_likely_candidate_that_is_not_named_says_why() -> None:
    """Where a candidate is likely and yet nobody is named, the reader learns what holds it back."""
    one = {"number": "1", "name": "株式会社架空", "prefecture": "", "city": "", "probability": 0.98}
    assert "一つに決めていません" in text(row(State.CANDIDATES, candidates=[one]))
    assert "一つに決めていません" not in text(row(State.CANDIDATES, candidates=[one | {"probability": 0.5}]))


def test_candidates_beyond_the_first_are_counted() -> None:
    """Eight candidates are listed, the rest are counted."""
    one = {"number": "1", "name": "株式会社架空", "prefecture": "", "city": "", "probability": 0.002}
    said = text(row(State.CANDIDATES, candidates=[one] * 11))
    assert said.count("候補:") == 8
    assert "ほかに 3 法人" in said
    assert "所在地不明) 確からしさ 0.01、ごく低い" in said
