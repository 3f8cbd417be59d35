"""Wording: one careful sentence per verdict, in Japanese and English.

A sentence says what a source states about a version. It never calls a device anything, and never takes silence or
a newer date for safety.
"""

from datetime import date
from typing import Final

import msgspec

from noroshi.judge.statuses import Status
from noroshi.model.verdict import Answer, Condition, ReasonCode

_REASONS: Final[dict[ReasonCode, tuple[str, str]]] = {
    ReasonCode.IN_RANGE: ("", ""),
    ReasonCode.BEFORE_FIX_BUILD: (
        "The build was made before the fix was, so it cannot contain it.",
        "このビルドは修正済みバージョンより前に作成されたもので、修正を含みえません。",
    ),
    ReasonCode.FIXED_BUILD: (
        "It is at or after the first fixed version.",
        "最初の修正済みバージョンまたはそれ以降のバージョンです。",
    ),
    ReasonCode.BELOW_RANGE: (
        "It is older than the first affected version.",
        "影響を受ける最初のバージョンより前のバージョンです。",
    ),
    ReasonCode.BRANCH_NOT_LISTED: (
        "The source does not list its branch as affected.",
        "情報源は、この系列を影響を受けるものとして挙げていません。",
    ),
    ReasonCode.VERSION_NOT_LISTED: (
        "It is above the last affected version.",
        "影響を受ける最後のバージョンより後のバージョンです。",
    ),
    ReasonCode.PRODUCT_NOT_LISTED: (
        "The source does not list this product, edition or platform.",
        "情報源は、この製品・エディション・機種を挙げていません。",
    ),
    ReasonCode.PARTIAL_VERSION: (
        "Only a part of the version is visible, and the possible versions differ.",
        "バージョンの一部しか分からず、考えられるバージョンによって結論が分かれます。",
    ),
    ReasonCode.DATE_ONLY: (
        "Only a date is visible; it does not tell the branch, and a newer date is no proof of a fix.",
        "日付しか分かりません。日付からは系列が分からず、新しい日付であることは修正済みの証拠になりません。",
    ),
    ReasonCode.EDITION_UNKNOWN: (
        "The answer depends on an edition or model that is not visible.",
        "結論は、外部から見えないエディションや機種によって変わります。",
    ),
    ReasonCode.HOTFIX_INVISIBLE: (
        "A hotfix that the version does not show may be installed.",
        "バージョン表示に現れない修正(ホットフィックス)が適用されている可能性があります。",
    ),
    ReasonCode.EOL_NOT_EVALUATED: (
        "The source does not evaluate this old branch; that is no sign of safety.",
        "情報源はこの古い系列を評価していません。安全であることを意味するものではありません。",
    ),
    ReasonCode.ENUMERATION_GAP: (
        "The source says nothing about this version.",
        "情報源はこのバージョンについて述べていません。",
    ),
    ReasonCode.SOURCE_CONFLICT: (
        "The sources disagree about this version.",
        "このバージョンについて情報源の記述が食い違っています。",
    ),
    ReasonCode.NO_FIX_DATA: (
        "The source does not say which version contains the fix.",
        "情報源は、どのバージョンで修正されたかを述べていません。",
    ),
    ReasonCode.NO_VERSION_DATA: (
        "Nothing that is visible tells the version.",
        "外部から見える情報からはバージョンが分かりません。",
    ),
    ReasonCode.TEXT_UNPARSED: (
        "The source states the versions in a form that cannot be compared.",
        "情報源のバージョンの記述を比較できる形で読み取れません。",
    ),
    ReasonCode.PRODUCT_VERSION_MISMATCH: (
        "This is no version of this product.",
        "この製品のバージョンの形式ではありません。",
    ),
    ReasonCode.PRODUCT_UNKNOWN: (
        "The product is not known.",
        "製品が分かりません。",
    ),
    ReasonCode.CVE_UNKNOWN: (
        "No advisory for this CVE is at hand.",
        "この CVE に関する情報が手元にありません。",
    ),
}

_CLASH: Final = (
    "The build date that is shown contradicts the version: that day lies long before the fix.",
    "表示された作成日とバージョンが食い違っています。作成日が、修正の時期よりかなり前になっています。",
)

