"""The Django application of the records."""

from typing import Any

from django.apps import AppConfig
from django.db import connections
from django.db.models.signals import post_migrate


class RecordsConfig(AppConfig):
    """Registers the models under the label ``records``."""

    name = "noroshi.records"
    label = "records"
    default_auto_field = "django.db.models.BigAutoField"
    verbose_name = "noroshi records"

    def ready(self) -> None:
        """Have the triggers of the append-only tables set after every migration."""
        post_migrate.connect(_set_triggers, sender=self, dispatch_uid="noroshi.append_only")


def _set_triggers(using: str, **_signal: Any) -> None:  # noqa: ANN401 Django's signal
    from noroshi.records.append_only import ensure_triggers

    ensure_triggers(connections[using])
