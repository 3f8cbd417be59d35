"""Whether the public page may be served: its configuration and its database. Each fault says what to do."""

from collections.abc import Iterator
from pathlib import Path

from django.conf import settings
from django.db import DatabaseError, connection
from django.db.migrations.executor import MigrationExecutor

from noroshi.web import configuration

SHORTEST_SECRET = 50


def faults() -> Iterator[str]:
    """Name everything that keeps the page from being served to the public; a demonstration may have it so."""
    if not settings.DEMO:
        secret = settings.SECRET_KEY
        if len(secret) < SHORTEST_SECRET or secret == configuration.DEMO_SECRET:
            yield "NOROSHI_PUBLIC_SECRET_KEY: give 50 or more random characters that no other machine has"
        if not settings.HTTPS:
            yield "NOROSHI_HTTPS: pages go unencrypted; unset it and put a TLS proxy in front"
        if configuration.value("NOROSHI_CONFIRMATION_SECRET"):
            yield "NOROSHI_CONFIRMATION_SECRET: the office's secret has no place on the public machine; unset it"
    if any(host in {"", "*"} for host in settings.ALLOWED_HOSTS):
        yield "NOROSHI_PUBLIC_HOSTS: every host name is answered; name the hosts, without *"


def database_fault() -> str:
    """Return what is wrong with the database, '' where it holds every table of this version."""
    name = str(connection.settings_dict["NAME"])
    load = "`noroshi public load FILE` makes its tables (NOROSHI_PUBLIC_DATABASE names the database)"
    if connection.vendor == "sqlite" and not Path(name).exists():
        return f"the public page's database {name} does not exist yet; {load}"
    try:
        if foreign := foreign_tables():
            return f"the database {name} holds other tables ({foreign[0]}); give the public page one of its own"
        executor = MigrationExecutor(connection)
        pending = executor.migration_plan(executor.loader.graph.leaf_nodes())
    except DatabaseError as error:
        return f"the public page's database {name} cannot be used: {' '.join(str(error).split())}"
    return f"the public page's database {name} lacks changes of this version; {load}" if pending else ""


def foreign_tables() -> list[str]:
    """Return tables that are not the public page's: the campaign's database would show itself by them."""
    with connection.cursor() as cursor:
        names = connection.introspection.table_names(cursor)
    return sorted(name for name in names if not name.startswith(("public_page_", "django_migrations")))
