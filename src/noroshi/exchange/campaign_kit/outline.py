"""The outline of a campaign in Markdown: what to settle, who is needed, the steps, and what it cost elsewhere."""

from collections.abc import Iterator
from datetime import datetime

from noroshi.exchange.campaign_kit.hours import hours_table
from noroshi.knowledge.case_states import load_case_states
from noroshi.knowledge.ethics import load_ethics
from noroshi.knowledge.roles import load_roles
from noroshi.knowledge.words import Language, load_words
from noroshi.measure.effort import Effort
from noroshi.notify.japanese_dates import day_in_japan, japanese_date


def outline(language: Language, created: datetime, version: str, hours: tuple[Effort, ...], *, sample: bool) -> str:
    """Return the outline; ``version`` names program and words, ``sample`` marks figures of invented cases."""
    words = load_words()
    parts = [
        f"# {words.text('campaign_kit.title', language)}\n",
        f"{words.text('campaign_kit.version', language, version=version)}\n",
        f"{words.text('campaign_kit.made', language, date=_day(language, created))}\n",
        words.text("campaign_kit.lead", language),
        *_section("before", language, _before(language)),
        *_section("people", language, _people(language)),
        *_section("steps", language, _steps(language)),
        *_section("life", language, _life(language)),
        *_section("hours", language, _hours(language, hours, sample=sample)),
        *_section("files", language, _listed("campaign_kit_file", language)),
    ]
    return "\n".join(parts) + "\n"


def _day(language: Language, moment: datetime) -> str:
    day = day_in_japan(moment)
    return japanese_date(day) if language == "ja" else day.isoformat()


def _section(name: str, language: Language, lines: Iterator[str]) -> Iterator[str]:
    yield f"\n## {load_words().text(f'campaign_kit_section.{name}', language)}\n"
    yield from lines


def _before(language: Language) -> Iterator[str]:
    yield from _listed("campaign_kit_settle", language)
    yield f"\n{load_words().text('campaign_kit.ethics', language)}\n"
    for item in load_ethics().values():
        hint = item.hint(language)
        yield f"- [ ] {item.text(language)}" + (f" ({hint})" if hint else "")


def _people(language: Language) -> Iterator[str]:
    roles = load_roles()
    yield load_words().text("campaign_kit.people", language) + "\n"
    comma = load_words().text("campaign_kit.comma", language)
    for code in roles.roles:
        may = [name for name in roles.all_capabilities if name in roles.capabilities(code)]
        yield f"- {roles.label(code, language)}: {comma.join(roles.capability_label(name, language) for name in may)}"


def _steps(language: Language) -> Iterator[str]:
    words = load_words()
    for number, key in enumerate(words.section("campaign_kit_step"), 1):
        yield f"{number}. {words.text(f'campaign_kit_step.{key}', language)}"


def _life(language: Language) -> Iterator[str]:
    states = load_case_states()
    yield load_words().text("campaign_kit.life", language) + "\n"
    for way in states.transitions:
        sources = ", ".join(states.label(code, language) for code in way.sources)
        asks = "; ".join(states.condition_label(code, language) for code in way.conditions)
        named = way.ja if language == "ja" else way.en
        yield f"- {sources} → {states.label(way.target, language)}: {named}" + (f" [{asks}]" if asks else "")


def _hours(language: Language, hours: tuple[Effort, ...], *, sample: bool) -> Iterator[str]:
    words = load_words()
    if hours:
        yield words.text("campaign_kit.hours", language) + "\n"
        if sample:
            yield words.text("campaign_kit.sample", language) + "\n"
    yield from hours_table(language, hours)


def _listed(section: str, language: Language) -> Iterator[str]:
    words = load_words()
    return (f"- {words.text(f'{section}.{key}', language)}" for key in words.section(section))
