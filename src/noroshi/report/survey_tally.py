"""Compute the figures of a survey report from the rows of its tables."""

from collections import Counter
from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from noroshi.model.verdict import Urgency
from noroshi.report import place_tally, product_tally, quality_tally
from noroshi.report.device_view import DeviceView, Row, device_views
from noroshi.report.survey_figures import Count, Funnel, InputFigure, Surveyed, SurveyFigures
from noroshi.report.verdict_tally import VerdictTally


def tally(
    devices: Iterable[Row],
    verdicts: Iterable[Row],
    attributions: Iterable[Row],
    counts: Mapping[str, Any],
    manifest: Mapping[str, Any],
) -> SurveyFigures:
    """Return all figures of a survey; rows carry the columns of the survey's tables, in any order.

    ``counts`` is ``counts.json``; ``counts["steps"]["read"]["with_product"]``, if there, is the number of kept records
    in which a product was recognised. ``manifest`` is ``manifest.json``. ValueError where tables do not fit together.
    """
    views = device_views(devices)
    judged = VerdictTally(views)
    for row in verdicts:
        judged.add(row)
    owners = place_tally.owners(attributions, views)
    every = tuple(views.values())
    counted = tuple(view for view in every if not view.decoy)
    in_range = tuple(view for view in counted if judged.in_range(view.id))
    surveyed = _surveyed(manifest, counts, every)
    return SurveyFigures(
        surveyed=surveyed,
        funnel=Funnel(
            records=_records(counts),
            devices=_devices(every, counted, in_range),
            owners=place_tally.owner_states(in_range, owners),
        ),
        counted=len(counted),
        pairs=judged.pairs,
        products=product_tally.products(every, judged),
        evidence_kinds=product_tally.evidence_kinds(counted),
        versions=product_tally.versions(counted),
        reasons=judged.reasons(),
        cves=judged.cves(),
        urgency=_urgency(in_range, judged),
        prefectures=place_tally.prefectures(counted, judged, owners),
        quality=quality_tally.quality(every, counts, surveyed.as_of),
        blind_spots=tuple(str(sentence) for sentence in manifest.get("blind_spots") or ()),
    )


def _records(counts: Mapping[str, Any]) -> tuple[Count, ...]:
    seen = int(counts.get("seen", 0))
    steps = {
        "seen": seen,
        "filtered": quality_tally.total(counts, "filtered"),
        "rejected": quality_tally.total(counts, "rejected"),
        "kept": int(counts.get("kept", 0)),
    }
    with_product = ((counts.get("steps") or {}).get("read") or {}).get("with_product")
    if isinstance(with_product, int):
        steps["with_product"] = with_product
    return tuple(Count(key, count, seen) for key, count in steps.items())


def _devices(
    every: tuple[DeviceView, ...], counted: tuple[DeviceView, ...], in_range: tuple[DeviceView, ...]
) -> tuple[Count, ...]:
    with_version = sum(view.has_version for view in counted)
    return (
        Count("found", len(every), len(every)),
        Count("decoys", len(every) - len(counted), len(every)),
        Count("counted", len(counted), len(every)),
        Count("with_version", with_version, len(counted)),
        Count("in_range", len(in_range), len(counted)),
    )


def _urgency(in_range: tuple[DeviceView, ...], judged: VerdictTally) -> tuple[Count, ...]:
    found = Counter(judged.urgency(view.id) for view in in_range)
    return tuple(Count(urgency.value, found[urgency.value], len(in_range)) for urgency in Urgency)


def _surveyed(manifest: Mapping[str, Any], counts: Mapping[str, Any], every: tuple[DeviceView, ...]) -> Surveyed:
    times = [time for view in every for time in (view.first_seen, view.last_seen) if time is not None]
    inputs = _inputs(manifest, counts)
    sources: Counter[str] = Counter()
    for entry in inputs:
        sources[entry.source] += entry.seen
    return Surveyed(
        as_of=_day(manifest.get("as_of")),
        country=str(manifest.get("country") or ""),
        program=str(manifest.get("program") or ""),
        knowledge=str(manifest.get("knowledge") or ""),
        register=_pairs(manifest.get("register")),
        kev=_pairs(manifest.get("kev")),
        inputs=inputs,
        sources=tuple(Count(source, count, sources.total()) for source, count in sorted(sources.items())),
        observed_from=min(times, default=None),
        observed_to=max(times, default=None),
    )


def _inputs(manifest: Mapping[str, Any], counts: Mapping[str, Any]) -> tuple[InputFigure, ...]:
    by_path = {entry.get("path"): entry for entry in counts.get("inputs") or ()}
    return tuple(_input(entry, by_path.get(entry.get("path"), {})) for entry in manifest.get("inputs") or ())


def _input(entry: Mapping[str, Any], counts: Mapping[str, Any]) -> InputFigure:
    terms = entry.get("terms") or {}
    return InputFigure(
        path=str(entry.get("path") or ""),
        format=str(entry.get("format") or ""),
        source=str(entry.get("source") or ""),
        bytes=int(entry.get("bytes") or 0),
        sha256=str(entry.get("sha256") or ""),
        licence=str(terms.get("licence") or "unknown"),
        may_hand_over=str(terms.get("may_hand_over") or "unknown"),
        may_print=str(terms.get("may_print") or "unknown"),
        may_publish=str(terms.get("may_publish") or "unknown"),
        seen=int(counts.get("seen") or 0),
        kept=int(counts.get("kept") or 0),
        filtered=quality_tally.total(counts, "filtered"),
        rejected=quality_tally.total(counts, "rejected"),
    )


def _day(text: object) -> date | None:
    """Return the survey's date; None where the manifest has none, ValueError where it cannot be read."""
    return date.fromisoformat(str(text)[:10]) if text else None


def _pairs(entries: Mapping[str, Any] | None) -> tuple[tuple[str, str], ...]:
    return tuple((str(key), str(value)) for key, value in sorted((entries or {}).items()))
