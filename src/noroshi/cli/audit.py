"""`noroshi audit verify | head | case`: the audit chain checked, pinned on paper, and asked about one case."""

import datetime as dt
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal

import typer

from noroshi.cli import django_setup
from noroshi.cli.dates import require_date
from noroshi.cli.failure import FAILED, USAGE, fail
from noroshi.render.neutral import terminal
from noroshi.render.plain_page import plain_page

if TYPE_CHECKING:
    from noroshi.records.services.audit_head import Head

LONGEST_PATH = 1000
app = typer.Typer(no_args_is_help=True, help="The audit chain: verify it, print its head, ask about one case.")
_LANGUAGE = Annotated[Literal["ja", "en"], typer.Option("--language", help="Language of the texts.")]


@app.command()
def verify(
    anchor: Annotated[
        str | None, typer.Option(help="A head that was kept outside: the text itself, or a file that holds it.")
    ] = None,
    language: _LANGUAGE = "en",
) -> None:
    """Check every entry, its values and the recorded rows; exit code 1 where something was tampered with."""
    with django_setup.records():
        from noroshi.cli.audit_progress import AuditProgress
        from noroshi.records.services.audit_fault_text import fault_text, summary
        from noroshi.records.services.audit_verify import verify as verify_chain

        known = _anchor(anchor)
        with AuditProgress() as progress:
            outcome = verify_chain(known, progress.update)
        for fault in outcome.faults:
            _write(fault_text(fault, language))
        for warning in outcome.warnings:
            _write(fault_text(warning, language))
        for line in summary(outcome, language):
            _write(line)
    if not outcome.sound:
        raise SystemExit(FAILED)


@app.command()
def head(
    qr: Annotated[Path | None, typer.Option("--qr", help="Also write the short text as a QR code (SVG).")] = None,
    *,
    full: Annotated[bool, typer.Option("--full", help="Print the whole hash instead of its first 32 digits.")] = False,
) -> None:
    """Print the head of the chain as one line, to be kept outside (on paper, sealed) and given to `audit verify`."""
    with django_setup.records():
        from noroshi.records.services.audit_head import head as chain_head

        now = chain_head()
        if qr is not None:
            _write_out(qr, now.svg())
        sys.stdout.write(f"{now.full_text() if full else now.text()}\n")


@app.command()
def case(
    code: Annotated[str, typer.Argument(metavar="CODE", help="Reference number of the case, such as 123-4567-890.")],
    on: Annotated[str | None, typer.Option(help="The day to ask about (YYYY-MM-DD); default: today.")] = None,
    form: Annotated[Literal["text", "html"], typer.Option("--format", help="text or html.")] = "text",
    out: Annotated[Path | None, typer.Option(help="File to write instead of the terminal.")] = None,
    language: _LANGUAGE = "ja",
) -> None:
    """Print one A4: what was known of a case on a day, who decided, what was sent, who read it, by which clock."""
    require_date("--on", on)
    with django_setup.records():
        from noroshi.knowledge.words import load_words
        from noroshi.records.services import audit, audit_case
        from noroshi.records.services.audit_case_text import sections
        from noroshi.records.services.audit_rows import everything

        scope = everything()
        try:
            found = audit_case.find_case(scope, code)
            result = audit_case.audit_case(scope, found, dt.date.fromisoformat(on) if on else None)
        except audit_case.NoSuchCase:
            fail(f"{code}: no case has this reference number, or it was not open yet on that day")
        parts = sections(result, language)
        audit.append("case.audited", audit.subject_of(found), unit_id=found.unit_id)
    first, *rest = [(part.title, [*filter(None, [part.more]), *part.lines]) for part in parts]
    if form == "html":
        text = plain_page(load_words().text("audit_case.title", language), [first, *rest], language)
    else:
        text = "\n\n".join(
            "\n".join([title, *(f"  {terminal(line)}" for line in lines)]) for title, lines in [first, *rest]
        )
    _write_out(out, text.rstrip("\n") + "\n")


def _anchor(given: str | None) -> "Head | None":
    if given is None:
        return None
    from noroshi.records.services.audit_head import AnchorUnreadable, read_head

    file = Path(given)
    try:
        text = file.read_text(encoding="utf-8") if len(given) < LONGEST_PATH and file.is_file() else given
        return read_head(text)
    except (AnchorUnreadable, UnicodeDecodeError) as error:
        fail(
            f"--anchor {given[:60]}: {error}; give the line that `noroshi audit head` printed, or a file with it", USAGE
        )


def _write(line: str) -> None:
    sys.stdout.write(f"{terminal(line)}\n")


def _write_out(path: Path | None, text: str) -> None:
    """Write to a new private file, or to the terminal where no file is named."""
    if path is None:
        sys.stdout.write(text)
        return
    try:
        with path.open("w", encoding="utf-8") as file:
            path.chmod(0o600)
            file.write(text)
    except OSError as error:
        fail(f"{path}: {error.strerror}; choose another path")
