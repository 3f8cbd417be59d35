"""Tallies: every device and every record is counted once, and decoys stay apart."""

from datetime import UTC, date, datetime
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from noroshi.model.attribution import State
from noroshi.model.verdict import Answer, ReasonCode, Urgency
from noroshi.model.version import EvidenceKind
from noroshi.report.survey_figures import Count, PrefectureRow, SurveyFigures, VersionRow
from noroshi.report.survey_tally import tally

TIMES = st.none() | st.datetimes(datetime(2020, 1, 1), datetime(2027, 1, 1)).map(  # noqa: DTZ001 - zone follows
    lambda time: time.replace(tzinfo=UTC)
)
VERSIONS = st.sampled_from(["7.2.5", "7.0.1", "R81"])


@st.composite
def surveys(draw: st.DrawFn) -> dict[str, Any]:
    """Draw tables that belong together."""
    devices: list[dict[str, Any]] = []
    verdicts: list[dict[str, Any]] = []
    attributions: list[dict[str, Any]] = []
    for number in range(draw(st.integers(0, 12))):
        devices.append(_draw_device(draw, number))
        cves = draw(st.sets(st.sampled_from(["CVE-2099-1", "CVE-2099-2", "CVE-2099-3"])))
        verdicts += [_draw_verdict(draw, f"d{number}", cve) for cve in sorted(cves)]
        if draw(st.booleans()):
            places = st.sampled_from(["神奈川県", "東京都", "", None])
            attributions.append(
                {
                    "device": f"d{number}",
                    "state": draw(st.sampled_from(State)).value,
                    "site_pref": draw(places),
                    "registered_pref": draw(places),
                }
            )
    parts = {name: draw(st.dictionaries(st.text(max_size=5), st.integers(0, 50))) for name in ("filtered", "rejected")}
    kept = draw(st.integers(0, 100))
    seen = kept + sum(sum(part.values()) for part in parts.values())
    return {
        "devices": devices,
        "verdicts": draw(st.permutations(verdicts)),
        "attributions": draw(st.permutations(attributions)),
        "counts": {"seen": seen, "kept": kept, **parts},
        "manifest": {"as_of": draw(st.sampled_from(["2026-11-24", None]))},
    }


def _draw_device(draw: st.DrawFn, number: int) -> dict[str, Any]:
    return {
        "device": f"d{number}",
        "product": draw(st.sampled_from(["alpha", "beta"])),
        "vendor": draw(st.sampled_from(["A", None])),
        "version_kind": draw(st.sampled_from(EvidenceKind)).value,
        "version_exact": draw(st.none() | VERSIONS),
        "version_candidates": draw(st.lists(VERSIONS, max_size=5)),
        "version_build_time": draw(TIMES),
        "decoy_score": draw(st.integers(0, 100)),
        "conflicts": draw(st.lists(st.text(max_size=3), max_size=1)),
        "first_seen": draw(TIMES),
        "last_seen": draw(TIMES),
    }


def _draw_verdict(draw: st.DrawFn, device: str, cve: str) -> dict[str, Any]:
    return {
        "device": device,
        "cve": cve,
        "verdict": draw(st.sampled_from(Answer)).value,
        "reason": draw(st.sampled_from(ReasonCode)).value,
        "urgency": draw(st.sampled_from(Urgency)).value,
        "in_kev": draw(st.booleans()),
        "ransomware": draw(st.booleans()),
    }


def _by_key(counts: tuple[Count, ...]) -> dict[str, int]:
    return {count.key: count.count for count in counts}


@given(surveys())
@settings(deadline=None)
def test_devices_are_conserved(survey: dict[str, Any]) -> None:
    """Each device is either counted or a decoy, and every partition of the counted devices adds up to them."""
    figures = tally(**survey)
    devices = _by_key(figures.funnel.devices)
    decoys = sum(row["decoy_score"] >= 50 for row in survey["devices"])
    assert devices["found"] == len(survey["devices"]) == devices["counted"] + decoys
    assert devices["decoys"] == decoys == sum(row.decoys for row in figures.products)
    counted = figures.counted
    assert counted == devices["counted"]
    assert sum(row.devices for row in figures.products) == counted
    for row in figures.products:
        assert row.affected + row.likely + row.undetermined + row.not_affected + row.not_judged == row.devices
    assert sum(count.count for count in figures.evidence_kinds) == counted
    assert sum(entry.devices for entry in figures.versions) == counted
    for entry in figures.versions:
        shown = sum(version.devices for version in entry.top)
        assert shown + entry.others + entry.unmapped + entry.unknown == entry.devices
        assert min(entry.others, entry.unmapped, entry.unknown) >= 0
    assert sum(row.site for row in figures.prefectures) == counted
    assert sum(row.registered for row in figures.prefectures) == counted


