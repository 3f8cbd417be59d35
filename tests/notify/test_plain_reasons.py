"""Why we think so, in sentences that an officer can read."""

from datetime import date

import msgspec
import pytest

from noroshi.attribute.reasons import reason
from noroshi.knowledge.words import load_words
from noroshi.model.attribution import Reason, State
from noroshi.model.campaign import Decision
from noroshi.model.verdict import Answer
from noroshi.model.version import EvidenceKind
from noroshi.notify.plain_reasons import CaseFacts, plain_reasons

TODAY = date(2026, 11, 24)
FACTS = CaseFacts(
    product="FortiGate",
    kind="exact",
    version="7.2.5",
    answers=(("CVE-2024-21762", Answer.AFFECTED), ("CVE-2023-27997", Answer.NOT_AFFECTED)),
    fix="7.2.7",
    first_seen=date(2026, 11, 1),
    last_seen=date(2026, 11, 20),
    sources=("shodan", "censys"),
    state=State.ATTRIBUTED,
    decision=Decision.CONFIRMED,
    reasons=(reason("block.isp", where="ptr", text="p1.example.ne.jp"),),
)


def _texts(facts: CaseFacts, topic: str, language: str = "ja") -> list[str]:
    return [one.text for one in plain_reasons(facts, TODAY, language) if one.topic == topic]  # type: ignore[arg-type]


def test_the_chain_in_reading_order() -> None:
    """What was seen, the version, the verdicts, the owner, and that nothing was sent to the device."""
    found = plain_reasons(FACTS, TODAY, "ja")
    topics = [one.topic for one in found]
    assert topics == sorted(topics, key=["seen", "version", "verdict", "owner", "caution"].index)
    seen = _texts(FACTS, "seen")
    assert seen[0] == (
        "Shodan、Censysの公開観測記録に、社外から社内につなぐための機器「FortiGate」が記録されています"
        "(観測期間 令和8年11月1日(日) 〜 令和8年11月20日(金))。"
    )
    assert seen[1:] == ["最後に観測されたのは令和8年11月20日(金)(4日前)です。"]
    assert _texts(FACTS, "version") == ["機器が外部に示しているバージョン番号は「7.2.5」でした。"]
    assert _texts(FACTS, "caution") == ["対象の機器には一切通信していません。"]


def test_verdicts_keep_their_meaning() -> None:
    """Each verdict is said with its CVE and its caveat, in the words of the survey's report."""
    verdicts = _texts(FACTS, "verdict")
    assert verdicts[0].startswith("CVE-2024-21762について:推定したバージョンが、公表された影響範囲に含まれます。")
    assert verdicts[1].startswith("CVE-2023-27997について:")
    assert verdicts[2] == "公表されている修正バージョンは「7.2.7」です。"
    unsure = CaseFacts(product="x", kind="none", answers=(("CVE-1", Answer.UNDETERMINED),), fix="9")
    assert not any("9" in text for text in _texts(unsure, "verdict"))


@pytest.mark.parametrize("kind", list(EvidenceKind))
@pytest.mark.parametrize("language", ["ja", "en"])
def test_every_kind_of_version_evidence_has_its_sentence(kind: str, language: str) -> None:
    """No kind of evidence is shown as a code; without a version no sentence claims one."""
    texts = [
        _texts(CaseFacts(product="x", kind=kind, version=version), "version", language)[0] for version in ("7.2", "")
    ]
    assert all(text and kind not in text.split() for text in texts) or kind in {"exact", "range", "format", "none"}
    assert "{" not in "".join(texts)
    assert "「」" not in texts[1]


def test_the_owner_in_the_words_of_the_attribution() -> None:
    """A person's decision comes before the machine's state, and each reason is a sentence."""
    owner = _texts(FACTS, "owner")
    assert owner[0] == "職員が利用組織を確認しました。"
    assert owner[1].startswith("IPアドレスの逆引き名「p1.example.ne.jp」は通信事業者が")
    refuted = CaseFacts(product="x", kind="none", state=State.ATTRIBUTED, decision=Decision.REFUTED)
    assert _texts(refuted, "owner")[0].startswith("職員が、この推定は誤りであると確認しました。")
    for state in State:
        assert load_words().find(f"explain.meaning_{state}", "ja")


def test_what_a_newer_survey_brings_is_not_dropped() -> None:
    """A kind or reason without words is shown as what is known of it."""
    facts = CaseFacts(product="x", kind="oracle", version="1", reasons=(Reason("stars", {"sign": "leo"}),))
    assert "oracle" in _texts(facts, "version")[0]
    assert _texts(facts, "owner")[-1] == "stars: sign=leo"


def test_missing_facts_are_said_to_be_missing() -> None:
    """Without a date, a source or a judgement the sentences say so and invent nothing."""
    facts = CaseFacts(product="x", kind="unmapped")
    assert _texts(facts, "seen") == ["観測日は記録されていません。"]
    assert _texts(facts, "verdict") == [load_words().text("verdict_meaning.not_judged", "ja")]
    seen = CaseFacts(product="x", kind="none", last_seen=TODAY)
    assert "提供元の記録がない第三者" in _texts(seen, "seen")[0]
    assert "(本日)" in _texts(seen, "seen")[1]


def test_figures_and_what_was_set_aside_are_for_readers_who_ask() -> None:
    """Probabilities, the size of the register and names that say nothing are technical; no other reason is."""
    reasons = (
        reason("outcome", not_in_register="0.000", homonym_missing="0.001", customer_unknown="0.010"),
        reason("register", rows="596", as_of="2026-11-01", coverage="partial"),
        reason("block.isp", where="ptr", text="p1.example.ne.jp"),
        reason("conflict", evidence="cert.o", text="架空株式会社"),
        Reason("of_a_newer_survey", {"a": "1"}),
    )
    found = plain_reasons(msgspec.structs.replace(FACTS, reasons=reasons), TODAY, "ja")
    owner = [one.technical for one in found if one.topic == "owner"]
    assert owner == [False, True, True, True, False, False]
    assert not any(one.technical for one in found if one.topic != "owner")
