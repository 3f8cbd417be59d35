"""`noroshi public …`: codes to the public page and sealed answers back, by file.

`keys`, `export` and `import` run at the office, `load`, `collect`, `status` and `remove` on the public machine.
"""

import hashlib
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from noroshi.cli import django_setup
from noroshi.cli.dates import require_date
from noroshi.cli.failure import fail
from noroshi.cli.tables import Format, print_rows
from noroshi.render.neutral import terminal

if TYPE_CHECKING:
    from noroshi.records.campaign import Campaign
    from noroshi.records.scope import Scope

app = typer.Typer(no_args_is_help=True, help="The public page: codes out, sealed answers back, both by file.")
_UNIT = Annotated[str, typer.Option(help="Unit (compartment), as AGENCY/UNIT.")]
_GROUP = 4


@app.command("keys")
def keys(
    out: Annotated[Path, typer.Option(help="New file for the secret key; it stays at the office.")],
) -> None:
    """Make the office's pair of age keys; prints the public one, for which answers are sealed."""
    from noroshi.exchange.bundle.keys import generate_age_keys

    made = generate_age_keys()
    _new_file(out, f"# public key: {made.recipient}\n{made.secret}\n".encode())
    sys.stdout.write(f"{made.recipient}\n")


@app.command("export")
def export(
    campaign: Annotated[str, typer.Argument(help="Code of the campaign.")],
    out: Annotated[Path, typer.Option(help="New file for the public machine.")],
    unit: _UNIT,
    by: Annotated[str, typer.Option(help="User name of the person; needs the capability campaign.open.")],
    recipient: Annotated[str, typer.Option(help="The office's public key (age1…) that `public keys` printed.")],
    until: Annotated[str, typer.Option(help="Last day of the codes, YYYY-MM-DD; else the campaign's end.")] = "",
) -> None:
    """Write the digests of all codes that are outside, and the list of messages that have arrived."""
    with django_setup.records():
        from noroshi.cli.acting import acting, refused
        from noroshi.exchange.public_page import codes_file
        from noroshi.exchange.public_page.errors import PublicFileError
        from noroshi.records.services import public_codes
        from noroshi.records.services.refusals import Refused

        _, scope = acting(unit, by, "campaign.open", "export the codes of a campaign")
        _require_new(out)
        require_date("--until", until or None)
        last_day = date.fromisoformat(until) if until else None
        try:
            made = public_codes.codes_file(scope, _campaign(scope, campaign), recipient.strip(), last_day)
            data = codes_file.encode(made)
            codes_file.decode(data)
        except Refused as refusal:
            refused(refusal)
        except PublicFileError as error:
            fail(f"the public page would not take this file: {error}")
        _new_file(out, data)
    sample = ", 見本 / SAMPLE" if made.sample else ""
    sys.stdout.write(f"{len(made.codes)} codes, {len(made.received)} messages received{sample}\n")
    _print_digest(data)


@app.command("load")
def load(file: Annotated[Path, typer.Argument(help="File of `noroshi public export`.")]) -> None:
    """On the public machine: take over the office's file of codes, whole or not at all; makes the tables at first."""
    django_setup.start_public()
    from noroshi.exchange.public_page import codes_file
    from noroshi.exchange.public_page.errors import PublicFileError
    from noroshi.web.public import exchange_files, tables

    data = _read(file, codes_file.LARGEST)
    with _database():
        try:
            content = codes_file.decode(data)
            tables.make_tables()
            done = exchange_files.load(content)
        except (PublicFileError, tables.DatabaseRefused) as error:
            fail(f"{file}: {error}; nothing was changed")
    sys.stdout.write(
        f"{done.codes} codes: {done.new} new, {done.withdrawn} withdrawn; {done.deleted} messages deleted here because "
        f"the office has them\n"
    )
    _print_digest(data)


@app.command("collect")
def collect(out: Annotated[Path, typer.Option(help="New file for the office.")]) -> None:
    """On the public machine: write every sealed message that the office has not confirmed; repeatable without loss."""
    django_setup.start_public()
    django_setup.require_public_database()
    from noroshi.exchange.public_page import answers_file
    from noroshi.web.public import exchange_files

    _require_new(out)
    with _database():
        collected = exchange_files.collect()
        data = answers_file.encode(collected.content)
        _new_file(out, data)
        exchange_files.mark_collected(collected)
    sys.stdout.write(f"{collected.content.count} messages: {collected.new} new, {collected.again} again\n")
    _print_digest(data)