@given(surveys())
@settings(deadline=None)
def test_devices_in_range_are_conserved(survey: dict[str, Any]) -> None:
    """The devices in an affected range are the same number in every figure that speaks of them."""
    figures = tally(**survey)
    in_range = _by_key(figures.funnel.devices)["in_range"]
    assert in_range == sum(row.affected + row.likely for row in figures.products)
    assert in_range == sum(count.count for count in figures.funnel.owners)
    assert in_range == sum(count.count for count in figures.urgency)
    assert in_range == sum(row.site_in_range for row in figures.prefectures)
    assert in_range == sum(row.registered_in_range for row in figures.prefectures)


@given(surveys())
@settings(deadline=None)
def test_pairs_are_conserved(survey: dict[str, Any]) -> None:
    """Every verdict about a device that is no decoy is counted once by reason and once by CVE."""
    figures = tally(**survey)
    decoys = {row["device"] for row in survey["devices"] if row["decoy_score"] >= 50}
    expected = sum(row["device"] not in decoys for row in survey["verdicts"])
    assert figures.pairs == expected == sum(row.pairs for row in figures.reasons)
    assert expected == sum(row.devices for row in figures.cves)
    for row in figures.cves:
        assert row.affected + row.likely + row.undetermined + row.not_affected == row.devices


@given(surveys())
@settings(deadline=None)
def test_quality_is_conserved(survey: dict[str, Any]) -> None:
    """Every device has one age, and records are balanced; no count exceeds its denominator."""
    figures = tally(**survey)
    assert sum(count.count for count in figures.quality.ages) == len(survey["devices"])
    with_time = sum(row["last_seen"] is not None for row in survey["devices"])
    assert sum(day.devices for day in figures.quality.days) == with_time
    assert figures.quality.balanced
    every = (*figures.funnel.records, *figures.funnel.devices, *figures.funnel.owners, *figures.urgency)
    every += (*figures.evidence_kinds, *figures.quality.devices, *figures.quality.ages, *figures.quality.rejected)
    assert all(0 <= count.count <= count.of for count in every)


@given(surveys(), st.randoms())
@settings(deadline=None, max_examples=25)
def test_order_of_rows_does_not_matter(survey: dict[str, Any], dice: Any) -> None:
    """The same rows in another order give the same figures."""
    shuffled = {name: dice.sample(rows, len(rows)) for name, rows in survey.items() if isinstance(rows, list)}
    assert tally(**survey) == tally(**(survey | shuffled))


def _device(name: str, **more: Any) -> dict[str, Any]:
    return {"device": name, "product": "alpha", "vendor": "A", "version_kind": "none"} | more


def _verdict(device: str, cve: str, answer: str, **more: Any) -> dict[str, Any]:
    return {"device": device, "cve": cve, "verdict": answer, "reason": "IN_RANGE"} | more


def _tally(
    devices: list[dict[str, Any]],
    verdicts: list[dict[str, Any]] | None = None,
    attributions: list[dict[str, Any]] | None = None,
    counts: dict[str, Any] | None = None,
    manifest: dict[str, Any] | None = None,
) -> SurveyFigures:
    return tally(devices, verdicts or [], attributions or [], counts or {}, manifest or {})


def test_worst_verdict_counts() -> None:
    """A device counts with its worst verdict: affected before likely, undetermined, not affected."""
    answers = {"a": ["likely", "affected"], "b": ["undetermined", "likely"], "c": ["not_affected", "undetermined"]}
    answers |= {"d": ["not_affected"], "e": []}
    verdicts = [
        _verdict(name, f"CVE-2099-{i}", answer) for name, row in answers.items() for i, answer in enumerate(row)
    ]
    row = _tally([_device(name) for name in answers], verdicts).products[0]
    assert (row.affected, row.likely, row.undetermined, row.not_affected, row.not_judged) == (1, 1, 1, 1, 1)


def test_urgency_comes_only_from_ranges_the_device_is_in() -> None:
    """The urgency of a CVE that is undetermined for the device does not make the device urgent."""
    verdicts = [
        _verdict("a", "CVE-2099-1", "undetermined", urgency="3d_forensics"),
        _verdict("a", "CVE-2099-2", "affected", urgency="14d"),
        _verdict("a", "CVE-2099-3", "likely", urgency="3d"),
    ]
    urgency = _by_key(_tally([_device("a")], verdicts).urgency)
    assert urgency == {"3d_forensics": 0, "3d": 1, "14d": 0, "60d": 0, "none": 0}


