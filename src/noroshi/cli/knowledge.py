"""`noroshi knowledge check | list | show | pack | unpack`: what is known, where from, and whether it holds."""

import sys
from pathlib import Path
from typing import Annotated

import typer

from noroshi.cli.failure import FAILED, fail
from noroshi.cli.tables import Format, print_rows

app = typer.Typer(no_args_is_help=True, help="The knowledge base: products, builds, advisories, places.")

_PACK = Annotated[Path | None, typer.Option("--pack", help="Another knowledge folder, as of an earlier survey.")]


def _usable(pack: Path | None) -> Path | None:
    from noroshi.pipeline.context import require_pack
    from noroshi.pipeline.errors import RunError

    try:
        if pack is not None:
            require_pack(pack)
    except RunError as error:
        fail(str(error))
    return pack


@app.command()
def check(pack: _PACK = None) -> None:
    """Run every example, counterexample and invariant; each complaint names file and line."""
    from noroshi.pipeline.knowledge_check import check_knowledge

    outcome = check_knowledge(_usable(pack))
    for complaint in outcome.complaints:
        sys.stdout.write(f"{complaint}\n")
    sys.stdout.write(outcome.summary + "\n")
    if outcome.complaints:
        raise SystemExit(FAILED)


@app.command("list")
def list_products(
    pack: _PACK = None, form: Annotated[Format, typer.Option("--format", help="How to print.")] = Format.TABLE
) -> None:
    """List the products with their rules, builds, advisories and examples (real and synthetic)."""
    from noroshi.pipeline.knowledge_check import product_rows

    rows = product_rows(_usable(pack))
    print_rows(rows, list(rows[0]) if rows else ["product"], form)


@app.command()
def show(product: Annotated[str, typer.Argument(metavar="ID")], pack: _PACK = None) -> None:
    """Print all that is known of one product or CVE, with sources."""
    from noroshi.pipeline.knowledge_check import describe

    text = describe(product, _usable(pack))
    if text is None:
        fail(f"{product}: no such product or CVE; `noroshi knowledge list` prints the products")
    sys.stdout.write(text + "\n")


@app.command("pack")
def write_signed(
    out: Annotated[Path, typer.Option("--out", help="New file to write.")],
    key: Annotated[Path | None, typer.Option("--key", help="Ed25519 key of OpenSSH that signs it.")] = None,
    pack: _PACK = None,
) -> None:
    """Write the knowledge as one signed file, for an installation without a network."""
    from noroshi.cli.knowledge_file import write

    write(out, key, _usable(pack))


@app.command("unpack")
def unpack_signed(
    file: Annotated[Path, typer.Argument(metavar="FILE")],
    out: Annotated[Path, typer.Option("--out", help="New folder for the knowledge.")],
    signer: Annotated[
        Path | None, typer.Option("--signer", help="Public key (.pub) that must have signed it; compared by telephone.")
    ] = None,
) -> None:
    """Check the signature and every file of a pack, and put it into a new folder for `survey run --knowledge`."""
    from noroshi.cli.knowledge_file import unpack

    unpack(file, out, signer)
