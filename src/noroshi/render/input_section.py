"""Section on what the survey read, under which conditions and terms."""

from typing import Final

from noroshi.render.formats import day, moment, number, size
from noroshi.render.neutral import shorten
from noroshi.render.survey_blocks import Column, Paragraph, Section, Table
from noroshi.render.survey_voice import Voice
from noroshi.report.survey_figures import InputFigure, SurveyFigures

_PATH: Final = 96
_INPUTS_SHOWN: Final = 40


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
            Paragraph(say("inputs.appendix_note"), "note"),
        ),
    )


def appendix(figures: SurveyFigures, voice: Voice) -> Section:
    """List every input with its counts and terms; last, since it is long and read only for checking."""
    say, entries = voice.say, figures.surveyed.inputs
    return Section(
        voice.ident("appendix"),
        say("inputs.appendix_title"),
        (
            _input_counts(entries, voice),
            _input_terms(entries, voice),
            *(_more(len(entries), voice)),
            Paragraph(say("inputs.terms_note"), "note"),
        ),
    )


def sources(figures: SurveyFigures, voice: Voice) -> str:
    """Return the names of the suppliers of the observations."""
    names = [voice.code("source", count.key) for count in figures.surveyed.sources if count.key]
    joint = "、" if voice.language == "ja" else ", "
    return joint.join(names) or voice.say("page.unknown")


def _everywhere(voice: Voice) -> str:
    return voice.say("inputs.all_countries")


def _facts(pairs: tuple[tuple[str, str], ...], voice: Voice) -> str:
    return " / ".join(_fact(key, value, voice) for key, value in pairs if value) or voice.say("page.not_used")


def _fact(key: str, value: str, voice: Voice) -> str:
    shown = number(int(value)) if value.isascii() and value.isdigit() else shorten(value, _PATH)
    shown = voice.words.find(f"truth.{value}", voice.language) or shown
    return f"{voice.code('fact', key)} {value[:16] if key == 'sha256' else shown}"


def _more(inputs_read: int, voice: Voice) -> tuple[Paragraph, ...]:
    if inputs_read <= _INPUTS_SHOWN:
        return ()
    return (Paragraph(voice.say("inputs.more", shown=_INPUTS_SHOWN, all=number(inputs_read)), "note"),)


def _input_counts(entries: tuple[InputFigure, ...], voice: Voice) -> Table:
    say = voice.say
    numbers = ("seen", "kept", "filtered", "rejected")
    columns = (
        Column(say("inputs.path"), "code"),
        Column(say("inputs.format")),
        *(Column(say(f"inputs.{name}"), "number") for name in numbers),
    )
    rows = tuple(
        (
            shorten(entry.path, _PATH),
            voice.code("format", entry.format),
            *(number(getattr(entry, name)) for name in numbers),
        )
        for entry in entries[:_INPUTS_SHOWN]
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
        for entry in entries[:_INPUTS_SHOWN]
    )
    return Table(voice.ident("inputs-terms"), say("inputs.caption_terms"), columns, rows)
