"""What the terms of a survey's sources allow: the records' side of ``notify.source_terms``."""

from collections.abc import Collection

from noroshi.model.survey import InputRecord, Terms
from noroshi.notify import source_terms
from noroshi.notify.source_terms import Gate


def input_records(sources: list[dict[str, str]], inputs: Collection[str] | None = None) -> list[InputRecord]:
    """Return the sources of ``Survey.sources`` as inputs, all of them or only the named ones.

    A named input that the survey does not know comes back with unknown terms: it is refused, not passed over.
    """
    known = {each["input"]: each for each in sources}
    names = known if inputs is None else sorted(inputs)
    return [_record(name, known.get(name, {})) for name in names]


def may_hand_over(sources: list[dict[str, str]], inputs: Collection[str] | None = None) -> Gate:
    """Return whether what rests on these inputs may leave for another office, and which inputs stand in the way."""
    return source_terms.may_hand_over(input_records(sources, inputs))


def may_print(sources: list[dict[str, str]], inputs: Collection[str] | None = None) -> Gate:
    """Return whether what rests on these inputs may be printed, and which inputs stand in the way."""
    return source_terms.may_print(input_records(sources, inputs))


def _record(name: str, source: dict[str, str]) -> InputRecord:
    terms = Terms(
        licence=source.get("licence", "unknown"),
        may_hand_over=source.get("may_hand_over", "unknown"),
        may_print=source.get("may_print", "unknown"),
        may_publish=source.get("may_publish", "unknown"),
    )
    return InputRecord(path=name, format="", source=source.get("source", ""), bytes=0, sha256="", terms=terms)
