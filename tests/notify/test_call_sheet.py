"""The call sheet: in order, no word too early, and never more than the case supports."""

from datetime import date
from itertools import product

import msgspec
import pytest

from noroshi.knowledge.enumerations import load_enumerations
from noroshi.knowledge.words import Language, load_words
from noroshi.model.attribution import State
from noroshi.model.campaign import Decision
from noroshi.model.campaign_answer import OwnerAnswer
from noroshi.model.verdict import Answer
from noroshi.notify.call_sheet import CallFacts, CallFinding, CallSheet, CallSheetError, build
from noroshi.notify.evidence_level import evidence_level
from noroshi.notify.freshness import Status
from noroshi.notify.reference_number import ReferenceNumberError, from_random

SEEN = date(2026, 11, 4)


def _finding(answer: Answer = Answer.AFFECTED, **values: object) -> CallFinding:
    given = {
        "id": "F1", "product": "FortiGate", "answer": answer, "last_seen": SEEN, "version": "7.2.5",
        "cves": ("CVE-2024-21762",), "fix": "7.2.7",
        "level": evidence_level(answer, State.ATTRIBUTED, Decision.CONFIRMED, "fresh"),
    } | values  # fmt: skip
    return CallFinding(**given)  # type: ignore[arg-type]


def _facts(*findings: CallFinding, **values: object) -> CallFacts:
    given = {
        "agency": "のろし県警察(架空)", "unit": "サイバー対策課", "officer": "見本", "callback": "内線 見本",
        "reference": from_random(7), "organization": "見本工業株式会社", "findings": findings or (_finding(),),
    } | values  # fmt: skip
    return CallFacts(**given)  # type: ignore[arg-type]


def _texts(sheet: CallSheet, block: str) -> list[str]:
    return [line.text for line in sheet.block(block).lines]


def test_the_order_of_the_call() -> None:
    """Who calls, the switchboard, the identity, only then the finding; what is never asked stands at the end."""
    sheet = build(_facts(), "ja")
    assert [block.id for block in sheet.blocks] == [
        "opening", "switchboard", "identity", "finding", "duty", "questions", "steps", "closing", "never_ask",
        "intrusion",
    ]  # fmt: skip
    assert [block.id for block in sheet.blocks if block.second] == ["finding", "questions", "steps"]
    assert sheet.reference == "100-0000-071"
    assert sheet.reference_reading == "いちゼロゼロ、ゼロゼロゼロゼロ、ゼロなないち"
    assert sheet.block("finding").title("ja") == "4 お伝えする内容(ご担当の方だけに)"


@pytest.mark.parametrize("language", ["ja", "en"])
def test_nobody_but_the_responsible_person_hears_of_the_device(language: Language) -> None:
    """Before the identity is recorded no product, version or CVE is on the sheet."""
    sheet = build(_facts(), language)
    for block in sheet.blocks:
        if not block.second:
            for line in block.lines:
                for secret in ("FortiGate", "7.2", "CVE"):
                    assert secret not in line.text, (block.id, line.id)


def test_the_finding_is_read_aloud_with_its_reading() -> None:
    """The sentence carries product, version with reading, and CVE, and says no more than likely."""
    (text,) = _texts(build(_facts(), "ja"), "finding")
    assert text == (
        "第三者の公開観測情報によれば、貴社が管理していると思われる「FortiGate」について、バージョン 7.2.5"
        "(読み:ななてんにてんご)が観測されています。公表されている脆弱性(CVE-2024-21762)の影響範囲に"
        "該当する可能性が高いため、お知らせするものです。"
    )


def test_what_is_always_said() -> None:
    """That it is voluntary and that nobody scanned stand on every sheet, in the approved words."""
    duty = _texts(build(_facts(), "ja"), "duty")
    assert duty[0] == (
        "当方及び調査実施者は、本件調査において貴社機器への接続や脆弱性スキャンを行っていません。"
        "第三者が観測し提供している情報を用いています(提供元・観測日時は別紙)。"
    )
    assert duty[1] == "本連絡は義務を課すものではなく、ご対応・ご回答は任意です。"
    approved = "お答えは集計にのみ用います。"
    assert _texts(build(_facts(use_of_answers=approved), "ja"), "duty")[-1] == approved


