"""`noroshi register build | find`: the corporate number register."""

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from noroshi.cli.failure import fail
from noroshi.cli.tables import Format, print_rows

if TYPE_CHECKING:
    from noroshi.model.attribution import RegisterEntry

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


@app.command()
def find(
    register: Annotated[Path, typer.Argument(help="Register from `noroshi register build`.", metavar="R")],
    query: Annotated[str, typer.Argument(help="Corporate number, name or domain.")],
    place: Annotated[
        str | None, typer.Option(help="Only corporations registered there, as 神奈川県 or 横浜市.")
    ] = None,
    form: Annotated[Format, typer.Option("--format", help="table, json or csv.")] = Format.TABLE,
) -> None:
    """Look a corporation up by number, name or domain, and see its homonyms and the keys that were used."""
    from noroshi.archive.register_index import RegisterIndex, RegisterIndexError
    from noroshi.attribute.find import find_corporations, read_place
    from noroshi.knowledge.places import bundled_places
    from noroshi.render.neutral import terminal

    places = bundled_places()
    wanted = read_place(places, place) if place else None
    if place and wanted is None:
        fail(f"--place {place}: no such prefecture or municipality; give it as 神奈川県, 横浜市, Kanagawa or 14", 2)
    try:
        with RegisterIndex.open(register) as index:
            found = find_corporations(index, query, places, wanted)
    except RegisterIndexError as error:
        fail(str(error))
    rows = [_found_row(entry, how) for entry, how in found.entries]
    print_rows(rows, _FOUND, form)
    if form is Format.TABLE:
        keys = ", ".join(f"{kind} {key}" for kind, key in found.keys.items())
        sys.stdout.write(f"keys: {terminal(keys)}\n")
        within = f", {len(rows)} registered in {wanted.prefecture}{wanted.city}" if wanted else ""
        sys.stdout.write(f"homonyms: {found.homonyms} in operation found by the best key{within}\n")


_FOUND = ("number", "name", "prefecture", "city", "closed_on", "successor", "found_by")


def _found_row(entry: "RegisterEntry", how: str) -> dict[str, str]:
    return {
        "number": entry.number,
        "name": entry.name,
        "prefecture": entry.prefecture,
        "city": entry.city,
        "closed_on": entry.closed_on.isoformat() if entry.closed_on else "",
        "successor": entry.successor,
        "found_by": how,
    }
