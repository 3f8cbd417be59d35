"""Before the first step: check what the user gave, lay out the survey's folder, bind it to one plan."""

from collections.abc import Sequence
from pathlib import Path

import msgspec

import noroshi
from noroshi.archive.files import make_private_dir, write_bytes
from noroshi.archive.survey import KEV_COPY, KNOWLEDGE, SurveyFolder
from noroshi.model.survey import Terms
from noroshi.pipeline.context import (
    check_kev,
    check_register,
    notes_on_judging,
    notes_on_reading,
    pack_digest,
    store_pack,
)
from noroshi.pipeline.errors import RunError
from noroshi.pipeline.finished import differences
from noroshi.pipeline.inputs import expand
from noroshi.pipeline.plan import OPTIONS, PIECE_BYTES, Plan, keep_plan, plan_inputs, repeated_inputs
from noroshi.pipeline.progress import RunProgress
from noroshi.pipeline.survey import Run
from noroshi.pipeline.terms import read_terms


class Request(msgspec.Struct, frozen=True, kw_only=True):
    """What the user asked for."""

    inputs: Sequence[str]
    out: Path
    country: str | None = None
    register: Path | None = None
    kev: Path | None = None
    as_of: str | None = None
    terms: Terms = Terms()
    terms_file: Path | None = None
    knowledge: Path | None = None
    keep_all_content: bool = False
    workers: int = 1
    resume: bool = False
    piece_bytes: int = PIECE_BYTES


def prepare(request: Request, progress: RunProgress) -> Run | None:
    """Return the run, ready to start; None where ``resume`` was asked and the survey is complete already.

    Raises ``RunError``, ``InputError`` or ``SurveyError`` before anything is written where an input, the register, the
    KEV file, the knowledge pack or the output folder cannot be used, or where a complete survey is another one.
    """
    folder = SurveyFolder(request.out)
    if folder.complete and not request.resume:
        raise RunError(f"{request.out}: holds a complete survey; give another --out folder (or remove this one first)")
    if request.out.exists() and not folder.complete and not folder.work.is_dir() and any(request.out.iterdir()):
        raise RunError(f"{request.out}: is not empty and holds no survey; give a new --out folder")
    kev = check_kev(request.kev) if request.kev else None
    knowledge = pack_digest(request.knowledge)
    terms_by_source = read_terms(request.terms_file) if request.terms_file else {}
    register = check_register(request.register) if request.register else None
    inputs = expand(request.inputs, None if folder.complete else folder.work)
    plan = Plan(
        program=noroshi.__version__,
        knowledge=knowledge,
        inputs=plan_inputs(inputs),
        terms=request.terms,
        terms_by_source=terms_by_source,
        country=request.country,
        register=register,
        kev=kev[0] if kev else None,
        as_of=request.as_of,
        keep_all_content=request.keep_all_content,
        piece_bytes=request.piece_bytes,
    )
    if folder.complete:
        _require_same(folder, plan, request)
        return None
    make_private_dir(make_private_dir(folder.work) / "parts")
    keep_plan(folder.work / "plan.json", plan, resume=request.resume)
    store_pack(request.knowledge, folder.path / KNOWLEDGE)
    if kev is not None:
        write_bytes(folder.path / KEV_COPY, kev[1])
    notes = (*repeated_inputs(inputs), *notes_on_reading(request.knowledge), *notes_on_judging(request.knowledge))
    return Run(folder, plan, request.workers, progress, request.register, notes)


def _require_same(folder: SurveyFolder, plan: Plan, request: Request) -> None:
    folder.require_complete()
    if differing := differences(folder, plan, given_knowledge=request.knowledge is not None):
        raise RunError(
            f"{request.out}: the survey is complete, but was made with other values for "
            f"{', '.join(OPTIONS[name] for name in differing)}; nothing was changed: run anew in another --out folder"
        )