def test_a_sheet_exists_only_where_the_case_supports_it() -> None:
    """Whatever the case, the sheet is refused or its sentence is that of the verdict and the age."""
    decisions = (Decision.CONFIRMED, Decision.PENDING, Decision.REFUTED)
    statuses: tuple[Status, ...] = ("fresh", "overridden", "stale")
    made = 0
    for answer, state, decision, status in product(Answer, State, decisions, statuses):
        facts = _facts(_finding(answer, level=evidence_level(answer, state, decision, status)))
        usable = answer is not Answer.NOT_AFFECTED and status != "stale" and state is not State.REFUTED
        confirmed = decision is Decision.CONFIRMED or (state is State.CONFIRMED and decision is Decision.PENDING)
        if not (usable and confirmed):
            with pytest.raises(CallSheetError, match="F1"):
                build(facts, "ja")
            continue
        (line,) = build(facts, "ja").block("finding").lines
        assert line.id == f"call_finding.{answer}" + ("_as_of" if status == "overridden" else "")
        assert ("可能性が高い" in line.text) == (answer is Answer.AFFECTED)
        assert ("令和8年11月4日(水)時点の公開観測情報" in line.text) == (status == "overridden")
        made += 1
    assert made == 48


@pytest.mark.parametrize("missing", [{"version": ""}, {"cves": ()}, {"product": ""}])
def test_a_sentence_with_a_gap_is_refused(missing: dict[str, object]) -> None:
    """Nothing is read aloud with a hole where the version or the CVE should be."""
    with pytest.raises(CallSheetError, match="not known"):
        build(_facts(_finding(**missing)), "ja")


def test_a_case_without_findings_or_with_a_wrong_number_gives_no_sheet() -> None:
    """There is nothing to say, or nothing to verify the call by."""
    with pytest.raises(CallSheetError, match="no finding"):
        build(_facts(findings=()), "ja")
    with pytest.raises(ReferenceNumberError):
        build(_facts(reference="1234567890"), "ja")


def test_the_fixed_version_is_named_only_where_all_allow_it() -> None:
    """With an undetermined device, or without a stated fix, the step stays general."""
    assert any("7.2.7(読み:ななてんにてんなな)" in text for text in _texts(build(_facts(), "ja"), "steps"))
    for findings in (
        (_finding(), _finding(Answer.UNDETERMINED, id="F2")),
        (_finding(), _finding(id="F2", fix="")),
    ):
        steps = _texts(build(_facts(*findings), "ja"), "steps")
        assert not any("7.2.7" in text for text in steps)
        assert any("修正バージョンへの更新" in text for text in steps)
    twice = _texts(build(_facts(_finding(), _finding(id="F2", product="IX", fix="10.8")), "ja"), "steps")
    assert len([text for text in twice if "読み" in text]) == 2


def test_only_open_questions_are_asked() -> None:
    """What the organisation already said ends or shortens the questions."""
    assert len(_texts(build(_facts(), "ja"), "questions")) == 7
    other = OwnerAnswer(answered_on=SEEN, ownership="other")
    assert len(_texts(build(_facts(answered=other), "ja"), "questions")) == 1


@pytest.mark.parametrize("kind", load_enumerations().codes("organization_kind"))
@pytest.mark.parametrize("language", ["ja", "en"])
def test_every_kind_of_organisation_has_a_sheet(kind: str, language: Language) -> None:
    """No placeholder is left open, and the organisation is addressed as what it is."""
    sheet = build(_facts(kind=kind), language)
    texts = [line.text for block in sheet.blocks for line in block.lines]
    assert not any("{" in text or "}" in text for text in texts)
    assert any(load_words().text(f"you.{kind}", language) in text for text in texts)
    for block in sheet.blocks:
        assert block.title(language)
    with pytest.raises(KeyError):
        sheet.block("weather")


def test_text_from_outside_is_never_taken_for_a_placeholder() -> None:
    """A name with braces stands on the sheet as it is."""
    sheet = build(_facts(organization="{officer}商店", findings=(_finding(product="{cve}"),)), "ja")
    assert "{officer}商店様でお間違いないでしょうか。" in _texts(sheet, "identity")
    assert "「{cve}」" in _texts(sheet, "finding")[0]


def test_the_sheet_is_plain_data() -> None:
    """It can be stored and read back as it was shown."""
    sheet = build(_facts(), "ja")
    assert msgspec.json.decode(msgspec.json.encode(sheet), type=CallSheet) == sheet
