"""`knowledge check | list | show`: every invariant and example of the knowledge base, and what it holds."""

from collections.abc import Callable, Iterator
from importlib.resources.abc import Traversable
from pathlib import Path
from typing import Any, Final

import msgspec

from noroshi.identify.checks import CHECKS
from noroshi.identify.decoders import DECODERS
from noroshi.identify.examples import run_examples as run_product_examples
from noroshi.identify.identifier import Identifier
from noroshi.judge.build_days import build_days
from noroshi.judge.check import check_advisories
from noroshi.judge.check import run_examples as run_advisory_examples
from noroshi.judge.judge import Judge
from noroshi.judge.schemes import SCHEMES
from noroshi.knowledge.advisories import (
    Advisory,
    AdvisoryFile,
    load_advisories,
    load_urgency_table,
    validate_advisories,
)
from noroshi.knowledge.approval_routes import load_approval_routes
from noroshi.knowledge.attribution_lists import load_attribution_lists
from noroshi.knowledge.case_states import load_case_states
from noroshi.knowledge.catalog import CatalogEntry, catalog, entry
from noroshi.knowledge.complaints import Complaint, KnowledgeError
from noroshi.knowledge.earlier_pack import lost_files
from noroshi.knowledge.enumerations import load_enumerations
from noroshi.knowledge.ethics import load_ethics
from noroshi.knowledge.help_desks import load_help_desks
from noroshi.knowledge.load import PackFile, data_root, load_pack, read_pack
from noroshi.knowledge.mail_states import load_mail_states
from noroshi.knowledge.office_days import load_office_days
from noroshi.knowledge.organization_kinds import load_organization_kinds
from noroshi.knowledge.places import load_places
from noroshi.knowledge.roles import load_roles
from noroshi.knowledge.sentences import load_sentences
from noroshi.knowledge.validate import validate
from noroshi.knowledge.words import WordsError, load_words
from noroshi.notify.evidence_level import overclaims

SURVEY: Final[dict[str, Callable[[Traversable], object]]] = {
    "places": load_places,
    "attribution": load_attribution_lists,
    "words": load_words,
}
CAMPAIGN: Final[dict[str, Callable[[Traversable], object]]] = {
    "enums.yaml": load_enumerations,
    "ethics.yaml": load_ethics,
    "organization_kinds.yaml": load_organization_kinds,
    "roles.yaml": load_roles,
    "states.yaml": load_case_states,
    "office_days.yaml": load_office_days,
    "approval_routes.yaml": load_approval_routes,
    "help_desks.yaml": load_help_desks,
    "mail_states.yaml": load_mail_states,
    "words/call_sheet.yaml": load_sentences,
}
"""Packs that surveys of the first release kept hold none of these; a pack that holds one must hold all."""


class Outcome(msgspec.Struct, frozen=True):
    """The complaints, each with file and line, and one sentence that says what was checked."""

    complaints: list[Complaint]
    summary: str


def check_knowledge(path: Path | None) -> Outcome:
    """Check a pack (None: the bundled one); never raises for a fault in it."""
    pack = read_pack(path)
    complaints = [*validate(pack, DECODERS.keys(), CHECKS.keys()), *validate_advisories(pack), *_lists(path)]
    if complaints:
        return Outcome(complaints, f"{len(complaints)} faults in shape and provenance; examples were not run")
    return _examples(pack)


def _examples(pack: tuple[PackFile, ...]) -> Outcome:
    knowledge = load_pack(pack)
    advisories = load_advisories(pack)
    complaints = [*check_advisories(advisories, knowledge.products), *_schemes(pack), *lost_files(knowledge)]
    products = run_product_examples(knowledge, Identifier(knowledge))
    days = build_days(knowledge.builds.values())
    judge = Judge(knowledge.products, advisories, None, None, load_urgency_table(pack), days)
    judged, wrong = run_advisory_examples(advisories, judge)
    complaints += [*products.complaints, *wrong]
    cves = len({advisory.cve for file in advisories for advisory in file.advisories})
    builds = sum(len(table.rows) for table in knowledge.builds.values())
    summary = (
        f"{len(knowledge.products)} products, {builds} build and release rows, {cves} CVEs: "
        f"{products.real} real and {products.synthetic} synthetic product examples and {judged} advisory examples run, "
        f"{len(complaints)} faults"
    )
    return Outcome(complaints, summary)


def _schemes(pack: tuple[PackFile, ...]) -> Iterator[Complaint]:
    for product in load_pack(pack).products.values():
        if product.scheme not in SCHEMES:
            yield Complaint(product.file, 1, f"{product.id}: no version scheme is called {product.scheme!r}")


