"""`noroshi campaign kit`: what the next prefecture needs to begin, without any case data."""

import datetime as dt
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from noroshi.cli import django_setup
from noroshi.cli.acting import acting
from noroshi.cli.failure import USAGE, fail
from noroshi.render.neutral import terminal

if TYPE_CHECKING:
    from noroshi.measure.effort import Effort


def kit(
    out: Annotated[Path, typer.Option(help="New folder for the kit.")],
    unit: Annotated[str, typer.Option(help="Unit whose time per case is told, as AGENCY/UNIT; with --by.")] = "",
    by: Annotated[str, typer.Option(help="User name of the person; needs the capability supervision.read.")] = "",
) -> None:
    """Write outline, words, lists, roster and, of a unit, time per case in aggregates for the next prefecture."""
    from noroshi.archive.files import make_private_dir, write_bytes
    from noroshi.exchange.campaign_kit.kit import kit as files_of
    from noroshi.exchange.campaign_kit.kit import origin

    if bool(unit) != bool(by):
        fail("give --unit and --by together (time per case of that unit), or neither", USAGE)
    if out.exists():
        fail(f"--out {out}: exists already; name a new folder")
    hours, sample = _hours(unit, by) if unit else ((), False)
    files = files_of(origin(dt.datetime.now(dt.UTC).replace(microsecond=0)), hours, sample=sample)
    for name, data in files.items():
        write_bytes(make_private_dir(out) / name, data, durable=False)
    told = f"time per case from {hours[0].cases} cases" if hours else "no time per case"
    mark = " (SAMPLE)" if hours and sample else ""
    sys.stdout.write(f"{terminal(str(out))}: {len(files)} files, {told}{mark}; no case data\n")


def _hours(unit: str, by: str) -> "tuple[tuple[Effort, ...], bool]":
    with django_setup.records():
        from noroshi.records.services.campaign_kit import hours

        _, scope = acting(unit, by, "supervision.read", "tell the time per case")
        return hours(scope)
