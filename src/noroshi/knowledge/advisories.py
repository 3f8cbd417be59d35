"""Advisory and its parts: which versions of which products a CVE affects, by which source; and their reader."""

import csv
import io
import json
from collections.abc import Iterable, Iterator
from datetime import date
from functools import cache
from typing import Any, Final, Literal, TypeAlias

import jsonschema
import msgspec

from noroshi.knowledge.complaints import Complaint, KnowledgeError
from noroshi.knowledge.load import PackFile, data_root, read_pack
from noroshi.knowledge.yaml_positions import Document, Path, parse_yaml

FOLDER: Final = "advisories/"
SCHEMA_NAME: Final = "noroshi/advisories@1"
MAX_SCHEMA_COMPLAINTS: Final = 50
Texts: TypeAlias = dict[str, str]
Status: TypeAlias = Literal["affected", "not_affected", "undetermined", "end_of_life"]
Unlisted: TypeAlias = Literal["not_affected", "undetermined"]


class SourceRef(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Where facts were read and when. ``mirror``: a text copied elsewhere, the weakest kind.

    ``build-table``: a list of the days on which versions were built or released, kept by others.
    """

    id: str
    kind: Literal["cve-record", "nvd", "vendor", "csaf", "jvn", "cisa", "kev", "mirror", "build-table"]
    ref: str
    read: date
    line: int = 0


class Ssvc(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """SSVC decision points as a source states them on day ``at``; '' where it states none."""

    exploitation: Literal["", "none", "poc", "active"] = ""
    automatable: Literal["", "yes", "no"] = ""
    technical_impact: Literal["", "partial", "total"] = ""
    source: str
    at: date | None = None


class Condition(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The precondition that the advisory states: roles that prove it, and roles that rule it out."""

    roles: tuple[str, ...] = ()
    unless_roles: tuple[str, ...] = ()
    text: Texts = {}
    source: str = ""


class Stated(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """How a source states that a range begins or ends here: more than that it lists nothing before or after."""

    source: str
    says: str


class Branch(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One range of one branch. All versions as text; how they compare is the business of ``judge``.

    ``fixed``: None where the source says nothing about a fix, '' where it says that there is none. ``start``, ``end``:
    how a source excludes what lies below ``from`` and above ``through``; None where these are only the first and the
    last version that it lists. ``dated_by``: id of the source of ``fixed_on`` or ``built_on`` where it is not
    ``source``.
    """

    branch: str
    status: Status = "affected"
    from_: str = msgspec.field(name="from", default="")
    through: str = ""
    before: str = ""
    start: Stated | None = None
    end: Stated | None = None
    fixed: str | None = None
    fixes: tuple[str, ...] = ()
    fixed_on: date | None = None
    built_on: date | None = None
    dated_by: str = ""
    hotfix: Literal["", "invisible", "exceptional"] = ""
    source: str
    note: str = ""
    line: int = 0


class AffectedProduct(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What the advisory says about one product, or about some editions of it. No editions: mainline."""

    product: str
    editions: tuple[str, ...] = ()
    branches: tuple[Branch, ...]
    unlisted_newer: Unlisted = "undetermined"
    unlisted_between: Unlisted = "undetermined"
    unlisted_older: Unlisted = "undetermined"
    unlisted_basis: str = ""
    note: str = ""
    line: int = 0


class ConflictNote(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Versions about which sources disagree: ``says`` maps source id to what it states."""

    product: str
    versions: str
    editions: tuple[str, ...] = ()
    says: dict[str, str]
    note: str = ""
    line: int = 0


class AdvisoryExample(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One judgement that must come out; ``version`` in every form that ``noroshi judge`` accepts."""

    product: str
    version: str
    edition: str = ""
    roles: tuple[str, ...] = ()
    expect: Literal["affected", "likely", "not_affected", "undetermined"]
    reason: str = ""
    source: str = ""
    note: str = ""
    line: int = 0


class Advisory(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One CVE of one vendor file, with every fact's source."""

    cve: str
    advisory: str = ""
    title: Texts = {}
    published: date | None = None
    kev: date | None = None
    ssvc: Ssvc | None = None
    condition: Condition | None = None
    affected: tuple[AffectedProduct, ...]
    conflicts: tuple[ConflictNote, ...] = ()
    examples: tuple[AdvisoryExample, ...] = ()
    note: str = ""
    line: int = 0

    def source_uses(self) -> Iterator[tuple[str, int]]:
        """Yield every source id that the advisory names, with the line."""
        for part in (self.ssvc, self.condition):
            if part is not None and part.source:
                yield part.source, self.line
        for entry in self.affected:
            yield from ((branch.source, branch.line) for branch in entry.branches)
            yield from ((branch.dated_by, branch.line) for branch in entry.branches if branch.dated_by)
            for branch in entry.branches:
                yield from ((bound.source, branch.line) for bound in (branch.start, branch.end) if bound)
        for conflict in self.conflicts:
            yield from ((source, conflict.line) for source in conflict.says)
        yield from ((example.source, example.line) for example in self.examples if example.source)


class AdvisoryFile(msgspec.Struct, frozen=True, kw_only=True):
    """The advisories of one vendor."""

    file: str
    vendor: str
    sources: tuple[SourceRef, ...]
    advisories: tuple[Advisory, ...]


def load_advisories(pack: Iterable[PackFile] | None = None) -> tuple[AdvisoryFile, ...]:
    """Read every advisory file of a pack (default: the bundled one), by name; raise KnowledgeError on a fault."""
    return tuple(
        read_advisories(file.name, file.data) for file in advisory_files(read_pack() if pack is None else pack)
    )


def advisory_files(pack: Iterable[PackFile]) -> Iterator[PackFile]:
    """Yield the advisory files of a pack."""
    return (file for file in pack if file.name.startswith(FOLDER) and file.name.endswith(".yaml"))


def read_advisories(file: str, data: bytes) -> AdvisoryFile:
    """Parse and check one file; raise KnowledgeError with the line of the first fault."""
    document = parse_yaml(file, data)
    for complaint in schema_complaints(document):
        raise KnowledgeError(complaint.file, complaint.line, complaint.message)
    return _convert(document)


def validate_advisories(pack: Iterable[PackFile]) -> list[Complaint]:
    """Return every fault of shape and provenance in a pack's advisory files, sorted; versions are ``judge.check``'s."""
    complaints: list[Complaint] = []
    for file in advisory_files(pack):
        try:
            document = parse_yaml(file.name, file.data)
            faults = list(schema_complaints(document))
            complaints += faults or provenance_complaints(_convert(document))
        except KnowledgeError as error:
            complaints.append(error.complaint())
    return sorted(complaints)


def schema_complaints(document: Document) -> Iterator[Complaint]:
    """Yield what the JSON Schema of advisory files says, in the order of the file."""
    errors = sorted(
        _validator().iter_errors(document.value), key=lambda error: document.line(tuple(error.absolute_path))
    )
    for error in errors[:MAX_SCHEMA_COMPLAINTS]:
        where = ".".join(map(str, error.absolute_path)) or "file"
        yield Complaint(document.file, document.line(tuple(error.absolute_path)), f"{where}: {error.message[:300]}")


def provenance_complaints(file: AdvisoryFile) -> Iterator[Complaint]:
    """Yield sources that do not exist or appear twice, sources never used, and CVEs that appear twice."""
    known: dict[str, int] = {}
    for source in file.sources:
        if source.id in known:
            yield Complaint(file.file, source.line, f"source {source.id} stands also in line {known[source.id]}")
        known.setdefault(source.id, source.line)
    cves: dict[str, int] = {}
    used = {"kev"} if any(advisory.kev for advisory in file.advisories) else set()
    for advisory in file.advisories:
        if advisory.cve in cves:
            yield Complaint(file.file, advisory.line, f"{advisory.cve} stands also in line {cves[advisory.cve]}")
        cves.setdefault(advisory.cve, advisory.line)
        for source_id, line in advisory.source_uses():
            used.add(source_id)
            if source_id not in known:
                yield Complaint(file.file, line, f"{advisory.cve}: source {source_id!r} is not in `sources`")
        yield from _baseless(file.file, advisory)
    for source in file.sources:
        if source.id not in used:
            yield Complaint(file.file, source.line, f"source {source.id} is never used")


def _baseless(file: str, advisory: Advisory) -> Iterator[Complaint]:
    """Yield what clears versions of which the source does not speak, without saying why."""
    for entry in advisory.affected:
        sides = (entry.unlisted_newer, entry.unlisted_between, entry.unlisted_older)
        if "not_affected" in sides and not entry.unlisted_basis.strip():
            message = (
                f"{advisory.cve}: {entry.product}: branches not listed are called not affected without `unlisted_basis`"
            )
            yield Complaint(file, entry.line, message)
        for row in entry.branches:
            for name, bound, needs in (("start", row.start, row.from_), ("end", row.end, row.through.strip("*"))):
                if bound is not None and not needs:
                    text = f"{advisory.cve}: {entry.product} {row.branch}: `{name}` says nothing without a bound"
                    yield Complaint(file, row.line, text)


class UrgencyRow(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One row of the decision table of CISA BOD 26-04 for an exposed device; ``urgency`` as in ``model.verdict``."""

    in_kev: Literal["yes", "no"]
    automatable: Literal["yes", "no"]
    technical_impact: Literal["partial", "total"]
    urgency: str
    source: str


URGENCY_FILE: Final = "urgency_bod_26_04.csv"


def load_urgency_table(pack: Iterable[PackFile] | None = None) -> tuple[UrgencyRow, ...]:
    """Read the urgency table of a pack; raise KnowledgeError where it is absent or a row cannot be used."""
    data = next((file.data for file in (read_pack() if pack is None else pack) if file.name == URGENCY_FILE), None)
    if data is None:
        raise KnowledgeError(URGENCY_FILE, 0, "the urgency table is missing")
    reader = csv.DictReader(io.StringIO(data.decode(), newline=""), strict=True)
    rows: list[UrgencyRow] = []
    for row in reader:
        try:
            rows.append(msgspec.convert(row, UrgencyRow))
        except msgspec.ValidationError as error:
            raise KnowledgeError(URGENCY_FILE, reader.line_num, str(error)) from error
    return tuple(rows)


def _convert(document: Document) -> AdvisoryFile:
    value = _with_lines(document, document.value, ())
    advisories = tuple(
        _checked(document, ("advisories", index), item, Advisory) for index, item in enumerate(value["advisories"])
    )
    sources = tuple(
        _checked(document, ("sources", index), item, SourceRef) for index, item in enumerate(value["sources"])
    )
    return AdvisoryFile(file=document.file, vendor=value["vendor"], sources=sources, advisories=advisories)


def _checked(document: Document, path: Path, item: object, kind: type[Any]) -> Any:  # noqa: ANN401 - instance of kind
    try:
        return msgspec.convert(item, kind)
    except msgspec.ValidationError as error:
        raise KnowledgeError(document.file, document.line(path), str(error)) from error


def _with_lines(document: Document, value: Any, path: Path) -> Any:  # noqa: ANN401 - any plain YAML value
    """Return the value with ``line`` added to every mapping that stands in a list."""
    if isinstance(value, list):
        return [_with_lines(document, item, (*path, index)) for index, item in enumerate(value)]
    if not isinstance(value, dict):
        return value
    inner = {name: _with_lines(document, item, (*path, name)) for name, item in value.items()}
    return inner | {"line": document.line(path)} if path and isinstance(path[-1], int) else inner


@cache
def _validator() -> Any:  # noqa: ANN401 - jsonschema validators share no public type
    schema = json.loads((data_root() / "schemas" / "advisories.json").read_text("utf-8"))
    return jsonschema.Draft202012Validator(schema)
