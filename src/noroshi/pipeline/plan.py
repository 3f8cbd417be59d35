"""The plan of a run: everything that decides its result, so that a resumed run cannot mix two of them."""

from pathlib import Path
from typing import Final

import msgspec

from noroshi.archive.files import write_bytes
from noroshi.archive.survey import pretty
from noroshi.model.survey import Terms
from noroshi.pipeline.errors import RunError

PIECE_BYTES: Final = 4 << 20


class PlannedInput(msgspec.Struct, frozen=True):
    """One input as the user named it, with what must not change until the run is complete."""

    name: str
    file: str
    size: int
    modified_ns: int


class Plan(msgspec.Struct, frozen=True, kw_only=True):
    """What decides the result of a run. Workers, engine and progress are not in it: they must not matter."""

    program: str
    knowledge: str
    inputs: tuple[PlannedInput, ...]
    terms: Terms = Terms()
    terms_by_source: dict[str, Terms] = {}
    country: str | None = None
    register: str | None = None
    kev: str | None = None
    as_of: str | None = None
    keep_all_content: bool = False
    piece_bytes: int = PIECE_BYTES


OPTIONS: Final = {
    "program": "the version of noroshi",
    "knowledge": "--knowledge",
    "inputs": "the inputs",
    "terms": "--licence, --may-hand-over, --may-print, --may-publish or --terms",
    "terms_by_source": "--terms",
    "country": "--country",
    "register": "--register",
    "kev": "--kev",
    "as_of": "--as-of",
    "keep_all_content": "--keep-all-content",
    "piece_bytes": "the size of a batch",
}
"""What a user calls the parts of a plan."""


def plan_inputs(inputs: list[tuple[str, Path]]) -> tuple[PlannedInput, ...]:
    """Return the inputs with size and time of change; a file that is named twice is read once."""
    planned: dict[Path, PlannedInput] = {}
    for name, file in inputs:
        resolved = file.resolve()
        if resolved not in planned:
            status = resolved.stat()
            planned[resolved] = PlannedInput(name, str(resolved), status.st_size, status.st_mtime_ns)
    return tuple(planned.values())


def repeated_inputs(inputs: list[tuple[str, Path]]) -> tuple[str, ...]:
    """Return one sentence per file that is named more than once, also through a folder or a link."""
    names: dict[Path, list[str]] = {}
    for name, file in inputs:
        names.setdefault(file.resolve(), []).append(name)
    return tuple(map(_repeated, (given for given in names.values() if len(given) > 1)))


def _repeated(names: list[str]) -> str:
    others = [name for name in dict.fromkeys(names) if name != names[0]]
    times = "twice" if len(names) == 2 else f"{len(names)} times"  # noqa: PLR2004 the word for two
    return f"{names[0]}: named {times}{' (also as ' + ', '.join(others) + ')' if others else ''}, read once"


def keep_plan(path: Path, plan: Plan, *, resume: bool) -> None:
    """Write the plan, or check that a resumed run has the same one.

    Raises ``RunError`` where a run already left its plan and this is no resume, or where the plans differ.
    """
    if not path.exists():
        write_bytes(path, pretty(msgspec.to_builtins(plan)))
        return
    if not resume:
        folder = path.parent.parent
        raise RunError(
            f"{folder}: an unfinished survey is here; complete it with the same command and --resume, "
            "or give another --out folder"
        )
    earlier = msgspec.json.decode(path.read_bytes(), type=Plan)
    if differing := [name for name in Plan.__struct_fields__ if getattr(earlier, name) != getattr(plan, name)]:
        raise RunError(
            f"{path.parent.parent}: cannot resume, since the interrupted run had other values for "
            f"{', '.join(OPTIONS[name] for name in differing)}; "
            "repeat that command unchanged with --resume, or start anew in another --out folder"
        )
