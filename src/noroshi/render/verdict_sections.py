"""Sections on products, versions, vulnerabilities, reasons and urgency."""

from typing import Final

from noroshi.render.figures import Bar, Stack, bars, stacks
from noroshi.render.formats import number
from noroshi.render.survey_blocks import Block, Column, Figure, Grid, Paragraph, Section, Table
from noroshi.render.survey_voice import VERDICTS, Voice
from noroshi.report.survey_figures import CveRow, ProductRow, ProductVersions, SurveyFigures

_PRODUCTS_DRAWN: Final = 12
_VERSIONS_DRAWN: Final = 4
_CVES_SHOWN: Final = 60


def products(figures: SurveyFigures, voice: Voice) -> Section:
    """Show the worst verdict of every device, by product."""
    say = voice.say
    drawn = [row for row in figures.products if row.devices][:_PRODUCTS_DRAWN]
    blocks: list[Block] = [Paragraph(say("products.intro"))]
    if drawn:
        key = [(verdict, say(f"verdict_short.{verdict}")) for verdict in VERDICTS]
        title = say("products.figure")
        svg = stacks([_stack(row, voice) for row in drawn], key, title, voice.ident("products-figure"))
        blocks.append(Figure(title, svg))
    if len(figures.products) > len(drawn):
        blocks.append(Paragraph(say("products.more", shown=len(drawn), all=len(figures.products)), "note"))
    blocks.append(_product_table(figures, voice) if figures.products else Paragraph(say("page.nothing"), "note"))
    blocks.append(_meanings(voice))
    return Section(voice.ident("products"), say("products.title"), tuple(blocks))


def versions(figures: SurveyFigures, voice: Voice) -> Section:
    """How versions are known, and the commonest of each product."""
    say = voice.say
    kinds = [(voice.code("evidence", count.key), count) for count in figures.evidence_kinds]
    head = (say("versions.kind"), say("page.devices"))
    pairs: list[Figure | Table] = []
    for index, entry in enumerate(figures.versions):
        if index < _VERSIONS_DRAWN:
            pairs.append(_version_figure(entry, voice))
        pairs.append(_version_table(index, entry, voice))
    blocks: list[Block] = [
        Paragraph(say("versions.intro")),
        voice.counts_table("kinds", say("versions.caption_kinds"), head, kinds),
    ]
    if pairs:
        blocks.append(Grid(tuple(pairs)))
    return Section(voice.ident("versions"), say("versions.title"), tuple(blocks))


def cves(figures: SurveyFigures, voice: Voice) -> Section:
    """Verdicts by CVE with what is known of its exploitation."""
    say = voice.say
    in_range = [row for row in figures.cves if row.affected or row.likely]
    shown = in_range[:_CVES_SHOWN]
    verdicts = VERDICTS[:4]
    columns = (
        Column(voice.say("column.cve"), "ident"),
        Column(voice.say("column.product")),
        Column(say("cves.kev")),
        Column(say("cves.urgency")),
        *(Column(say(f"verdict_short.{verdict}"), "number") for verdict in verdicts),
        Column(say("cves.judged"), "number"),
    )
    blocks: list[Block] = [Paragraph(say("cves.intro"))]
    if shown:
        rows = tuple(_cve_cells(row, voice, verdicts) for row in shown)
        blocks.append(Table(voice.ident("cves-table"), say("cves.caption"), columns, rows))
    else:
        blocks.append(Paragraph(say("page.nothing"), "note"))
    if len(figures.cves) > len(shown):
        blocks.append(Paragraph(say("cves.more", shown=len(shown), all=len(figures.cves)), "note"))
    return Section(voice.ident("cves"), say("cves.title"), tuple(blocks))


def reasons(figures: SurveyFigures, voice: Voice) -> Section:
    """Why the verdicts are what they are."""
    say = voice.say
    columns = (
        Column(voice.say("column.verdict")),
        Column(voice.say("column.reason")),
        Column(say("reasons.code"), "ident"),
        Column(say("reasons.pairs"), "number"),
        Column(say("page.share"), "number"),
    )
    rows = tuple(
        (
            say(f"verdict_short.{row.verdict}"),
            voice.code("reason", row.reason),
            row.reason,
            number(row.pairs),
            voice.per_cent(row.pairs, row.of),
        )
        for row in figures.reasons
    )
    total = (say("page.total"), "", "", number(figures.pairs), voice.per_cent(figures.pairs, figures.pairs))
    block: Block = Paragraph(say("page.nothing"), "note")
    if rows:
        block = Table(voice.ident("reasons-table"), say("reasons.caption"), columns, rows, total)
    return Section(voice.ident("reasons"), say("reasons.title"), (block,))


