"""All files of the kit by name, in both languages."""

from datetime import datetime
from typing import Final

import msgspec

from noroshi import __version__
from noroshi.archive.survey import pretty
from noroshi.exchange.campaign_kit.hours import hours_csv
from noroshi.exchange.campaign_kit.outline import outline
from noroshi.exchange.campaign_kit.roster import roster_csv, roster_xlsx
from noroshi.exchange.campaign_kit.wording import lists_csv, wording, wording_csv
from noroshi.knowledge.load import digest_of, read_pack
from noroshi.knowledge.words import LANGUAGES
from noroshi.measure.effort import Effort

SCHEMA: Final = "noroshi/campaign-kit@1"


class Origin(msgspec.Struct, frozen=True, kw_only=True):
    """By which program and words a kit was made. ``knowledge``: SHA-256 of the knowledge with all words."""

    created: datetime
    program: str
    knowledge: str


def origin(created: datetime) -> Origin:
    """Return the origin of a kit that is made now, with the bundled knowledge."""
    return Origin(created=created, program=f"noroshi {__version__}", knowledge=digest_of(read_pack()))


def kit(made: Origin, hours: tuple[Effort, ...], *, sample: bool) -> dict[str, bytes]:
    """Return the files by name. ``hours``: empty where nothing may be told; ``sample``: they are of invented cases."""
    files = {
        "kit.json": pretty({"schema": SCHEMA, **msgspec.to_builtins(made), "sample": sample and bool(hours)}),
        "wording.csv": wording_csv(),
        "lists.csv": lists_csv(),
        "roster.csv": roster_csv(),
        "hours.csv": hours_csv(hours, sample=sample),
    }
    version = f"{made.program}, {made.knowledge[:16]}"
    for language in LANGUAGES:
        files[f"outline.{language}.md"] = outline(language, made.created, version, hours, sample=sample).encode()
        files[f"wording.{language}.md"] = wording(language, version).encode()
        files[f"roster.{language}.xlsx"] = roster_xlsx(language)
    return files
