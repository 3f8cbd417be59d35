"""The cache in the database: JSON only, shared by processes, atomic where codes and attempts are counted."""

import threading
import time
from collections.abc import Callable
from typing import Any

import pytest
from django.core.cache import cache
from django.db import connection

from noroshi.records.models import CacheEntry

JSON = [None, True, 0, -3, 2.5, "文字", [1, [2, "x"]], {"a": [1.5], "b": None}]


@pytest.mark.django_db
@pytest.mark.parametrize("value", JSON, ids=repr)
def test_a_json_value_comes_back_as_it_was(value: object) -> None:
    """Whatever JSON can say is kept and returned, None included."""
    cache.set("key", value)
    assert cache.get("key", "missing") == value
    assert cache.has_key("key")
    assert cache.delete("key")
    assert cache.get("key", "missing") == "missing"
    assert not cache.delete("key")


@pytest.mark.django_db
@pytest.mark.parametrize("value", [object(), {1, 2}, b"bytes", print], ids=type)
def test_anything_else_is_refused(value: object) -> None:
    """A value that only a pickle could hold raises TypeError and leaves nothing behind."""
    with pytest.raises(TypeError):
        cache.set("key", value)
    with pytest.raises(TypeError):
        cache.add("key", value)
    assert not CacheEntry.objects.exists()


@pytest.mark.django_db
def test_what_is_kept_is_text_that_json_reads() -> None:
    """The table holds plain JSON text."""
    cache.set("key", {"a": [1, "字"]})
    assert CacheEntry.objects.get().value == '{"a": [1, "\\u5b57"]}'


@pytest.mark.django_db
def test_values_expire(monkeypatch: pytest.MonkeyPatch) -> None:
    """A value lives for its seconds; None lets it stay, 0 forgets it at once, touch gives it a new time."""
    cache.set("short", 1, timeout=10)
    cache.set("touched", 1, timeout=10)
    cache.set("stays", 1, timeout=None)
    cache.set("gone", 1, timeout=0)
    assert cache.get("gone") is None
    assert cache.touch("touched", 100)
    start = time.time()
    monkeypatch.setattr(time, "time", lambda: start + 11)
    assert [cache.get(key) for key in ("short", "touched", "stays")] == [None, 1, 1]
    assert not cache.touch("short")
    assert cache.add("short", 2)
    cache.clean()
    assert set(CacheEntry.objects.values_list("key", flat=True)) == {":1:short", ":1:touched", ":1:stays"}


@pytest.mark.django_db
def test_add_keeps_the_first_value() -> None:
    """A key that holds a living value is not overwritten by add."""
    assert cache.add("key", 1)
    assert not cache.add("key", 2)
    assert cache.get("key") == 1


@pytest.mark.django_db
def test_counting() -> None:
    """Incr and decr count; a missing key is an error."""
    cache.set("count", 5)
    assert cache.incr("count", 3) == 8
    assert cache.decr("count") == 7
    with pytest.raises(ValueError, match="missing"):
        cache.incr("missing")


@pytest.mark.django_db
def test_many_keys_and_clear() -> None:
    """Several keys are read, written and removed together; clear removes all."""
    cache.set_many({"a": 1, "b": [2], "c": 3})
    assert cache.get_many(["a", "b", "x"]) == {"a": 1, "b": [2]}
    cache.delete_many(["a", "b"])
    assert cache.get_many(["a", "b", "c"]) == {"c": 3}
    cache.clear()
    assert cache.get("c") is None


@pytest.mark.django_db
def test_old_entries_are_removed_by_themselves() -> None:
    """The table does not grow with forgotten values: a few hundred writes clean it."""
    for number in range(450):
        cache.set(f"old-{number}", 1, timeout=0)
    assert CacheEntry.objects.count() < 250


def _at_once(count: int, work: Callable[[], Any]) -> list[Any]:
    results: list[Any] = []
    start = threading.Barrier(count)

    def run() -> None:
        start.wait()
        try:
            results.append(work())
        finally:
            connection.close()

    threads = [threading.Thread(target=run) for _ in range(count)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return results


@pytest.mark.django_db(transaction=True)
def test_of_many_who_add_at_once_one_wins() -> None:
    """A code used by several connections at the same moment is accepted once, also where an old entry expired."""
    assert sorted(_at_once(8, lambda: cache.add("code", "y", timeout=30))) == [False] * 7 + [True]
    cache.set("again", "y", timeout=0)
    assert sorted(_at_once(8, lambda: cache.add("again", "y", timeout=30))) == [False] * 7 + [True]


@pytest.mark.django_db(transaction=True)
def test_no_count_is_lost() -> None:
    """Counts of several connections at the same moment all arrive."""
    cache.set("count", 0)
    assert sorted(_at_once(8, lambda: cache.incr("count"))) == list(range(1, 9))
    assert cache.get("count") == 8
