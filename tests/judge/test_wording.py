"""The sentences of a verdict."""

from datetime import date

from noroshi.judge.statuses import Status
from noroshi.judge.wording import Facts, sentences
from noroshi.model.verdict import Answer, Condition, ReasonCode


def test_every_reason_has_words() -> None:
    """Each reason code can be said in both languages without naming a device."""
    for answer in Answer:
        for reason in ReasonCode:
            text = sentences(Facts(cve="CVE-2099-0001", version="7.2.4", answer=answer, reason=reason))
            assert text["en"].endswith(".")
            assert text["ja"].endswith(("。", ")"))
            assert "vulnerable" not in text["en"].lower()


def test_an_affected_version_is_said_with_range_fix_and_source() -> None:
    """The sentence states the range, the fix and the source."""
    status = Status(
        answer=Answer.AFFECTED, reason=ReasonCode.IN_RANGE, because="x", low="7.2.0", high="7.2.7", fix="7.2.7"
    )
    text = sentences(
        Facts(
            cve="CVE-2099-0001",
            version="7.2.4",
            answer=Answer.AFFECTED,
            reason=ReasonCode.IN_RANGE,
            fix="7.2.7",
            status=status,
            sources=("EX-1",),
            condition=Condition.MET,
            condition_text={"en": "SSL-VPN is on.", "ja": "SSL-VPN 有効"},
        )
    )
    assert text["en"] == (
        "Version 7.2.4 is in the affected range of CVE-2099-0001 (7.2.0 to before 7.2.7; fixed in 7.2.7; source EX-1). "
        "The stated condition (SSL-VPN is on) is met by what was seen."
    )
    assert text["ja"] == (
        "バージョン 7.2.4 は CVE-2099-0001 の影響を受ける範囲(7.2.0 以上 7.2.7 未満)に含まれます。"
        "修正済みバージョンは 7.2.7 です。(情報源: EX-1)"
        "前提条件(SSL-VPN 有効)は、観測された内容により満たされています。"
    )


def test_a_date_is_called_a_date() -> None:
    """A build date is said as a build date, not as a version."""
    facts = Facts(
        cve="CVE-2099-0001",
        version="",
        built=date(2022, 3, 15),
        answer=Answer.UNDETERMINED,
        reason=ReasonCode.DATE_ONLY,
    )
    assert "the build made on 2022-03-15" in sentences(facts)["en"]
    assert "2022-03-15 に作成されたビルド" in sentences(facts)["ja"]
