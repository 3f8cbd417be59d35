"""`noroshi database migrate | check`: make the tables, bring them up to date, look at them."""

import sys

import typer

from noroshi.cli import django_setup
from noroshi.cli.failure import fail
from noroshi.render.neutral import terminal

app = typer.Typer(no_args_is_help=True, help="The campaign's database, named by NOROSHI_DATABASE.")


@app.command()
def migrate() -> None:
    """Make the tables, or change those of an earlier version; make a backup before."""
    django_setup.start()
    from django.core.management import call_command
    from django.db import DatabaseError

    from noroshi.records.services.database_state import DatabaseUnusable, read_state

    try:
        before = read_state()
        if before.unknown:
            fail(f"the database {before.name} was made by a later version of noroshi; install that version")
        call_command("migrate", verbosity=0, interactive=False)
    except DatabaseUnusable as error:
        fail(str(error))
    except DatabaseError as error:
        fail(f"the tables could not be made: {' '.join(str(error).split())}; the changes up to there are kept")
    count = len(before.pending)
    sys.stdout.write(f"{terminal(before.name)}: {count} changes applied\n" if count else "nothing to change\n")


@app.command()
def check() -> None:
    """Check that the database answers, is up to date and refuses changes of what is append-only; exit code 1 if not."""
    django_setup.start()
    django_setup.require_database()
    from django.db import connection

    from noroshi.records.append_only import missing_triggers

    missing = missing_triggers(connection)
    if missing:
        fail(f"no trigger guards {', '.join(missing)}; `noroshi database migrate` sets it")
    sys.stdout.write(f"{connection.vendor}: up to date, append-only tables guarded\n")
