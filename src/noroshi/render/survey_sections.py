"""Sections on the way from records to organisations, on the data's quality, and on blind spots."""

import re
from collections import Counter
from datetime import date, timedelta
from typing import Final

from noroshi.render.figures import Bar, bars, histogram
from noroshi.render.formats import number
from noroshi.render.survey_blocks import Block, Bullets, Column, Figure, Grid, Paragraph, Section, Table
from noroshi.render.survey_voice import Voice
from noroshi.report.survey_figures import DECOY_THRESHOLD, Count, DayCount, SurveyFigures

_DAYS_SHOWN: Final = 62
_JAPANESE: Final = re.compile("[\u3040-\u30ff\u3400-\u9fff]")
_BY_PEOPLE: Final = frozenset({"confirmed", "refuted", "out_of_scope"})
"""States that a run without people's decisions does not have; shown only where they occur."""


def funnel(figures: SurveyFigures, voice: Voice) -> Section:
    """From records to devices to organisations, with denominators."""
    say, flow = voice.say, figures.funnel
    groups = (
        ("record", "record_step", flow.records),
        ("device", "device_step", flow.devices),
        ("owner", "state", tuple(count for count in flow.owners if count.count or count.key not in _BY_PEOPLE)),
    )
    drawn = []
    rows: list[tuple[str, str, str, str, str]] = []
    for unit, section, counts in groups:
        title = say(f"funnel.figure_{unit}s")
        name = voice.ident(f"funnel-{unit}")
        labelled = [(voice.code(section, count.key), count) for count in counts]
        drawn.append(Figure(title, bars([_bar(label, count, voice) for label, count in labelled], title, name)))
        rows += [
            (label, say(f"funnel.unit_{unit}"), number(c.count), number(c.of), voice.per_cent(c.count, c.of))
            for label, c in labelled
        ]
    columns = (
        Column(say("funnel.step")),
        Column(say("quality.kind")),
        Column(say("page.count"), "number"),
        Column(say("funnel.of"), "number"),
        Column(say("page.share"), "number"),
    )
    decoys = next(count.count for count in flow.devices if count.key == "decoys")
    return Section(
        voice.ident("funnel"),
        say("funnel.title"),
        (
            Paragraph(say("funnel.intro")),
            Grid(tuple(drawn)),
            Table(voice.ident("funnel-table"), say("funnel.caption"), columns, tuple(rows)),
            Paragraph(say("funnel.decoy_note", count=number(decoys), threshold=DECOY_THRESHOLD), "note"),
        ),
    )


def quality(figures: SurveyFigures, voice: Voice) -> Section:
    """Say what weakens the figures."""
    say, found = voice.say, figures.quality
    dropped = [(voice.code("reject", count.key), count) for count in found.rejected]
    dropped += [(voice.code("filter", count.key), count) for count in found.filtered]
    ages = [(voice.code("age", count.key), count) for count in found.ages]
    weak = [(voice.code("weak", count.key), count) for count in found.devices]
    devices = say("page.devices")
    blocks: list[Block] = [
        Grid(
            (
                *_days(found.days, voice),
                voice.counts_table("ages", say("quality.caption_ages"), (say("quality.age"), devices), ages),
            )
        ),
        Paragraph(say("quality.ages_note"), "note"),
        voice.counts_table("weak", say("quality.caption_devices"), (say("quality.kind"), devices), weak),
    ]
    if dropped:
        head = (say("quality.reason"), say("page.count"))
        blocks.append(voice.counts_table("dropped", say("quality.caption_rejected"), head, dropped))
    return Section(voice.ident("quality"), say("quality.title"), tuple(blocks))


def blind_spots(figures: SurveyFigures, voice: Voice) -> Section:
    """Say what cannot appear in any survey of this kind, and what this one says of itself."""
    say = voice.say
    general = tuple((say(f"blind.{key}"), "") for key in ("passive", "products", "settings"))
    blocks: list[Block] = [Paragraph(say("blind.intro")), Bullets(general)]
    sentences = voice.blind_spots.get(voice.language, figures.blind_spots)
    if sentences:
        own = tuple((sentence, _other_language(sentence, voice)) for sentence in sentences)
        blocks.append(Bullets(own, say("blind.from_survey")))
    return Section(voice.ident("blind"), say("blind.title"), tuple(blocks))


def _bar(label: str, count: Count, voice: Voice) -> Bar:
    return Bar(label, count.count, voice.part(count.count, count.of))


def _days(days: tuple[DayCount, ...], voice: Voice) -> list[Figure]:
    """Draw every day of the span, or every month of a long one; days without any device are gaps."""
    if not days:
        return []
    first, last = days[0].day, days[-1].day
    by_day = (last - first).days < _DAYS_SHOWN
    found: Counter[date] = Counter()
    for entry in days:
        found[entry.day if by_day else entry.day.replace(day=1)] += entry.devices
    columns = [(f"{at:%Y-%m-%d}" if by_day else f"{at:%Y-%m}", found[at]) for at in _span(first, last, by_day=by_day)]
    title = voice.say("quality.figure_days" if by_day else "quality.figure_months")
    return [Figure(title, histogram(columns, title, voice.ident("days")))]


def _span(first: date, last: date, *, by_day: bool) -> list[date]:
    if by_day:
        return [first + timedelta(days=offset) for offset in range((last - first).days + 1)]
    months = range(first.year * 12 + first.month - 1, last.year * 12 + last.month)
    return [date(month // 12, month % 12 + 1, 1) for month in months]


def _other_language(sentence: str, voice: Voice) -> str:
    """Return the language attribute of a sentence that is not in the page's language, else ''."""
    written = "ja" if _JAPANESE.search(sentence) else "en"
    return "" if written == voice.language else written
