"""Version rules to version evidence: a trace is decoded, checked against its own record, and looked up."""

import re
from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime, timedelta
from typing import Final

import msgspec

from noroshi.identify.checks import CHECKS, Context, Outcome
from noroshi.identify.decoders import DECODERS, Decoded
from noroshi.identify.matching import Hit
from noroshi.identify.product import Assessment, View, condition, fill
from noroshi.identify.sentences import evidence_sentence, excerpt, pick, trap_sentence
from noroshi.knowledge.builds import BuildRow, BuildTable, version_order
from noroshi.knowledge.products import Product, Trap, VersionRule
from noroshi.model.identification import Because
from noroshi.model.version import EvidenceKind, VersionEvidence, VersionSet

_VERSION: Final = re.compile(r"(?=[^ ]*[0-9])[0-9A-Za-z][0-9A-Za-z .()_+:/-]{0,63}", re.ASCII)
_SOURCE: Final = "source."
STRENGTH: Final = {kind: place for place, kind in enumerate(EvidenceKind)}


class Reading(msgspec.Struct, frozen=True):
    """What the version rules of one product say: evidence, strongest first; failed checks; traps that were seen."""

    evidence: tuple[VersionEvidence, ...]
    failures: tuple[str, ...]
    traps: tuple[Because, ...]


def read_versions(
    product: Product,
    views: Iterable[View],
    assessment: Assessment,
    tables: Mapping[str, BuildTable],
    observed_at: datetime | None,
    language: str,
) -> Reading:
    """Apply the version rules and traps of an accepted product to every view of a record."""
    evidence: dict[tuple[str, str, VersionSet], VersionEvidence] = {}
    failures: dict[str, None] = {}
    traps: dict[Because, None] = {}
    for view, held in zip(views, assessment.signals, strict=True):
        for hit in view.hits:
            part = hit.rule.part
            if hit.rule.product != product.id or condition(part, view.fields) is False:
                continue
            if isinstance(part, Trap):
                reason = trap_sentence(f"{pick(part.reason, language)} ({excerpt(hit.groups['0'])})", language)
                traps[Because(hit.rule.id, part.field, reason)] = None
            elif isinstance(part, VersionRule) and held.issuperset(part.needs):
                for item in _apply(part, hit, view, tables, observed_at, language):
                    if isinstance(item, str):
                        failures[item] = None
                    else:
                        _keep(evidence, item)
    return Reading(tuple(sorted(evidence.values(), key=evidence_order)), tuple(failures), tuple(traps))


def evidence_order(evidence: VersionEvidence) -> tuple[int, int, str, str, bytes]:
    """Return the sort key of evidence: strongest kind first, then fewest caveats, then a stable rest."""
    rest = msgspec.msgpack.encode(evidence)
    return STRENGTH[evidence.versions.kind], len(evidence.caveats), evidence.rule, evidence.trace, rest


def _keep(found: dict[tuple[str, str, VersionSet], VersionEvidence], item: VersionEvidence) -> None:
    key = (item.rule, item.trace, item.versions)
    if key not in found or evidence_order(item) < evidence_order(found[key]):
        found[key] = item


def _apply(
    rule: VersionRule,
    hit: Hit,
    view: View,
    tables: Mapping[str, BuildTable],
    observed_at: datetime | None,
    language: str,
) -> Iterator[VersionEvidence | str]:
    """Yield the evidence, or the reasons of failed checks; nothing where the trace cannot be decoded."""
    try:
        decoded = {name: DECODERS[decoder](hit.groups.get(group, "")) for name, (decoder, group) in rule.decode.items()}
    except ValueError:
        return
    context = Context(decoded, view.fields, observed_at)
    outcomes = [CHECKS[check](context) for check in rule.require]
    failed = [outcome.failed for outcome in outcomes if outcome.failed]
    if failed:
        yield from failed
        return
    versions, caveats = _resolve(rule, hit, decoded, tables)
    if versions is None:
        return
    yield VersionEvidence(
        product=hit.rule.product,
        rule=hit.rule.id,
        field=rule.field,
        trace=excerpt(hit.groups["0"]),
        versions=versions,
        text=pick(rule.says, language) or evidence_sentence(versions, language),
        caveats=tuple(dict.fromkeys((*rule.caveats, *caveats, *_own_caveats(rule, view, outcomes)))),
    )


