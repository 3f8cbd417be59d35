"""`noroshi disposal due | list | export`: what may be disposed of, what was, and what is held about somebody.

Proposing and approving a disposal need two people who are signed in; both are on the pages.
"""

import json
import sys
from pathlib import Path
from typing import Annotated

import typer

from noroshi.cli import django_setup
from noroshi.cli.failure import USAGE, fail
from noroshi.cli.tables import Format, print_rows

app = typer.Typer(no_args_is_help=True, help="Retention, disposal, and export for a disclosure request.")


@app.command()
def due(form: Annotated[Format, typer.Option("--format", help="How to print.")] = Format.TABLE) -> None:
    """List closed cases whose retention is over and that are not on hold."""
    with django_setup.records():
        from django.utils import timezone

        from noroshi.records.services.audit_rows import everything
        from noroshi.records.services.retention import due as due_cases
        from noroshi.records.services.retention import kept_until

        rows = [
            {
                "case": case.reference,
                "campaign": case.campaign.code,
                "closed": f"{timezone.localtime(case.closed_at):%Y-%m-%d}" if case.closed_at else "",
                "kept_until": str(kept_until(case) or ""),
            }
            for case in due_cases(everything(), timezone.localdate())
        ]
    print_rows(rows, ("case", "campaign", "closed", "kept_until"), form)


@app.command("list")
def list_disposals(form: Annotated[Format, typer.Option("--format", help="How to print.")] = Format.TABLE) -> None:
    """List the disposals with number, day, persons, cases, and the number of entries that were emptied."""
    with django_setup.records():
        from django.utils import timezone

        from noroshi.records.event import Disposal

        rows = [
            {
                "number": each.number,
                "on": f"{timezone.localtime(each.at):%Y-%m-%d}",
                "unit": each.unit.code,
                "proposed_by": each.proposed_by.username,
                "approved_by": each.approved_by.username,
                "cases": str(len(each.cases)),
                "entries": str(len(each.events)),
                "entry": str(each.event_id),
            }
            for each in Disposal.objects.select_related("unit", "proposed_by", "approved_by").order_by("pk")
        ]
    columns = ("number", "on", "unit", "proposed_by", "approved_by", "cases", "entries", "entry")
    print_rows(rows, columns, form)


@app.command()
def export(
    out: Annotated[Path, typer.Option(help="New JSON file (mode 0600).")],
    code: Annotated[
        str, typer.Option(help="The organisation: reference number of its case, or corporate number.")
    ] = "",
    person: Annotated[str, typer.Option(help="The person: the name exactly as recorded.")] = "",
    *,
    with_free_text: Annotated[
        bool, typer.Option("--with-free-text", help="Leave free text readable: somebody has read it.")
    ] = False,
) -> None:
    """Write what is held about one organisation or one person, with everybody else masked."""
    if bool(code) == bool(person):
        fail("give either --code or --person", USAGE)
    if out.exists():
        fail(f"{out} exists; choose a new name")
    with django_setup.records():
        from noroshi.archive.files import write_bytes
        from noroshi.records.services.audit_rows import everything
        from noroshi.records.services.disclosure import NothingHeld, Request, disclose

        try:
            held = disclose(everything(), Request(code, person, with_free_text))
        except NothingHeld:
            fail(f"{code or person}: nothing is held under this number or name; check how it is written")
        write_bytes(out, json.dumps(held, ensure_ascii=False, indent=1).encode() + b"\n")
    sys.stdout.write(f"{len(held['cases'])} cases\n")