def test_decoy_stays_out_of_the_funnel_and_stays_visible() -> None:
    """A device with decoy score 50 is counted apart; one with 49 is counted."""
    devices = [_device("a", decoy_score=50), _device("b", decoy_score=49)]
    figures = _tally(devices, [_verdict("a", "CVE-2099-1", "affected"), _verdict("b", "CVE-2099-1", "affected")])
    assert _by_key(figures.funnel.devices) == {
        "found": 2,
        "decoys": 1,
        "counted": 1,
        "with_version": 0,
        "in_range": 1,
    }
    assert figures.cves[0].affected == 1
    assert figures.products[0].decoys == 1


def test_versions_are_never_sharper_than_the_evidence() -> None:
    """Candidates, ranges, trains and build dates are shown as such; a trace without version counts as unknown."""
    built = datetime(2023, 6, 12, 20, tzinfo=UTC)
    devices = [
        _device("a", version_kind="exact", version_exact="7.2.5"),
        _device("b", version_kind="table", version_candidates=["7.2.5", "7.2.6"]),
        _device("c", version_kind="release_window", version_candidates=["1", "2", "3", "4", "5"]),
        _device("d", version_kind="range", version_range=">=7.2.6,<7.3"),
        _device("e", version_kind="build_time", version_build_time=built),
        _device("f", version_kind="train", version_train="7.2"),
        _device("g", version_kind="unmapped", version_exact="9.9.9"),
        _device("h"),
    ]
    versions = _tally(devices).versions[0]
    assert set(versions.top) == {
        VersionRow("7.2.5", "exact", 1),
        VersionRow("7.2.5 / 7.2.6", "table", 1),
        VersionRow("1 … 5 (5)", "release_window", 1),
        VersionRow(">=7.2.6,<7.3", "range", 1),
        VersionRow("2023-06-12", "build_time", 1),
        VersionRow("7.2", "train", 1),
    }
    assert (versions.others, versions.unmapped, versions.unknown) == (0, 1, 1)


def test_ages_are_days_in_japan() -> None:
    """Age counts calendar days in Japan: 16:00 UTC is already the next day there."""
    devices = [
        _device("a", last_seen="2026-11-09T16:00:00+00:00"),
        _device("b", last_seen=datetime(2026, 11, 9, 14, 0)),  # noqa: DTZ001 - a table's time without zone is UTC
        _device("c", last_seen=datetime(2026, 11, 24, 16, 0, tzinfo=UTC)),
        _device("d"),
    ]
    quality = _tally(devices, manifest={"as_of": "2026-11-24"}).quality
    ages = {key: count for key, count in _by_key(quality.ages).items() if count}
    assert ages == {"days_14": 1, "days_30": 1, "after_as_of": 1, "no_time": 1}
    assert [entry.day for entry in quality.days] == [date(2026, 11, 9), date(2026, 11, 10), date(2026, 11, 25)]


def test_site_and_registered_prefecture_are_counted_apart() -> None:
    """A device whose site and registered office differ counts in both columns, in each once."""
    attribution = {"device": "a", "state": "attributed", "site_pref": "神奈川県", "registered_pref": "東京都"}
    figures = _tally([_device("a")], [_verdict("a", "CVE-2099-1", "affected")], [attribution])
    assert figures.prefectures == (
        PrefectureRow(prefecture="東京都", site=0, site_in_range=0, registered=1, registered_in_range=1),
        PrefectureRow(prefecture="神奈川県", site=1, site_in_range=1, registered=0, registered_in_range=0),
    )


def test_unbalanced_records_are_said() -> None:
    """Counts that do not add up are marked, not repaired."""
    assert not _tally([], counts={"seen": 5, "kept": 3, "rejected": {"broken_json": 1}}).quality.balanced


def test_records_with_product_appear_only_where_counted() -> None:
    """The step "with a product" is left out, not shown as 0, where the pipeline did not count it."""
    assert "with_product" not in _by_key(_tally([]).funnel.records)
    counted = _tally([], counts={"seen": 5, "kept": 5, "steps": {"read": {"with_product": 2}}})
    assert Count("with_product", 2, 5) in counted.funnel.records


@pytest.mark.parametrize(
    ("rows", "complaint"),
    [
        ({"devices": [_device("a"), _device("a")]}, "appears twice"),
        ({"verdicts": [_verdict("x", "CVE-2099-1", "affected")]}, "not in the devices table"),
        ({"verdicts": [_verdict("a", "CVE-2099-1", "perhaps")]}, "unknown verdict"),
        ({"attributions": [{"device": "x", "state": "none"}]}, "not in the devices table"),
        ({"attributions": [{"device": "a", "state": "owned"}]}, "unknown attribution state"),
        ({"attributions": [{"device": "a", "state": "none"}] * 2}, "appears twice"),
    ],
)
def test_tables_that_do_not_belong_together_are_refused(rows: dict[str, Any], complaint: str) -> None:
    """A verdict or an attribution about an unknown device is an error, never silently dropped."""
    with pytest.raises(ValueError, match=complaint):
        _tally(**({"devices": [_device("a")]} | rows))
