"""Which organisation uses a device: conclusion, how sure, where, and the reasons, in plain Japanese or English."""

from collections.abc import Iterable, Iterator
from typing import Any, Final

from noroshi.attribute.combine import ATTRIBUTED, likelihood
from noroshi.attribute.reasons import sentence
from noroshi.knowledge.words import Language, Words
from noroshi.model.attribution import Reason, State

_MOST_CANDIDATES: Final = 8
_MOST_TEXTS: Final = 4
_TEXT: Final = "text"
_GROUPS: Final[dict[str, tuple[str, ...]]] = {
    "for": ("cert", "domain", "registry", "page", "weak", "parent", "successor", "closed", "conflict", "scope"),
    "place": ("site",),
    "unused": ("block", "holder"),
    "basis": ("outcome", "register"),
}
"""Headings, and the first parts of the reasons' ids that stand under them."""


def organization_section(row: dict[str, Any], words: Words, language: Language) -> Iterator[str]:
    """Yield the lines for one row of the table ``attributions``."""
    yield words.text("explain.step_organization", language)
    yield "  " + words.text("explain.state", language, state=words.text(f"state.{row['state']}", language))
    yield "  " + words.text(f"explain.meaning_{row['state']}", language)
    yield from ("  " + line for line in _conclusion(row, words, language))
    yield from _candidates(row, words, language)
    yield from _grounds(row, words, language)


def _conclusion(row: dict[str, Any], words: Words, language: Language) -> Iterator[str]:
    if row["organization"] and row["corporate_number"]:
        number = row["corporate_number"]
        yield words.text("explain.organization", language, name=row["organization"], number=number)
        by_person = row["state"] == State.CONFIRMED
        yield words.text("explain.confirmed", language) if by_person else _sure(row["probability"], words, language)
    elif row["organization"]:
        yield words.text("explain.lead", language, name=row["organization"])
    if row["registered_pref"]:
        yield words.text("explain.registered", language, place=f"{row['registered_pref']}{row['registered_city']}")
    if row["site_pref"]:
        basis = words.find(f"site_basis.{row['site_basis']}", language) or row["site_basis"]
        yield words.text("explain.site", language, place=f"{row['site_pref']}{row['site_city']}", basis=basis)
    if row["parent"]:
        yield words.text("explain.parent", language, number=row["parent"])
    if row["address_holder"]:
        yield words.text("explain.holder", language, name=row["address_holder"])


def _sure(probability: float, words: Words, language: Language) -> str:
    degree = words.text(f"likelihood.{likelihood(probability)}", language)
    return words.text("explain.probability", language, probability=_number(probability), degree=degree)


def _number(probability: float) -> str:
    """Return two digits that never round up to certainty or down to impossibility."""
    return f"{min(max(probability, 0.01), 0.99):.2f}" if probability else "0"


def _candidates(row: dict[str, Any], words: Words, language: Language) -> Iterator[str]:
    candidates = row["candidates"] if row["state"] == State.CANDIDATES else []
    for candidate in candidates[:_MOST_CANDIDATES]:
        yield "  - " + words.text(
            "explain.candidate",
            language,
            name=candidate["name"],
            number=candidate["number"],
            place=f"{candidate['prefecture']}{candidate['city']}" or words.text("explain.unknown_place", language),
            probability=_number(candidate["probability"]),
            degree=words.text(f"likelihood.{likelihood(candidate['probability'])}", language),
        )
    if len(candidates) > _MOST_CANDIDATES:
        yield "  " + words.text("explain.more_candidates", language, count=len(candidates) - _MOST_CANDIDATES)
    if candidates and candidates[0]["probability"] >= ATTRIBUTED:
        yield "  " + words.text("explain.held_back", language)


def _grounds(row: dict[str, Any], words: Words, language: Language) -> Iterator[str]:
    reasons = [Reason(each["id"], dict(each["values"])) for each in row.get("reasons") or ()]
    if not reasons:  # a survey of before the reasons were kept as data
        yield from (f"  - {text}" for text in row["because"])
        return
    for heading, parts in _GROUPS.items():
        group = [each for each in reasons if each.id.partition(".")[0] in parts]
        if group:
            yield "  " + words.text(f"explain.reasons_{heading}", language)
            for each in _joined(group, words, language):
                yield f"    - {sentence(each, language, words)}"


def _joined(reasons: Iterable[Reason], words: Words, language: Language) -> Iterator[Reason]:
    """Yield reasons that differ in nothing but the text they were seen in as one."""
    texts: dict[tuple[str, ...], list[str]] = {}
    firsts: dict[tuple[str, ...], Reason] = {}
    for each in reasons:
        rest = (each.id, *(part for item in sorted(each.values.items()) if item[0] != _TEXT for part in item))
        firsts.setdefault(rest, each)
        texts.setdefault(rest, []).append(each.values.get(_TEXT, ""))
    for rest, each in firsts.items():
        seen = texts[rest]
        if len(seen) == 1:
            yield each
            continue
        text = words.text("explain.and", language).join(seen[:_MOST_TEXTS])
        if len(seen) > _MOST_TEXTS:
            text += words.text("explain.and_more", language, count=len(seen) - _MOST_TEXTS)
        yield Reason(each.id, each.values | {_TEXT: text})
