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
    from noroshi.archive.register_build import RegisterBuildError, build_register
    from noroshi.cli.register_progress import RegisterProgress

    try:
        with RegisterProgress() as progress:
            outcome = build_register(files, out, progress.update)
    except RegisterBuildError as error:
        fail(str(error))
    sys.stdout.write(outcome.text() + "\n")
