"""Starting Django for a command: a wrong setting or a database that cannot be used ends in a sentence."""

import os
from collections.abc import Iterator
from contextlib import contextmanager

from noroshi.cli.failure import fail


def start() -> None:
    """Set Django up from the environment; ends the command where a setting is missing or cannot be used."""
    _start("noroshi.web.settings")


def start_public() -> None:
    """Set Django up for the public page, with its own settings and database; ends the command as ``start`` does."""
    _start("noroshi.web.public.settings")


def require_public_database() -> None:
    """End the command unless the public page's database answers and holds its tables, and no others."""
    from noroshi.web.public.fitness import database_fault

    if fault := database_fault():
        fail(fault)


def _start(settings: str) -> None:
    os.environ["DJANGO_SETTINGS_MODULE"] = settings  # whatever another project left there
    from django.core.exceptions import ImproperlyConfigured

    from noroshi.web.configuration import ConfigurationError

    try:
        import django

        django.setup()
    except ConfigurationError as error:
        fail(f"{error} (docs/reference/configuration.md lists every setting)")
    except ImproperlyConfigured as error:
        if "SECRET_KEY" not in str(error):
            raise
        fail("NOROSHI_SECRET_KEY is not set; give 50 or more random characters, or NOROSHI_DEMO=1 for a demonstration")


def require_database() -> None:
    """End the command unless the database answers and holds every table of this program."""
    from noroshi.records.services.database_state import DatabaseUnusable, require_current

    try:
        require_current()
    except DatabaseUnusable as error:
        fail(str(error))


@contextmanager
def records() -> Iterator[None]:
    """Set Django up, check the database, and turn its failures into sentences while the block runs."""
    start()
    require_database()
    from django.db import DatabaseError

    try:
        yield
    except DatabaseError as error:
        fail(f"the database refused: {' '.join(str(error).split())}; nothing was half-saved; repeat the command")
