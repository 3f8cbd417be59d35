"""Time per case as a table of the kit."""

from collections.abc import Iterator
from typing import Final

from noroshi.exchange.csv_text import csv_bytes
from noroshi.knowledge.enumerations import load_enumerations
from noroshi.knowledge.words import Language, load_words
from noroshi.measure.effort import Effort

COLUMNS: Final = (
    "channels", "cases", "contacts_per_case", "mean_minutes_per_case", "median_minutes_per_case",
    "contacts_with_minutes_percent", "sample",
)  # fmt: skip


def hours_csv(hours: tuple[Effort, ...], *, sample: bool) -> bytes:
    """Return the table; only its header where nothing may be told."""
    return csv_bytes(COLUMNS, (_row(each, sample=sample) for each in hours))


def hours_table(language: Language, hours: tuple[Effort, ...]) -> Iterator[str]:
    """Yield the lines of the table in Markdown, or one sentence where nothing may be told."""
    words = load_words()
    if not hours:
        yield words.text("campaign_kit.no_hours", language)
        return
    names = ("channels", "cases", "contacts", "mean", "median", "recorded")
    yield f"| {' | '.join(words.text(f'campaign_kit_hours.{name}', language) for name in names)} |"
    yield "|---|---:|---:|---:|---:|---:|"
    for each in hours:
        cells = (
            str(each.cases),
            f"{each.contacts_per_case:.1f}",
            str(each.mean_minutes),
            str(each.median_minutes),
            f"{each.recorded * 10} %",
        )
        yield f"| {channels_text(each, language)} | {' | '.join(cells)} |"


def channels_text(each: Effort, language: Language) -> str:
    """Return the channels of a row in words."""
    if not each.channels:
        return load_words().text("campaign_kit_hours.all", language)
    labels = {entry.code: entry.text(language) for entry in load_enumerations().entries("channel")}
    return load_words().text("campaign_kit_hours.and", language).join(labels.get(code, code) for code in each.channels)


def _row(each: Effort, *, sample: bool) -> tuple[str, ...]:
    return (
        " ".join(each.channels) or "all",
        str(each.cases),
        f"{each.contacts_per_case:.1f}",
        str(each.mean_minutes),
        str(each.median_minutes),
        str(each.recorded * 10),
        "yes" if sample else "no",
    )
