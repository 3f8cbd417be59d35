"""Making the tables of the public page's own database."""

from pathlib import Path

from django.core.management import call_command
from django.db import DatabaseError, connection

from noroshi.web.public.fitness import foreign_tables


class DatabaseRefused(Exception):  # noqa: N818 reads as the sentence it raises
    """The database is not the public page's, or cannot be used; the message says what to do."""


def make_tables() -> None:
    """Make or renew the tables; raises ``DatabaseRefused`` for a database that holds anything else."""
    name = str(connection.settings_dict["NAME"])
    try:
        if connection.vendor == "sqlite" and not Path(name).exists():
            Path(name).touch(mode=0o600)
        if foreign := foreign_tables():
            raise DatabaseRefused(f"{name} holds other tables ({foreign[0]}); give the public page one of its own")
        call_command("migrate", verbosity=0, interactive=False)
    except (DatabaseError, OSError) as error:
        reason = " ".join(str(error).split())
        raise DatabaseRefused(f"{name} cannot be used: {reason}; check NOROSHI_PUBLIC_DATABASE") from error
