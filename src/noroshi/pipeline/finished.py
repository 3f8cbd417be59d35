"""Whether a finished survey is the one that a command asks for, so that `--resume` does not answer for another one."""

import pyarrow.compute as pc
import pyarrow.parquet as pq

import noroshi
from noroshi.archive.survey import SurveyFolder
from noroshi.model.survey import InputRecord, SurveyManifest, Terms
from noroshi.pipeline.context import register_digest
from noroshi.pipeline.plan import Plan


def differences(folder: SurveyFolder, plan: Plan, *, given_knowledge: bool) -> list[str]:
    """Return the names of the plan's fields in which the finished survey differs from the plan.

    A newer program alone is no difference, nor is the knowledge that came with it: a finished survey stays what it is.
    ``given_knowledge`` says that the user named the pack. The content of inputs is told by their size.
    """
    manifest = folder.manifest()
    same = {
        "knowledge": _same_knowledge(manifest, plan, given=given_knowledge),
        "inputs": [item.name for item in plan.inputs] == [item.path for item in manifest.inputs]
        and all(_same_size(item.size, record) for item, record in zip(plan.inputs, manifest.inputs, strict=True)),
        "terms": all(record.terms == _terms(plan, record) for record in manifest.inputs),
        "country": plan.country == manifest.country,
        "register": plan.register == (register_digest(manifest.register) if manifest.register else None),
        "kev": plan.kev == (manifest.kev["sha256"] if manifest.kev else None),
        "as_of": (plan.as_of or _last_day(folder)) == manifest.as_of,
        "keep_all_content": plan.keep_all_content == manifest.keep_all_content,
    }
    return [name for name, alike in same.items() if not alike]


def _same_knowledge(manifest: SurveyManifest, plan: Plan, *, given: bool) -> bool:
    updated = not given and manifest.program != f"noroshi {noroshi.__version__}"
    return updated or plan.knowledge == manifest.knowledge


def _same_size(size: int, record: InputRecord) -> bool:
    return record.path == "-" or size == record.bytes  # standard input is gone


def _terms(plan: Plan, record: InputRecord) -> Terms:
    return plan.terms_by_source.get(record.source, plan.terms) if record.source else Terms()


def _last_day(folder: SurveyFolder) -> str:
    """Return the day (UTC) of the last observation; '' where none has a time."""
    file = pq.ParquetFile(folder.table("observations"))
    found = (pc.max(batch.column(0)).as_py() for batch in file.iter_batches(columns=["observed_at"]))
    last = max((time for time in found if time is not None), default=None)
    return last.date().isoformat() if last is not None else ""