_CONDITIONS: Final[dict[Condition, tuple[str, str]]] = {
    Condition.MET: (
        "The stated condition ({en}) is met by what was seen.",
        "前提条件({ja})は、観測された内容により満たされています。",
    ),
    Condition.NOT_VISIBLE: (
        "Whether the stated condition ({en}) is met was not visible.",
        "前提条件({ja})を満たすかどうかは、外部からは分かりません。",
    ),
    Condition.NOT_MET: (
        "What was seen rules the stated condition ({en}) out.",
        "観測された内容から、前提条件({ja})には当たりません。",
    ),
}


_POSITIVE: Final = frozenset({Answer.AFFECTED, Answer.LIKELY})


class Facts(msgspec.Struct, frozen=True, kw_only=True):
    """What a sentence is made of."""

    cve: str
    version: str
    built: date | None = None
    answer: Answer
    reason: ReasonCode
    fix: str = ""
    status: Status | None = None
    sources: tuple[str, ...] = ()
    condition: Condition = Condition.NONE
    condition_text: dict[str, str] = {}


def sentences(facts: Facts) -> dict[str, str]:
    """Return the verdict in words, ``en`` and ``ja``."""
    clash = facts.reason is ReasonCode.SOURCE_CONFLICT and facts.status is not None and facts.status.clash
    because_en, because_ja = _CLASH if clash else _REASONS[facts.reason]
    conditions = _CONDITIONS.get(facts.condition, ("", ""))
    shown = {language: facts.condition_text.get(language, "").rstrip(". 。") for language in ("en", "ja")}
    if not all(shown.values()) or facts.answer not in _POSITIVE:
        conditions = ("", "")
    return {
        "en": " ".join(filter(None, (_main_en(facts), because_en, conditions[0].format(**shown)))),
        "ja": "".join(filter(None, (_main_ja(facts), because_ja, conditions[1].format(**shown)))),
    }


def _main_en(facts: Facts) -> str:
    subject = _subject_en(facts)
    if facts.answer in _POSITIVE:
        sources = ", ".join(facts.sources)
        details = "; ".join(
            part
            for part in (
                _range_en(facts.status),
                f"fixed in {facts.fix}" if facts.fix else "no fixed version stated",
                f"source {sources}" if sources else "",
            )
            if part
        )
        return f"{_capital(subject)} is in the affected range of {facts.cve} ({details})."
    if facts.answer is Answer.NOT_AFFECTED:
        return f"{_capital(subject)} is not in the affected range of {facts.cve}."
    return f"Whether {subject} is in the affected range of {facts.cve} cannot be told."


def _main_ja(facts: Facts) -> str:
    subject = _subject_ja(facts)
    if facts.answer in _POSITIVE:
        span = _range_ja(facts.status)
        fix = f"修正済みバージョンは {facts.fix} です。" if facts.fix else "修正済みバージョンの記載はありません。"
        sources = f"(情報源: {'、'.join(facts.sources)})" if facts.sources else ""
        return f"{subject}は {facts.cve} の影響を受ける範囲{span}に含まれます。{fix}{sources}"
    if facts.answer is Answer.NOT_AFFECTED:
        return f"{subject}は {facts.cve} の影響を受ける範囲に含まれません。"
    return f"{subject}が {facts.cve} の影響を受ける範囲に含まれるかどうかは判断できません。"


def _subject_en(facts: Facts) -> str:
    version = f"version {facts.version}" if facts.version else "the version, which is not visible,"
    if facts.built is None:
        return version
    build = f"the build made on {facts.built.isoformat()}"
    return f"{build} ({version})" if facts.version else build


def _subject_ja(facts: Facts) -> str:
    version = f"バージョン {facts.version} " if facts.version else "バージョン(不明)"
    if facts.built is None:
        return version
    build = f"{facts.built.isoformat()} に作成されたビルド"
    return f"{build}({version.strip()})" if facts.version else build


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]


def _range_en(status: Status | None) -> str:
    if status is None or not (status.low or status.high):
        return ""
    start = status.low or "every version"
    if not status.high:
        return f"from {status.low}"
    return f"{start} {'through' if status.through else 'to before'} {status.high}"


def _range_ja(status: Status | None) -> str:
    if status is None or not (status.low or status.high):
        return ""
    parts = [f"{status.low} 以上"] if status.low else []
    if status.high:
        parts.append(f"{status.high} {'以下' if status.through else '未満'}")
    return f"({' '.join(parts)})"
