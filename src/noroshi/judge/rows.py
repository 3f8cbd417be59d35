"""Rows: the table contract of ``noroshi judge``: columns in, the same rows with verdicts out, in order."""

import re
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime
from typing import Final

from noroshi.judge.judge import Judge
from noroshi.judge.names import Names, edition_in
from noroshi.judge.schemes.base import has_control
from noroshi.model.verdict import Answer, Condition, ReasonCode, Urgency, Verdict
from noroshi.model.version import EvidenceKind, VersionSet

INPUT: Final = ("vendor", "product", "edition", "version", "cve")
OUTPUT: Final = ("verdict", "reason", "condition", "urgency", "because", "sources")
_BUILT: Final = re.compile(r"\s*built:(\d{4}-\d{2}-\d{2})\s*$")
_RANGE: Final = re.compile(r"^\s*[<>=]|\|\|")
_ROLE_SEPARATOR: Final = re.compile(r"[;,\s]+")


def judge_rows(rows: Iterable[dict[str, str]], judge: Judge, names: Names) -> Iterator[dict[str, str]]:
    """Yield each row with OUTPUT added: one per row, or one per CVE of the product where ``cve`` is empty."""
    for row in rows:
        product = names.resolve(row.get("vendor") or "", row.get("product") or "")
        for verdict in _verdicts(row, product, judge):
            yield row | {"cve": verdict.cve} | columns(verdict)


def columns(verdict: Verdict) -> dict[str, str]:
    """Return the verdict as the columns OUTPUT."""
    return {
        "verdict": verdict.answer.value,
        "reason": verdict.reason.value,
        "condition": verdict.condition.value,
        "urgency": verdict.urgency.value,
        "because": ";".join(verdict.because),
        "sources": ";".join(verdict.sources),
    }


def read_version(text: str) -> VersionSet:
    """Read the ``version`` column: a version as seen, ``7.2``, ``>=7.2.0,<7.2.9``, ``built:2023-06-12``, both, ``any``.

    Whether a text is a version or a branch is for the product's scheme to say; both come as ``exact`` here, since a
    branch reads as a partial version. A day that does not exist leaves the text as it stands, which no scheme reads;
    so does a line break or control character, since a version stands in one line.
    """
    if has_control(text):
        return VersionSet(kind=EvidenceKind.EXACT, exact=text)
    clean = text.strip()
    if not clean or clean.lower() == "any":
        return VersionSet(kind=EvidenceKind.NONE)
    built, rest = _build_time(clean)
    if _RANGE.search(rest):
        return VersionSet(kind=EvidenceKind.RANGE, range=rest, build_time=built)
    if built is None:
        return VersionSet(kind=EvidenceKind.EXACT, exact=clean)
    return VersionSet(kind=EvidenceKind.BUILD_TIME, build_time=built, train=rest or None)


def _build_time(text: str) -> tuple[datetime | None, str]:
    match = _BUILT.search(text)
    if match is None:
        return None, text
    try:
        return datetime.fromisoformat(match[1]).replace(tzinfo=UTC), text[: match.start()].strip()
    except ValueError:
        return None, text


def _verdicts(row: dict[str, str], product: str | None, judge: Judge) -> list[Verdict]:
    cve = (row.get("cve") or "").strip().upper()
    if product is None:
        return [_unknown_product(row.get("product") or "", cve)]
    versions = read_version(row.get("version") or "")
    edition = row.get("edition") or edition_in(row.get("product") or "", judge.editions(product))
    roles = tuple(filter(None, _ROLE_SEPARATOR.split(row.get("roles") or ""))) or None
    seen = _time(row.get("observed_at") or "")
    if cve:
        return [judge.verdict(product, cve, versions, edition, roles, seen)]
    return judge.verdicts(product, versions, edition, roles, seen) or [_no_advisory(product)]


def _unknown_product(product: str, cve: str) -> Verdict:
    return Verdict(product=product, cve=cve, answer=Answer.UNDETERMINED, reason=ReasonCode.PRODUCT_UNKNOWN)


def _no_advisory(product: str) -> Verdict:
    return Verdict(
        product=product,
        cve="",
        answer=Answer.UNDETERMINED,
        reason=ReasonCode.CVE_UNKNOWN,
        condition=Condition.NONE,
        urgency=Urgency.NONE,
    )


def _time(text: str) -> datetime | None:
    try:
        time = datetime.fromisoformat(text.strip()) if text.strip() else None
    except ValueError:
        return None
    return time.replace(tzinfo=UTC) if time is not None and time.tzinfo is None else time