def _lists(path: Path | None) -> Iterator[Complaint]:
    root = path or data_root()
    before_campaigns = not any((root / name).is_file() for name in CAMPAIGN)
    for name, load in (SURVEY if before_campaigns else SURVEY | CAMPAIGN).items():
        try:
            load(root)
        except KnowledgeError as error:
            yield error.complaint()
        except (WordsError, KeyError, ValueError, OSError) as error:
            yield Complaint(name, 1, f"cannot be loaded: {error}")
    if not before_campaigns:
        yield from _overclaims(root)


def _overclaims(root: Traversable) -> Iterator[Complaint]:
    """Yield the sentences that assert more than they ask evidence for."""
    try:
        sentences = load_sentences(root).by_id.values()
    except (KnowledgeError, OSError):
        return
    for sentence in sentences:
        for words in overclaims(sentence):
            yield Complaint("words", 0, f"{sentence.id}: {words!r} asserts more than the sentence needs evidence for")


def product_rows(path: Path | None) -> list[dict[str, Any]]:
    """Return one row per product for `knowledge list`."""
    pack = read_pack(path)
    cves: dict[str, set[str]] = {}
    for file in load_advisories(pack):
        for advisory in file.advisories:
            for affected in advisory.affected:
                cves.setdefault(affected.product, set()).add(advisory.cve)
    rows = []
    for row in catalog(load_pack(pack)):
        values = msgspec.structs.asdict(row)
        values["name"] = row.name.get("en", row.id)
        rows.append(values | {"cves": len(cves.get(row.id, ()))})
    return rows


def describe(name: str, path: Path | None) -> str | None:
    """Return everything known of a product id or CVE as text; None where neither exists."""
    pack = read_pack(path)
    files = load_advisories(pack)
    if name.upper().startswith("CVE-"):
        found = [(file, item) for file in files for item in file.advisories if item.cve == name.upper()]
        return "\n\n".join(_advisory(file, item) for file, item in found) or None
    knowledge = load_pack(pack)
    if name not in knowledge.products:
        return None
    known = entry(knowledge, name)
    cves = sorted(
        {item.cve for file in files for item in file.advisories for one in item.affected if one.product == name}
    )
    return "\n".join([*_product(known), f"advisories: {', '.join(cves) or 'none'}"])


def _product(known: CatalogEntry) -> Iterator[str]:
    row = known.row
    yield f"{row.id}: {row.name.get('en', '')} / {row.name.get('ja', '')} ({row.vendor}; {row.status})"
    yield f"file: {known.file}; examples: {row.real} real, {row.synthetic} synthetic"
    yield from (f"outlook ({language}): {text}" for language, text in known.outlook.items())
    yield from (f"role {role}: proven by {', '.join(signals)}" for role, signals in known.roles.items())
    yield "rules:"
    for rule in known.rules:
        sources = ", ".join(rule.sources)
        yield f"  {rule.id} [{rule.part}, {rule.weight}] {rule.field}: {rule.matcher} (source {sources})"
    yield from (f"builds from {source}: {count} rows" for source, count in known.build_sources)
    yield "sources:"
    yield from (f"  {source.id}: {source.title}, {source.ref}, read {source.read}" for source in known.sources)


def _advisory(file: AdvisoryFile, item: Advisory) -> str:
    lines = [
        f"{item.cve} {item.advisory}: {item.title.get('en', '')} / {item.title.get('ja', '')} ({file.vendor})",
        f"file: {file.file} line {item.line}; published {item.published or '?'}; in KEV since {item.kev or '?'}",
    ]
    if item.condition:
        lines.append(f"condition: {item.condition.text.get('en', '')} (source {item.condition.source})")
    for affected in item.affected:
        lines.append(f"{affected.product} {' '.join(affected.editions)}".rstrip())
        for branch in affected.branches:
            bounds = " ".join(
                f"{word} {value}"
                for word, value in (("from", branch.from_), ("through", branch.through), ("before", branch.before))
                if value
            )
            fixed = f"; fixed in {branch.fixed}" if branch.fixed else ""
            lines.append(f"  {branch.branch}: {branch.status} {bounds}{fixed} (source {branch.source})")
    used = {source for source, _ in item.source_uses()}
    lines.append("sources:")
    lines += [
        f"  {source.id}: {source.kind}, {source.ref}, read {source.read}"
        for source in file.sources
        if source.id in used
    ]
    return "\n".join(lines)
