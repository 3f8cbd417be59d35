"""`noroshi survey run`: public exports in, a survey out."""

import re
import signal
import sys
from enum import StrEnum
from pathlib import Path
from types import FrameType
from typing import TYPE_CHECKING, Annotated

import typer

from noroshi.cli.dates import require_date
from noroshi.cli.failure import INTERRUPTED, USAGE, fail

if TYPE_CHECKING:
    from noroshi.pipeline.prepare import Request


class Engine(StrEnum):
    """Where the work runs."""

    LOCAL = "local"


class May(StrEnum):
    """What the source's terms say; unknown until someone has read them."""

    UNKNOWN = "unknown"
    YES = "yes"
    NO = "no"


def run(  # noqa: PLR0913 one parameter per option of the command
    inputs: Annotated[
        list[str], typer.Argument(help="Export files or folders; - is standard input.", metavar="INPUT…")
    ],
    *,
    out: Annotated[Path, typer.Option(help="New folder for the survey.")],
    country: Annotated[str | None, typer.Option(help="Keep only records of this country (ISO code, as JP).")] = None,
    register: Annotated[Path | None, typer.Option(help="Corporate register from `noroshi register build`.")] = None,
    kev: Annotated[Path | None, typer.Option(help="Dated snapshot of the CISA KEV catalogue (JSON or CSV).")] = None,
    as_of: Annotated[
        str | None, typer.Option(help="Date of the survey, YYYY-MM-DD; else the last observation.")
    ] = None,
    workers: Annotated[int, typer.Option(min=1, max=256, help="Worker processes.")] = 1,
    engine: Annotated[Engine, typer.Option(help="Where the work runs.")] = Engine.LOCAL,
    resume: Annotated[bool, typer.Option("--resume", help="Complete an interrupted survey.")] = False,
    licence: Annotated[str, typer.Option(help="Licence or contract reference of the inputs.")] = "unknown",
    may_hand_over: Annotated[May, typer.Option(help="May the raw data be handed over?")] = May.UNKNOWN,
    may_print: Annotated[May, typer.Option(help="May the raw data be printed in letters?")] = May.UNKNOWN,
    may_publish: Annotated[May, typer.Option(help="May figures from the data be published?")] = May.UNKNOWN,
    terms: Annotated[Path | None, typer.Option(help="CSV with the terms of each source; goes before these.")] = None,
    knowledge: Annotated[Path | None, typer.Option(help="Knowledge pack of an earlier survey, to replay it.")] = None,
    keep_content: Annotated[
        bool, typer.Option("--keep-all-content", help="Keep the content of every record, not of recognised ones only.")
    ] = False,
) -> None:
    """Read public exposure exports and write a survey: devices, versions, verdicts, organisations.

    No packet goes to a surveyed host: the survey reads the given files and nothing else.
    """
    del engine  # one engine so far
    if country is not None and not re.fullmatch(r"[A-Za-z]{2}", country):
        fail(f"--country {country}: give a two-letter ISO code such as JP", USAGE)
    require_date("--as-of", as_of)
    signal.signal(signal.SIGTERM, _interrupt)
    try:
        from noroshi.archive.survey import SurveyError
        from noroshi.model.survey import Terms
        from noroshi.pipeline.errors import RunError
        from noroshi.pipeline.inputs import InputError
        from noroshi.pipeline.prepare import Request

        request = Request(
            inputs=inputs,
            out=out,
            country=country.upper() if country else None,
            register=register,
            kev=kev,
            as_of=as_of,
            terms=Terms(
                licence=licence,
                may_hand_over=may_hand_over.value,
                may_print=may_print.value,
                may_publish=may_publish.value,
            ),
            terms_file=terms,
            knowledge=knowledge,
            keep_all_content=keep_content,
            workers=workers,
            resume=resume,
        )
        _survey(request)
    except KeyboardInterrupt:  # first: while the modules are imported there are no other errors to name
        fail("interrupted; finished batches are kept: repeat the command with --resume", INTERRUPTED)
    except (RunError, InputError, SurveyError) as error:
        fail(str(error))


def _survey(request: "Request") -> None:
    from noroshi.pipeline.prepare import prepare
    from noroshi.pipeline.progress import RunProgress
    from noroshi.pipeline.survey import run_survey
    from noroshi.render.neutral import terminal

    prepared = prepare(request, RunProgress())
    if prepared is None:
        sys.stdout.write(f"{request.out}: the survey is complete; nothing to resume\n")
        return
    for note in prepared.notes:
        sys.stdout.write(f"{terminal(note)}\n")
    run_survey(prepared)
    _print_counts(request.out)


def _interrupt(_number: int, _frame: FrameType | None) -> None:
    raise KeyboardInterrupt


def _print_counts(out: Path) -> None:
    from noroshi.archive.survey import SurveyFolder
    from noroshi.cli.summary import print_summary

    print_summary(SurveyFolder(out))
