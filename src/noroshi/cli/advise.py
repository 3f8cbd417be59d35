"""`noroshi identify | judge | attribute`: one step of the survey on standard input."""

import csv
import sys
from pathlib import Path
from typing import Annotated

import typer

from noroshi.cli.failure import fail


def identify(
    *,
    fuse: Annotated[bool, typer.Option("--fuse", help="Fuse the lines with the same device or ip.")] = False,
) -> None:
    """Name product and version of observations: JSON lines in, one JSON line each out, in order."""
    from noroshi.identify.flat import identify_lines
    from noroshi.pipeline.context import open_identifier

    for line in identify_lines(sys.stdin.buffer, open_identifier(None), fuse=fuse):
        sys.stdout.buffer.write(line.rstrip(b"\n") + b"\n")
    sys.stdout.buffer.flush()


def judge(
    kev: Annotated[Path | None, typer.Option(help="Dated snapshot of the CISA KEV catalogue (JSON or CSV).")] = None,
) -> None:
    """Say whether builds are in the affected range of CVEs: CSV in, the same rows with the verdict out."""
    from noroshi.judge.rows import OUTPUT, judge_rows
    from noroshi.pipeline.context import check_kev, open_judge, open_names
    from noroshi.pipeline.errors import RunError

    try:
        if kev is not None:
            check_kev(kev)
        judge_of = open_judge(None, kev, None)
    except RunError as error:
        fail(str(error))
    reader = _rows_from_stdin({"vendor", "product", "version"})
    columns = [*[name for name in reader.fieldnames or () if name not in OUTPUT], *OUTPUT]
    writer = csv.DictWriter(sys.stdout, columns, lineterminator="\n", extrasaction="ignore")
    writer.writeheader()
    for row in judge_rows(reader, judge_of, open_names()):
        writer.writerow(row)


def attribute(
    register: Annotated[Path, typer.Option(help="Corporate register from `noroshi register build`.")],
    country: Annotated[str | None, typer.Option(help="Surveyed country (ISO code).")] = "JP",
) -> None:
    """Name the organisation that uses each device: CSV of traces in, the same rows with the decision out."""
    from noroshi.attribute.rows import OUTPUT_COLUMNS, attribute_rows
    from noroshi.pipeline.context import check_register, open_attributor
    from noroshi.pipeline.errors import RunError

    try:
        check_register(register)
        attributor = open_attributor(None, register, country)
    except RunError as error:
        fail(str(error))
    reader = _rows_from_stdin({"ip"})
    columns = [*[name for name in reader.fieldnames or () if name not in OUTPUT_COLUMNS], *OUTPUT_COLUMNS]
    writer = csv.DictWriter(sys.stdout, columns, lineterminator="\n", extrasaction="ignore")
    writer.writeheader()
    for row in attribute_rows(reader, attributor):
        writer.writerow(row)


def _rows_from_stdin(needed: set[str]) -> "csv.DictReader[str]":
    import io

    text = io.TextIOWrapper(sys.stdin.buffer, encoding="utf-8-sig", errors="replace", newline="")
    reader = csv.DictReader(text, restval="", restkey="__extra__")
    missing = sorted(needed - set(reader.fieldnames or ()))
    if missing:
        fail(f"standard input: the header lacks the column {', '.join(missing)}; see docs/reference/commands.md", 1)
    return reader
