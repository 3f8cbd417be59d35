"""The survey report as one self-contained HTML file in Japanese and English, without scripts or outside requests."""

from functools import cache
from typing import Final, Literal, TypeAlias

import jinja2
from markupsafe import Markup

from noroshi.knowledge.words import LANGUAGES, Language, Words, load_words
from noroshi.render import input_section, place_section, survey_sections, verdict_sections
from noroshi.render.formats import day, number, share
from noroshi.render.neutral import html
from noroshi.render.survey_blocks import KeyFigure, Paragraph, Report
from noroshi.render.survey_voice import BlindSpots, ProductNames, Voice
from noroshi.report.survey_figures import Count, SurveyFigures

Handling: TypeAlias = Literal["restricted", "agencies", "public"]

LANGUAGE_NAMES: Final[dict[Language, str]] = {"ja": "日本語", "en": "English"}


def render_survey(
    figures: SurveyFigures,
    language: Language | Literal["both"] = "both",
    *,
    synthetic: bool = False,
    handling: Handling = "restricted",
    product_names: ProductNames | None = None,
    blind_spots: BlindSpots | None = None,
    words: Words | None = None,
) -> str:
    """Return the report as an HTML document, Japanese first.

    ``synthetic`` marks every page as a sample. ``product_names`` gives display names by product id and language; an id
    without a name is shown as it is. ``blind_spots`` gives the survey's own blind spots by language, in place of the
    manifest's sentences. Texts from inputs are neutralised; organisations and addresses do not occur.
    """
    languages = LANGUAGES if language == "both" else (language,)
    spoken = words or load_words()
    voices = [
        Voice(words=spoken, language=tongue, names=product_names or {}, blind_spots=blind_spots or {})
        for tongue in languages
    ]
    reports = [_report(figures, voice, synthetic=synthetic, handling=handling) for voice in voices]
    page = _environment().get_template("survey.html.j2")
    return page.render(reports=reports, names=LANGUAGE_NAMES, synthetic=synthetic) + "\n"


def _report(figures: SurveyFigures, voice: Voice, *, synthetic: bool, handling: Handling) -> Report:
    say = voice.say
    return Report(
        language=voice.language,
        title=say("page.title"),
        lead_title=say("lead.title"),
        lead=_lead(figures, voice),
        key_title=say("key.title"),
        key_figures=_key_figures(figures, voice),
        sections=(
            input_section.inputs(figures, voice),
            survey_sections.funnel(figures, voice),
            verdict_sections.products(figures, voice),
            verdict_sections.versions(figures, voice),
            verdict_sections.cves(figures, voice),
            verdict_sections.reasons(figures, voice),
            verdict_sections.urgency(figures, voice),
            place_section.places(figures, voice),
            survey_sections.quality(figures, voice),
            survey_sections.blind_spots(figures, voice),
            input_section.appendix(figures, voice),
        ),
        contents=say("page.contents"),
        handling_label=say("page.handling"),
        handling=say(f"handling.{handling}"),
        skip=say("page.skip"),
        sample=say("page.synthetic") if synthetic else "",
        sample_short=say("page.synthetic_short") if synthetic else "",
        footnote=say("page.rounding"),
        scroll_hint=say("page.scroll"),
        figure_word=say("page.figure"),
        table_word=say("page.table"),
    )


def _lead(figures: SurveyFigures, voice: Voice) -> tuple[Paragraph, ...]:
    """Say what was surveyed, how, and what the words mean; a warning comes first where counts do not balance."""
    say, surveyed = voice.say, figures.surveyed
    what = say(
        "lead.what",
        sources=input_section.sources(figures, voice),
        inputs=number(len(surveyed.inputs)),
        records=number(_count(figures.funnel.records, "seen").count),
        as_of=day(surveyed.as_of, voice.language) if surveyed.as_of else say("page.unknown"),
    )
    warning = () if figures.quality.balanced else (Paragraph(say("page.unbalanced"), "warning"),)
    return (
        *warning,
        Paragraph(what),
        Paragraph(say("lead.passive")),
        Paragraph(say("lead.range")),
        Paragraph(say("lead.silence")),
        Paragraph(say("lead.shows_not", section=say("blind.title"))),
        Paragraph(say("lead.names")),
    )


def _key_figures(figures: SurveyFigures, voice: Voice) -> tuple[KeyFigure, ...]:
    say, flow = voice.say, figures.funnel
    seen, found = _count(flow.records, "seen").count, _count(flow.devices, "found").count
    in_range, owned = _count(flow.devices, "in_range"), _count(flow.owners, "attributed")
    confirmed = _count(flow.owners, "confirmed").count

    def part(count: int, of: int) -> str:
        return say("key.of_none") if of <= 0 else say("key.of", of=number(of), share=share(count, of))

    identified = owned.count + confirmed
    return (
        KeyFigure(say("key.records"), number(seen), say("key.of_records", inputs=number(len(figures.surveyed.inputs)))),
        KeyFigure(say("key.devices"), number(figures.counted), say("key.of_found", of=number(found))),
        KeyFigure(say("key.in_range"), number(in_range.count), part(in_range.count, in_range.of)),
        KeyFigure(say("key.owners"), number(identified), part(identified, owned.of)),
    )


def _count(counts: tuple[Count, ...], key: str) -> Count:
    return next(count for count in counts if count.key == key)


@cache
def _environment() -> jinja2.Environment:
    return jinja2.Environment(
        loader=jinja2.PackageLoader("noroshi.render", "templates"),
        autoescape=True,
        undefined=jinja2.StrictUndefined,
        finalize=_neutral,
        trim_blocks=True,
        lstrip_blocks=True,
    )


def _neutral(value: object) -> object:
    """Neutralise every text that a template prints; markup was made here and stays."""
    return html(value) if isinstance(value, str) and not isinstance(value, Markup) else value
