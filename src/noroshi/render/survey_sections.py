"""Sections on what was surveyed, from records to organisations, places, quality and blind spots."""

import re
from collections import Counter
from datetime import date, timedelta
from typing import Final

from noroshi.render import prefecture_map
from noroshi.render.figures import Bar, bars, histogram
from noroshi.render.formats import day, moment, number, size
from noroshi.render.neutral import shorten
from noroshi.render.prefecture_map import Prefecture, tile_map
from noroshi.render.survey_blocks import Block, Bullets, Column, Figure, Grid, Paragraph, Section, Table
from noroshi.render.survey_voice import Voice
from noroshi.report.survey_figures import DECOY_THRESHOLD, Count, DayCount, InputFigure, PrefectureRow, SurveyFigures

_PATH: Final = 96
_DAYS_SHOWN: Final = 62
_JAPANESE: Final = re.compile("[\u3040-\u30ff\u3400-\u9fff]")


def inputs(figures: SurveyFigures, voice: Voice) -> Section:
    """Say what the survey read, under which conditions and terms."""
    surveyed, say = figures.surveyed, voice.say
    period = say("page.unknown")
    if surveyed.observed_from and surveyed.observed_to:
        first, last = (moment(time, voice.language) for time in (surveyed.observed_from, surveyed.observed_to))
        period = say("inputs.period_value", first=first, last=last)
    facts = (
        (say("inputs.as_of"), day(surveyed.as_of, voice.language) if surveyed.as_of else say("page.unknown")),
        (say("inputs.period"), period),
        (say("inputs.country"), voice.code("country", surveyed.country) if surveyed.country else _everywhere(voice)),
        (say("inputs.sources"), sources(figures, voice)),
        (say("inputs.register"), _facts(surveyed.register, voice)),
        (say("inputs.kev"), _facts(surveyed.kev, voice)),
        (say("page.program"), surveyed.program or say("page.unknown")),
        (say("page.knowledge"), surveyed.knowledge or say("page.unknown")),
    )
    columns = (Column(say("page.item")), Column(say("page.value")))
    return Section(
        voice.ident("inputs"),
        say("inputs.title"),
        (
            Table(voice.ident("inputs-survey"), say("inputs.caption_survey"), columns, facts),
            _input_counts(surveyed.inputs, voice),
            _input_terms(surveyed.inputs, voice),
            Paragraph(say("inputs.terms_note"), "note"),
        ),
    )


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


def places(figures: SurveyFigures, voice: Voice) -> Section:
    """Devices by prefecture as map and table; without any known prefecture a sentence instead of the map."""
    say = voice.say
    known = [(place, row) for row in figures.prefectures if (place := prefecture_map.find(row.prefecture))]
    known.sort(key=lambda item: item[0].code)
    others = [row for row in figures.prefectures if not prefecture_map.find(row.prefecture)]
    blocks: list[Block] = [Paragraph(say("places.intro")), *_map(known, others, voice)]
    if known or others:
        rows = [(place.name(voice.language), row) for place, row in known]
        rows += [(row.prefecture or say("places.unknown"), row) for row in others]
        blocks.append(_prefecture_table(rows, voice))
        blocks.append(Paragraph(say("places.no_rows"), "note"))
    return Section(voice.ident("places"), say("places.title"), tuple(blocks))


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
    if figures.blind_spots:
        own = tuple((sentence, _other_language(sentence, voice)) for sentence in figures.blind_spots)
        blocks.append(Bullets(own, say("blind.from_survey")))
    return Section(voice.ident("blind"), say("blind.title"), tuple(blocks))


def sources(figures: SurveyFigures, voice: Voice) -> str:
    """Return the names of the suppliers of the observations."""
    names = [voice.code("source", count.key) for count in figures.surveyed.sources]
    joint = "、" if voice.language == "ja" else ", "
    return joint.join(names) or voice.say("page.unknown")


_BY_PEOPLE: Final = frozenset({"confirmed", "refuted", "out_of_scope"})
"""States that a run without people's decisions does not have; shown only where they occur."""


def _bar(label: str, count: Count, voice: Voice) -> Bar:
    return Bar(label, count.count, voice.part(count.count, count.of))


def _everywhere(voice: Voice) -> str:
    return voice.say("inputs.all_countries")


def _facts(pairs: tuple[tuple[str, str], ...], voice: Voice) -> str:
    return " / ".join(f"{key}: {shorten(value, _PATH)}" for key, value in pairs) or voice.say("page.not_used")


def _input_counts(entries: tuple[InputFigure, ...], voice: Voice) -> Table:
    say = voice.say
    numbers = ("seen", "kept", "filtered", "rejected")
    columns = (
        Column(say("inputs.path"), "code"),
        Column(say("inputs.format")),
        *(Column(say(f"inputs.{name}"), "number") for name in numbers),
    )
    rows = tuple(
        (shorten(entry.path, _PATH), entry.format, *(number(getattr(entry, name)) for name in numbers))
        for entry in entries
    )
    total = (say("page.total"), "", *(number(sum(getattr(entry, name) for entry in entries)) for name in numbers))
    return Table(voice.ident("inputs-counts"), say("inputs.caption_inputs"), columns, rows, total)


def _input_terms(entries: tuple[InputFigure, ...], voice: Voice) -> Table:
    say = voice.say
    permissions = ("may_hand_over", "may_print", "may_publish")
    columns = (
        Column(say("inputs.path"), "code"),
        Column(say("inputs.licence")),
        *(Column(say(f"inputs.{name}")) for name in permissions),
        Column(say("inputs.bytes"), "number"),
        Column(say("inputs.sha256"), "ident"),
    )
    rows = tuple(
        (
            shorten(entry.path, _PATH),
            voice.code("permission", entry.licence),
            *(voice.code("permission", getattr(entry, name)) for name in permissions),
            size(entry.bytes),
            entry.sha256[:16],
        )
        for entry in entries
    )
    return Table(voice.ident("inputs-terms"), say("inputs.caption_terms"), columns, rows)


def _map(known: list[tuple[Prefecture, PrefectureRow]], others: list[PrefectureRow], voice: Voice) -> list[Block]:
    if not any(row.site for _, row in known):
        return [Paragraph(voice.say("places.none"), "note")]
    counts: Counter[str] = Counter()
    for place, row in known:
        counts[place.code] += row.site_in_range
    title = voice.say("places.figure")
    svg = tile_map(counts, voice.language, title, voice.say("places.legend"), voice.ident("map"))
    unknown = number(sum(row.site_in_range for row in others))
    return [Figure(title, svg, wide=True), Paragraph(voice.say("places.map_note", unknown=unknown), "note")]


def _prefecture_table(rows: list[tuple[str, PrefectureRow]], voice: Voice) -> Table:
    say = voice.say
    numbers = ("site", "site_in_range", "registered", "registered_in_range")
    columns = (
        Column(say("places.prefecture")),
        *(Column(say(f"places.{name}"), "number") for name in numbers),
    )
    cells = tuple((label, *(number(getattr(row, name)) for name in numbers)) for label, row in rows)
    total = (say("page.total"), *(number(sum(getattr(row, name) for _, row in rows)) for name in numbers))
    return Table(voice.ident("places-table"), say("places.caption"), columns, cells, total)


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