@app.command("import")
def import_(
    file: Annotated[Path, typer.Argument(help="File of `noroshi public collect`.")],
    unit: _UNIT,
    by: Annotated[str, typer.Option(help="User name of the person; needs the capability case.answer.")],
    identity: Annotated[Path, typer.Option(help="File of the office's secret key, as `public keys` wrote it.")],
    form: Annotated[Format, typer.Option("--format", help="How to print.")] = Format.TABLE,
) -> None:
    """At the office: open the messages and record them; each is recorded once, doubtful ones go to a person."""
    with django_setup.records():
        from noroshi.cli.acting import acting, refused
        from noroshi.exchange.bundle.errors import BundleError
        from noroshi.exchange.bundle.keys import age_secrets
        from noroshi.exchange.public_page import answers_file
        from noroshi.exchange.public_page.errors import PublicFileError
        from noroshi.exchange.public_page.messages import receipt_of
        from noroshi.records.services import public_answers
        from noroshi.records.services.refusals import Refused

        _, scope = acting(unit, by, "case.answer", "record answers")
        try:
            secrets = age_secrets(_read(identity, 1 << 20).decode("utf-8", "replace"))
            content = answers_file.decode(_read(file, answers_file.LARGEST))
            taken = public_answers.take_in_all(scope, content.messages, secrets)
        except (PublicFileError, BundleError) as error:
            fail(f"{error}; nothing was recorded")
        except Refused as refusal:
            refused(refusal)
        counts = public_answers.counts(taken)
    rows = [{"result": result, "messages": counts[result]} for result in public_answers.RESULTS]
    print_rows(rows, ["result", "messages"], form)
    if form is Format.TABLE:
        sys.stdout.write(f"{sum(counts.values())} messages of {content.count} read\n")
    for each in taken:
        if each.result in {"unknown", "unreadable"}:
            sys.stderr.write(f"noroshi: message {receipt_of(each.identifier)}: {each.result}; it stays on the medium\n")


@app.command("status")
def status(form: Annotated[Format, typer.Option("--format", help="How to print.")] = Format.TABLE) -> None:
    """On the public machine: how many codes and messages lie here, without a word of what they say."""
    django_setup.start_public()
    django_setup.require_public_database()
    from noroshi.web.public import exchange_files

    with _database():
        rows = exchange_files.status()
    print_rows(rows, ["page", "title", "codes", "open", "checked", "answered", "messages"], form)


@app.command("remove")
def remove(page: Annotated[str, typer.Argument(help="Page, as `noroshi public status` shows it.")]) -> None:
    """On the public machine: end a campaign; its codes are deleted, sealed messages stay until they are collected."""
    django_setup.start_public()
    django_setup.require_public_database()
    from noroshi.exchange.public_page.errors import PublicFileError
    from noroshi.web.public import exchange_files

    with _database():
        try:
            codes = exchange_files.remove(page)
        except PublicFileError as error:
            fail(str(error))
    sys.stdout.write(f"{codes} codes deleted\n")


@contextmanager
def _database() -> Iterator[None]:
    from django.db import DatabaseError

    try:
        yield
    except DatabaseError as error:
        fail(f"the database refused: {' '.join(str(error).split())}; nothing was half-saved; repeat the command")


def _campaign(scope: "Scope", code: str) -> "Campaign":
    from noroshi.records.campaign import Campaign

    found = Campaign.objects.within(scope).filter(code=code).select_related("unit__agency").first()
    if found is None:
        fail(f"{terminal(code)}: the unit has no such campaign; `noroshi campaign list` lists them")
    return found


def _read(path: Path, limit: int) -> bytes:
    try:
        with path.open("rb") as stream:
            return stream.read(limit + 1)
    except OSError as error:
        fail(f"{path}: {error.strerror}; name a readable file")


def _require_new(path: Path) -> None:
    if path.exists():
        fail(f"{path}: exists already; name a new file")


def _new_file(path: Path, data: bytes) -> None:
    from noroshi.archive.files import write_bytes

    _require_new(path)
    write_bytes(path, data)


def _print_digest(data: bytes) -> None:
    """Print the SHA-256 in groups of four, as it is compared by voice and written on the receipt."""
    digest = hashlib.sha256(data).hexdigest()
    groups = " ".join(digest[start : start + _GROUP] for start in range(0, len(digest), _GROUP))
    sys.stdout.write(f"SHA-256 {groups}\n")
