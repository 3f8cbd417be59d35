"""A cache in the database that holds JSON: nothing in it can run as a program, and all processes share it.

Django's own shared caches keep pickled objects. This one keeps what JSON can say and refuses the rest with a TypeError.
``add`` and ``incr`` are atomic, so a second-factor code is accepted once, however many processes are asked at a time.
"""

import json
import time
from collections.abc import Iterable
from typing import Any, Final

from django.core.cache.backends.base import DEFAULT_TIMEOUT, BaseCache
from django.db import IntegrityError, models, transaction

_CLEAN_EVERY: Final = 200


class JsonTableCache(BaseCache):
    """Keeps JSON values in ``records.CacheEntry``. Lists come back as lists, tuples too."""

    def __init__(self, _location: str, params: dict[str, Any]) -> None:
        super().__init__(params)
        self._writes = 0

    def add(self, key: str, value: object, timeout: float | None = DEFAULT_TIMEOUT, version: int | None = None) -> bool:
        """Keep the value if the key holds none that lives; return whether it was kept. One caller wins."""
        row = self._row(value, timeout)
        name = self.make_and_validate_key(key, version=version)
        self._clean_at_times()
        rows = self._rows()
        if rows.filter(self._dead(), key=name).update(**row):
            return True
        try:
            with transaction.atomic():
                rows.create(key=name, **row)
        except IntegrityError:
            return False
        return True

    def get(self, key: str, default: object = None, version: int | None = None) -> Any:  # noqa: ANN401 as it was kept
        """Return the value, or the default."""
        name = self.make_and_validate_key(key, version=version)
        found = self._rows().exclude(self._dead()).filter(key=name).values_list("value", flat=True).first()
        return default if found is None else json.loads(found)

    def set(self, key: str, value: object, timeout: float | None = DEFAULT_TIMEOUT, version: int | None = None) -> None:
        """Keep the value, whatever the key held."""
        name = self.make_and_validate_key(key, version=version)
        self._clean_at_times()
        self._rows().update_or_create(key=name, defaults=self._row(value, timeout))

    def touch(self, key: str, timeout: float | None = DEFAULT_TIMEOUT, version: int | None = None) -> bool:
        """Give the value a new time to live; return whether there was one."""
        name = self.make_and_validate_key(key, version=version)
        living = self._rows().exclude(self._dead()).filter(key=name)
        return bool(living.update(expires=self.get_backend_timeout(timeout)))

    def delete(self, key: str, version: int | None = None) -> bool:
        """Forget the value; return whether there was one."""
        name = self.make_and_validate_key(key, version=version)
        deleted, _ = self._rows().filter(key=name).delete()
        return bool(deleted)

    def incr(self, key: str, delta: int = 1, version: int | None = None) -> int:
        """Add to a whole number and return it; ValueError where the key holds none. No count is lost."""
        name = self.make_and_validate_key(key, version=version)
        with transaction.atomic():
            row = self._rows().select_for_update().exclude(self._dead()).filter(key=name).first()
            if row is None:
                raise ValueError(f"Key {key!r} not found")
            number = int(json.loads(row.value)) + delta
            row.value = json.dumps(number)
            row.save(update_fields=["value"])
        return number

    def has_key(self, key: str, version: int | None = None) -> bool:
        """Return whether the key holds a value that lives."""
        name = self.make_and_validate_key(key, version=version)
        return bool(self._rows().exclude(self._dead()).filter(key=name).exists())

    def delete_many(self, keys: Iterable[str], version: int | None = None) -> None:
        """Forget several values."""
        names = [self.make_and_validate_key(key, version=version) for key in keys]
        self._rows().filter(key__in=names).delete()

    def clear(self) -> None:
        """Forget everything."""
        self._rows().all().delete()

    def clean(self) -> None:
        """Remove what has expired."""
        self._rows().filter(self._dead()).delete()

    def _clean_at_times(self) -> None:
        self._writes += 1
        if self._writes % _CLEAN_EVERY == 0:
            self.clean()

    def _row(self, value: object, timeout: float | None) -> dict[str, Any]:
        return {"value": json.dumps(value), "expires": self.get_backend_timeout(timeout)}

    @staticmethod
    def _dead() -> models.Q:
        return models.Q(expires__lte=time.time())

    @staticmethod
    def _rows() -> models.Manager[Any]:
        from noroshi.records.cache_entry import CacheEntry

        return CacheEntry.objects
