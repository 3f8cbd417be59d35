"""`noroshi register build | find`: the corporate number register."""

import sys
from pathlib import Path
from typing import Annotated

import typer

from noroshi.cli.failure import fail

app = typer.Typer(no_args_is_help=True, help="The corporate number register (法人番号) and its aliases.")


@app.command()
def build(
    files: Annotated[list[Path], typer.Argument(help="Register files or folders; each format is detected.")],
    out: Annotated[Path, typer.Option(help="Register to write.")],
) -> None:
    """Build the register that `survey run` and `attribute` read."""
    from noroshi.archive.register_build import build_register
    from noroshi.archive.register_files import RegisterFileError
    from noroshi.cli.register_progress import RegisterProgress
    from noroshi.render.neutral import terminal

    try:
        with RegisterProgress() as progress:
            outcome = build_register(files, out, progress.update)
    except RegisterFileError as error:
        fail(str(error))
    for source in outcome.sources:
        rejected = ", ".join(f"{reason} {count:,}" for reason, count in sorted(source.rejected.items()))
        lost = f"; rejected: {rejected}" if rejected else ""
        sys.stdout.write(
            f"{terminal(source.path)}: {source.format}, {source.rows:,} rows, {source.kept:,} kept{lost}\n"
        )
    for path, reason in outcome.skipped:
        sys.stdout.write(f"{terminal(path)}: skipped, {terminal(reason)}\n")
    sys.stdout.write(
        f"register: {outcome.out}: {outcome.organizations:,} corporations, {outcome.keys:,} name keys, "
        f"{outcome.aliases:,} aliases, as of {outcome.as_of or 'an unknown date'}\n"
    )
