"""Nothing that the application stores or receives is unpickled: sessions, cache, background work, messages."""

import importlib
import pkgutil
import sys

import pytest
from django.conf import settings
from django.contrib.sessions.backends.base import SessionBase
from django.core import signing
from django.core.cache import caches
from django.urls import get_resolver
from django_tasks import task_backends

import noroshi

SERIALIZERS = {"pickle", "_pickle", "marshal", "shelve", "dill", "cloudpickle", "joblib"}


def test_sessions_are_json() -> None:
    """A session refuses what JSON cannot say."""
    session = SessionBase()
    assert session.serializer.__name__ == "JSONSerializer"
    with pytest.raises(TypeError):
        session.encode({"x": object()})


def test_every_cache_is_ours() -> None:
    """Every configured cache is the JSON table; Django's own shared caches keep pickles."""
    backends = {type(caches[alias]).__module__ for alias in settings.CACHES}
    assert backends == {"noroshi.web.json_cache"}


def test_background_work_is_json() -> None:
    """The queue of background work stores its arguments in JSON columns."""
    from django.db.models import JSONField
    from django_tasks_db.models import DBTaskResult

    backends = {type(task_backends[alias]).__name__ for alias in settings.TASKS}
    assert backends <= {"DatabaseBackend", "ImmediateBackend", "DummyBackend"}
    assert isinstance(DBTaskResult._meta.get_field("args_kwargs"), JSONField)
    assert isinstance(DBTaskResult._meta.get_field("return_value"), JSONField)


def test_signed_values_and_messages_are_json() -> None:
    """Signed cookies carry JSON, so a leaked key lets nobody run a program through them."""
    assert signing.JSONSerializer is signing.dumps.__defaults__[2]  # type: ignore[index]
    assert settings.MESSAGE_STORAGE.endswith("FallbackStorage")


def test_no_module_of_the_application_names_a_pickler() -> None:
    """Every module of the application is imported; none of them holds a module that unpickles."""
    assert get_resolver().url_patterns
    for module in pkgutil.walk_packages(noroshi.__path__, "noroshi."):
        if not module.name.endswith("__main__") and ".migrations." not in module.name:
            importlib.import_module(module.name)
    ours = [module for name, module in sys.modules.items() if name == "noroshi" or name.startswith("noroshi.")]
    assert len(ours) > 100
    for module in ours:
        held = {getattr(value, "__name__", "") for value in vars(module).values() if type(value) is type(sys)}
        assert not held & SERIALIZERS, module.__name__


@pytest.mark.django_db
def test_no_table_has_a_column_for_pickles() -> None:
    """The only column of bytes holds the documents that were sent, which nothing reads back as a program."""
    from django.apps import apps

    binary = {
        f"{model._meta.label}.{field.name}"
        for model in apps.get_models()
        for field in model._meta.get_fields()
        if getattr(field, "get_internal_type", str)() == "BinaryField"
    }
    assert binary == {"records.Document.content", "records.PrintRun.content"}