def urgency(figures: SurveyFigures, voice: Voice) -> Section:
    """Time to act, for the devices in an affected range."""
    say = voice.say
    labelled = [(voice.code("urgency", count.key), count) for count in figures.urgency]
    drawn = [Bar(label, count.count, voice.part(count.count, count.of)) for label, count in labelled]
    title = say("urgency_part.figure")
    head = (voice.say("column.urgency"), say("page.devices"))
    return Section(
        voice.ident("urgency"),
        say("urgency_part.title"),
        (
            Paragraph(say("urgency_part.intro")),
            Grid(
                (
                    Figure(title, bars(drawn, title, voice.ident("urgency-figure"))),
                    voice.counts_table("urgency-table", say("urgency_part.caption"), head, labelled),
                )
            ),
        ),
    )


def _stack(row: ProductRow, voice: Voice) -> Stack:
    parts = tuple((verdict, int(getattr(row, verdict))) for verdict in VERDICTS)
    return Stack(voice.product(row.product), f"n={number(row.devices)}", parts)


def _product_table(figures: SurveyFigures, voice: Voice) -> Table:
    say = voice.say
    numbers = (*VERDICTS, "devices", "decoys")
    columns = (
        Column(voice.say("column.product")),
        Column(voice.say("column.vendor")),
        *(Column(say(f"verdict_short.{verdict}"), "number") for verdict in VERDICTS),
        Column(say("page.total"), "number"),
        Column(say("products.decoys"), "number"),
    )
    rows = tuple(
        (voice.product(row.product), row.vendor, *(number(getattr(row, name)) for name in numbers))
        for row in figures.products
    )
    sums = (number(sum(getattr(row, name) for row in figures.products)) for name in numbers)
    caption = say("products.caption")
    return Table(voice.ident("products-table"), caption, columns, rows, (say("page.total"), "", *sums))


def _meanings(voice: Voice) -> Table:
    say = voice.say
    columns = (
        Column(say("products.short")),
        Column(voice.say("column.verdict")),
        Column(say("page.meaning")),
    )
    rows = tuple(
        (say(f"verdict_short.{verdict}"), say(f"verdict.{verdict}"), say(f"verdict_meaning.{verdict}"))
        for verdict in VERDICTS
    )
    return Table(voice.ident("meanings"), say("products.words"), columns, rows)


def _version_rows(entry: ProductVersions, voice: Voice) -> list[tuple[str, str, int]]:
    rows = [(row.value, voice.code("evidence", row.kind), row.devices) for row in entry.top]
    rest = (("others", entry.others), ("unmapped", entry.unmapped), ("unknown", entry.unknown))
    return rows + [(voice.say(f"versions.{name}"), "", count) for name, count in rest if count]


def _version_figure(entry: ProductVersions, voice: Voice) -> Figure:
    stated = len(entry.top)
    drawn = [
        Bar(label, count, voice.part(count, entry.devices), "not_judged" if index >= stated else "affected")
        for index, (label, _, count) in enumerate(_version_rows(entry, voice))
    ]
    title = voice.say("versions.figure", product=voice.product(entry.product), devices=number(entry.devices))
    return Figure(title, bars(drawn, title, voice.ident(f"versions-{_slug(entry.product)}")))


def _version_table(index: int, entry: ProductVersions, voice: Voice) -> Table:
    say = voice.say
    columns = (
        Column(say("versions.version")),
        Column(say("versions.kind")),
        Column(say("page.devices"), "number"),
        Column(say("page.share"), "number"),
    )
    rows = tuple(
        (label, kind, number(count), voice.per_cent(count, entry.devices))
        for label, kind, count in _version_rows(entry, voice)
    )
    total = (say("page.total"), "", number(entry.devices), voice.per_cent(entry.devices, entry.devices))
    caption = say("versions.caption", product=voice.product(entry.product))
    return Table(voice.ident(f"versions-table-{index}"), caption, columns, rows, total)


def _cve_cells(row: CveRow, voice: Voice, verdicts: tuple[str, ...]) -> tuple[str, ...]:
    say = voice.say
    return (
        row.cve,
        " / ".join(voice.product(product) for product in row.products),
        say(_exploitation(row)),
        voice.code("urgency_short", row.urgency),
        *(number(getattr(row, verdict)) for verdict in verdicts),
        number(row.devices),
    )


def _exploitation(row: CveRow) -> str:
    if row.ransomware:
        return "cves.ransomware"
    return "cves.yes" if row.in_kev else "cves.no"


def _slug(text: str) -> str:
    """Return an element id part: product ids are plain, but a hostile one must not leave the attribute."""
    return "".join(char if char.isascii() and (char.isalnum() or char == "-") else "_" for char in text)
