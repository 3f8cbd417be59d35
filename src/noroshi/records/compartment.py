"""Rows that belong to a compartment, and a queryset that cannot be read without naming one.

``Case.objects.all()`` raises ``CompartmentMissing`` when it is evaluated; ``Case.objects.within(scope)`` reads. A
relation from a row that was itself read within a scope (``case.answers``) stays in that row's compartment.
"""

from collections.abc import Iterator
from typing import Any, ClassVar, Self, TypeVar

from django.db import models

from noroshi.records.scope import Scope

RowT = TypeVar("RowT", bound=models.Model)


class CompartmentMissing(Exception):  # noqa: N818 reads as the sentence it raises
    """A queryset of compartmented rows was evaluated without ``within(scope)``: a fault of the program."""


class CompartmentQuerySet(models.QuerySet[RowT]):
    """A queryset that raises ``CompartmentMissing`` unless ``within`` was called on it or it starts at a row."""

    _scoped = False

    def within(self, scope: Scope) -> Self:
        """Return the rows of the scope's compartments."""
        rows = self.filter(unit_id__in=scope.units)
        rows._scoped = True
        return rows

    def _require_scope(self) -> None:
        if not self._scoped:
            raise CompartmentMissing(f"{self.model.__name__} was read without a compartment; call within(scope) first")

    def _clone(self) -> Self:
        clone: Self = super()._clone()  # type: ignore[misc]
        clone._scoped = self._scoped
        return clone

    def _add_hints(self, **hints: Any) -> None:
        super()._add_hints(**hints)  # type: ignore[misc]
        if isinstance(hints.get("instance"), CompartmentRow):
            self._scoped = True

    def _fetch_all(self) -> None:
        self._require_scope()
        super()._fetch_all()

    def _combinator_query(self, combinator: str, *others: "CompartmentQuerySet[RowT]", **options: Any) -> Self:
        self._require_scope()
        for rows in others:
            rows._require_scope()
        combined: Self = super()._combinator_query(combinator, *others, **options)  # type: ignore[misc]
        return combined

    def _merge_sanity_check(self, other: "CompartmentQuerySet[RowT]") -> None:
        other._require_scope()
        self._require_scope()
        super()._merge_sanity_check(other)  # type: ignore[misc]

    def resolve_expression(self, *args: Any, **kwargs: Any) -> Any:
        """Refuse to become a subquery without a compartment."""
        self._require_scope()
        return super().resolve_expression(*args, **kwargs)

    def iterator(self, chunk_size: int | None = None) -> Iterator[RowT]:
        """Iterate without caching, as Django does."""
        self._require_scope()
        return super().iterator(chunk_size)

    def count(self) -> int:
        """Count, as Django does."""
        self._require_scope()
        return super().count()

    def exists(self) -> bool:
        """Ask for any row, as Django does."""
        self._require_scope()
        return super().exists()

    def aggregate(self, *args: Any, **kwargs: Any) -> dict[str, Any]:
        """Aggregate, as Django does."""
        self._require_scope()
        return super().aggregate(*args, **kwargs)

    def update(self, **kwargs: Any) -> int:
        """Update, as Django does."""
        self._require_scope()
        return super().update(**kwargs)

    def delete(self) -> tuple[int, dict[str, int]]:
        """Delete, as Django does."""
        self._require_scope()
        return super().delete()

    def explain(self, *, format: str | None = None, **options: Any) -> str:  # noqa: A002 Django names it so
        """Explain, as Django does."""
        self._require_scope()
        return super().explain(format=format, **options)

    def raw(self, *_args: Any, **_kwargs: Any) -> Any:
        """Refuse: raw SQL knows no compartment."""
        raise CompartmentMissing(f"{self.model.__name__}: raw SQL knows no compartment")


class CompartmentManager(models.Manager[RowT]):
    """The manager of every compartmented model."""

    _queryset_class = CompartmentQuerySet

    def within(self, scope: Scope) -> CompartmentQuerySet[RowT]:
        """Return the rows of the scope's compartments."""
        return CompartmentQuerySet(self.model, using=self._db).within(scope)


class CompartmentRow(models.Model):
    """A row that belongs to one compartment."""

    unit = models.ForeignKey("records.Unit", on_delete=models.PROTECT, related_name="+")

    objects: ClassVar[CompartmentManager[Self]] = CompartmentManager()

    class Meta:
        abstract = True
