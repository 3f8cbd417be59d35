"""Section on prefectures: a tile map and a table, by site and by registered office."""

from collections import Counter

from noroshi.render import prefecture_map
from noroshi.render.formats import number
from noroshi.render.prefecture_map import Prefecture, tile_map
from noroshi.render.survey_blocks import Block, Column, Figure, Paragraph, Section, Table
from noroshi.render.survey_voice import Voice
from noroshi.report.survey_figures import PrefectureRow, SurveyFigures


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
