"""`noroshi survey show | explain | report | compare | query`: reading a finished survey."""

import sys
from enum import StrEnum
from pathlib import Path
from typing import Annotated, Any

import typer

from noroshi.cli.failure import fail
from noroshi.cli.tables import Format, print_rows

_SURVEY = Annotated[Path, typer.Argument(help="Folder of a finished survey.", metavar="DIR")]
_FORMAT = Annotated[Format, typer.Option("--format", help="How to print.")]


class Language(StrEnum):
    """Language of the text."""

    JA = "ja"
    EN = "en"


def _open(path: Path) -> Path:
    from noroshi.archive.survey import SurveyError, SurveyFolder

    try:
        SurveyFolder(path).require_complete()
    except SurveyError as error:
        fail(str(error))
    return path


def show(
    survey: _SURVEY,
    prefecture: Annotated[
        str | None, typer.Option(help="Site or registered prefecture: 神奈川県, Kanagawa or 14.")
    ] = None,
    product: Annotated[str | None, typer.Option(help="Product id or vendor.")] = None,
    cve: Annotated[str | None, typer.Option(help="Show the verdict for this CVE.")] = None,
    verdict: Annotated[str | None, typer.Option(help="affected | likely | undetermined | not_affected")] = None,
    urgency: Annotated[str | None, typer.Option(help="3d_forensics | 3d | 14d | 60d | none")] = None,
    form: _FORMAT = Format.TABLE,
) -> None:
    """List the devices of a survey, most urgent first."""
    from noroshi.archive.device_list import URGENCY_ORDER, VERDICT_ORDER, DeviceFilter, list_devices, version_text

    _one_of("--verdict", verdict, VERDICT_ORDER)
    _one_of("--urgency", urgency, URGENCY_ORDER)
    wanted = DeviceFilter(
        prefecture=_prefecture(prefecture),
        product=product,
        cve=cve.upper() if cve else None,
        verdict=verdict,
        urgency=urgency,
    )
    rows = list_devices(_open(survey), wanted)
    for row in rows:
        row["version"] = version_text(row)
        row["place"] = row["site_pref"] or row["registered_pref"]
    if form is Format.TABLE:
        columns = [
            "device",
            "ips",
            "product",
            "version",
            "verdict",
            "urgency",
            "affected_cves",
            "organization",
            "state",
            "place",
        ]
        for row in rows:
            row["affected_cves"] = _shortened(row["affected_cves"])
        print_rows(rows, columns, form)
        sys.stdout.write(f"{len(rows)} devices. Verdicts speak of the version's range, never of the device's safety.\n")
    else:
        print_rows(rows, list(rows[0]) if rows else ["device"], form)


def _shortened(cves: list[str]) -> list[str]:
    return [*cves[:2], f"+{len(cves) - 2}"] if len(cves) > 2 else cves  # noqa: PLR2004 fits a cell


def _one_of(option: str, value: str | None, allowed: tuple[str, ...]) -> None:
    if value is not None and value not in allowed:
        fail(f"{option} {value}: give one of {', '.join(allowed)}", 2)


def _prefecture(text: str | None) -> str | None:
    if text is None:
        return None
    from noroshi.knowledge.places import bundled_places

    places = bundled_places()
    place = places.by_codes(text.zfill(2)) if text.isdecimal() else places.from_text("", prefecture=text)
    if place is None:
        fail(f"--prefecture {text}: no such prefecture; give it as 神奈川県, Kanagawa or 14", 2)
    return place.prefecture


def explain(
    survey: _SURVEY,
    device: Annotated[str, typer.Argument(help="Device id or IP address.")],
    language: Annotated[Language, typer.Option(help="ja or en.")] = Language.EN,
) -> None:
    """Print the whole chain of reasons of one device: from the raw record to verdict and organisation."""
    from noroshi.observe.addresses import read_address
    from noroshi.pipeline.explain import explained_chains
    from noroshi.render.explanation import explanation

    chains = explained_chains(_open(survey), read_address(device) or device, language.value)
    if not chains:
        fail(f"{survey}: no device {device}; `noroshi survey show {survey}` lists the devices")
    sys.stdout.write("\n\n".join(explanation(chain, language.value) for chain in chains) + "\n")


def report(
    survey: _SURVEY,
    out: Annotated[Path | None, typer.Option(help="File to write; else report.html in the survey.")] = None,
) -> None:
    """Write one self-contained HTML report, Japanese and English."""
    from noroshi.archive.files import write_bytes
    from noroshi.archive.survey import REPORT
    from noroshi.pipeline.report import survey_report

    target = out or _open(survey) / REPORT
    write_bytes(target, survey_report(_open(survey)).encode())
    sys.stdout.write(f"report: {target}\n")


def compare(
    old: Annotated[Path, typer.Argument(help="Earlier survey.", metavar="OLD")],
    new: Annotated[Path, typer.Argument(help="Later survey.", metavar="NEW")],
    form: _FORMAT = Format.TABLE,
) -> None:
    """Compare two surveys: new, changed, moved, unchanged and not observed again."""
    from noroshi.archive.compare import CHANGES, compare_surveys

    rows = [row | _sides(row) for row in compare_surveys(_open(old), _open(new))]
    columns = [
        "change",
        "product",
        "old_device",
        "new_device",
        "old_version",
        "new_version",
        "closed_cves",
        "opened_cves",
    ]
    shown = rows if form is not Format.TABLE else [row for row in rows if row["change"] != "unchanged"]
    print_rows(shown, columns, form)
    if form is Format.TABLE:
        counts = ", ".join(f"{change} {sum(row['change'] == change for row in rows)}" for change in CHANGES)
        sys.stdout.write(f"{counts}. A device that is not observed again is not known to be upgraded.\n")


def _sides(row: dict[str, Any]) -> dict[str, Any]:
    old, new = set(row["old_cves"]), set(row["new_cves"])
    seen_twice = row["change"] not in {"new", "not_observed"}
    return {
        "old_version": row["old_exact"] or row["old_candidates"] or row["old_build"],
        "new_version": row["new_exact"] or row["new_candidates"] or row["new_build"],
        "closed_cves": sorted(old - new) if seen_twice else [],
        "opened_cves": sorted(new - old) if seen_twice else [],
    }


def query(
    survey: _SURVEY,
    sql: Annotated[str, typer.Argument(help="SQL over observations, devices, evidence, verdicts, attributions.")],
    form: _FORMAT = Format.TABLE,
) -> None:
    """Run SQL over the survey's tables; files, network and extensions are out of reach."""
    import duckdb

    from noroshi.archive.query import open_tables, rows_of

    connection = open_tables(_open(survey))
    try:
        names, rows = rows_of(connection, sql)
    except duckdb.Error as error:
        fail(f"the query was refused: {str(error).strip()}")
    print_rows(rows, names, form)