def _own_caveats(rule: VersionRule, view: View, outcomes: Iterable[Outcome]) -> Iterator[str]:
    if condition(rule, view.fields) is None:
        yield "path-not-known"
    if rule.field.startswith(_SOURCE):
        yield "stated-by-source"
    yield from (outcome.absent for outcome in outcomes if outcome.absent)


def _resolve(
    rule: VersionRule, hit: Hit, decoded: Mapping[str, Decoded], tables: Mapping[str, BuildTable]
) -> tuple[VersionSet | None, tuple[str, ...]]:
    if rule.kind == "build_time":
        built = decoded.get("build_time")
        return _by_build_time(rule, hit, built, tables) if isinstance(built, datetime) else (None, ())
    if rule.kind == "table":
        return _by_trace(rule, hit, decoded, tables)
    if rule.kind in {"range", "format"}:
        return VersionSet(kind=EvidenceKind(rule.kind), range=rule.range), ()
    value = fill(rule.value or "{0}", hit.groups)
    if not _VERSION.fullmatch(value):
        return None, ()
    if rule.kind == "train":
        return VersionSet(kind=EvidenceKind.TRAIN, train=value), ()
    built = decoded.get("build_time")
    return (
        VersionSet(
            kind=EvidenceKind.EXACT,
            exact=value,
            build_time=built if isinstance(built, datetime) else None,
            train=hit.groups.get("train"),
        ),
        (),
    )


def _by_trace(
    rule: VersionRule, hit: Hit, decoded: Mapping[str, Decoded], tables: Mapping[str, BuildTable]
) -> tuple[VersionSet, tuple[str, ...]]:
    trace = decoded.get("trace", "")
    if isinstance(trace, datetime):
        return _by_build_time(rule, hit, trace, tables)
    table = tables.get(rule.table or "")
    text = str(trace) or _trace_text(rule, hit).lower()
    rows = table.by_trace(hit.rule.product, text, rule.trace_kinds) if table else ()
    return _from_rows(rows, None) or (VersionSet(kind=EvidenceKind.UNMAPPED), ())


def _trace_text(rule: VersionRule, hit: Hit) -> str:
    """Return what is looked up: the value template, the group ``trace``, the only group, or the whole match."""
    if rule.value is not None:
        return fill(rule.value, hit.groups)
    named = [value for name, value in hit.groups.items() if name != "0"]
    return hit.groups.get("trace") or (named[0] if len(named) == 1 else hit.groups["0"])


def _by_build_time(
    rule: VersionRule, hit: Hit, built: datetime, tables: Mapping[str, BuildTable]
) -> tuple[VersionSet, tuple[str, ...]]:
    table = tables.get(rule.table or "")
    if table is not None:
        tolerance = timedelta(seconds=rule.tolerance_seconds)
        rows = table.built_near(hit.rule.product, built, tolerance, rule.trace_kinds)
        found = _from_rows(rows, built)
        if found is not None:
            return found
    released = tables.get(rule.window.table) if rule.window else None
    if released is not None and rule.window is not None:
        candidates = _versions(released.released_after(hit.rule.product, built, rule.window.days))
        if candidates:
            kind = EvidenceKind.RELEASE_WINDOW
            return VersionSet(kind=kind, candidates=candidates, build_time=built), ("release-dates-only",)
    caveats = ("not-in-table",) if table is not None else ()
    return VersionSet(kind=EvidenceKind.BUILD_TIME, build_time=built), caveats


def _from_rows(rows: Iterable[BuildRow], built: datetime | None) -> tuple[VersionSet, tuple[str, ...]] | None:
    """Return the set that table rows state; None where no row names a version."""
    named = [row for row in rows if row.version]
    if not named:
        return None
    trains = {row.train for row in named}
    candidates = _versions(named)
    caveats = ["several-versions"] if len(candidates) > 1 else []
    if all(row.status == "inferred" for row in named):
        caveats.append("inferred-row")
    train = next(iter(trains)) if len(trains) == 1 else ""
    versions = VersionSet(kind=EvidenceKind.TABLE, candidates=candidates, build_time=built, train=train or None)
    return versions, tuple(caveats)


def _versions(rows: Iterable[BuildRow]) -> tuple[str, ...]:
    return tuple(sorted({row.version for row in rows if row.version}, key=version_order))
