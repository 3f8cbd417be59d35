"""Comparing rows with what the audit chain says about them: sealed rows with their seals, cases with their state."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any, Final

from django.db import models

from noroshi.knowledge.case_states import load_case_states
from noroshi.records.agency import Unit
from noroshi.records.case import Case, StateChange
from noroshi.records.compartment import CompartmentRow
from noroshi.records.scope import Scope
from noroshi.records.services.seals import SEALED, differing, model_of

CHUNK: Final = 500
HEAVY_CHUNK: Final = 20
_DENSE: Final = 1 << 30


@dataclass(frozen=True, slots=True)
class SealedRow:
    """One seal as an entry carries it."""

    model: str
    key: int
    columns: dict[str, Any]
    seq: int


@dataclass(frozen=True, slots=True)
class Mismatch:
    """A row that is not what its seal says: ``columns`` differ, or it is gone (``columns`` is None)."""

    sealed: SealedRow
    columns: list[str] | None


class KeySet:
    """A set of row keys in one bit each."""

    def __init__(self) -> None:
        self._bits = bytearray()
        self._far: set[int] = set()

    def add(self, key: int) -> None:
        """Put a key in."""
        if not 0 <= key < _DENSE:
            self._far.add(key)
            return
        if len(self._bits) <= key >> 3:
            self._bits.extend(bytes((key >> 3) + 1 - len(self._bits) + 4096))
        self._bits[key >> 3] |= 1 << (key & 7)

    def __contains__(self, key: int) -> bool:
        if not 0 <= key < _DENSE:
            return key in self._far
        return len(self._bits) > key >> 3 and bool(self._bits[key >> 3] & (1 << (key & 7)))


def everything() -> Scope:
    """Return the scope of the verification: every compartment."""
    return Scope.system(frozenset(Unit.objects.values_list("pk", flat=True)), "audit verify")


def seals_in(values: Any, seq: int) -> Iterator[SealedRow]:  # noqa: ANN401 an entry's values as JSON
    """Yield the seals in an entry's values; what is no seal of a known model is passed over."""
    sealed = values.get("sealed") if isinstance(values, dict) else None
    for name, columns in sealed.items() if isinstance(sealed, dict) else ():
        model, _, key = name.partition(":")
        if model in SEALED and key.isdigit() and isinstance(columns, dict):
            yield SealedRow(model, int(key), columns, seq)


def compare(scope: Scope, seals: Iterable[SealedRow]) -> Iterator[Mismatch]:
    """Yield the seals whose row differs or is gone."""
    by_model: dict[str, list[SealedRow]] = {}
    for sealed in seals:
        by_model.setdefault(sealed.model, []).append(sealed)
    for name, group in by_model.items():
        size = _chunk(model_of(name))
        for at in range(0, len(group), size):
            part = group[at : at + size]
            rows = {row.pk: row for row in _rows(name, scope).filter(pk__in={sealed.key for sealed in part})}
            for sealed in part:
                row = rows.get(sealed.key)
                columns = None if row is None else differing(row, sealed.columns)
                if columns is None or columns:
                    yield Mismatch(sealed, columns)


def keys_of(scope: Scope, name: str) -> Iterator[int]:
    """Yield the keys of all rows of a sealed model."""
    return _rows(name, scope).order_by("pk").values_list("pk", flat=True).iterator(chunk_size=5000)


def wrong_states(scope: Scope) -> Iterator[tuple[int, str, str]]:
    """Yield key, state and recorded state of each case whose state is not where its last recorded change led."""
    cases = Case.objects.within(scope).order_by("pk").values_list("pk", "state")
    last = 0
    while part := list(cases.filter(pk__gt=last)[:CHUNK]):
        last = part[-1][0]
        recorded = _recorded_states(scope, [key for key, _ in part])
        for key, state in part:
            if state != recorded[key] and not _agrees_now(scope, key):
                yield key, state, recorded[key]


def _agrees_now(scope: Scope, key: int) -> bool:
    """Read once more: the case may have changed between the two readings."""
    before = _recorded_states(scope, [key])[key]
    state = Case.objects.within(scope).filter(pk=key).values_list("state", flat=True).first()
    return state in {before, _recorded_states(scope, [key])[key]}


def _recorded_states(scope: Scope, keys: list[int]) -> dict[int, str]:
    recorded = dict.fromkeys(keys, load_case_states().initial)
    changes = StateChange.objects.within(scope).filter(case_id__in=keys).order_by("pk")
    recorded.update(changes.values_list("case_id", "target"))
    return recorded


def _rows(name: str, scope: Scope) -> "models.QuerySet[CompartmentRow]":
    return model_of(name).objects.within(scope)  # type: ignore[attr-defined, no-any-return]


def _chunk(model: type[models.Model]) -> int:
    heavy = any(isinstance(field, models.BinaryField) for field in model._meta.concrete_fields)
    return HEAVY_CHUNK if heavy else CHUNK
