"""Check: invariants of advisory files that need the version schemes, and their examples, by file and line."""

from collections.abc import Iterable, Iterator, Mapping
from typing import Final

from noroshi.judge.judge import GENERIC, Judge
from noroshi.judge.options import normal_edition
from noroshi.judge.ranges import parse_range
from noroshi.judge.rows import read_version
from noroshi.judge.schemes import SCHEMES, Key, Scheme
from noroshi.judge.schemes.base import TOP
from noroshi.knowledge.advisories import Advisory, AdvisoryFile, AffectedProduct, Branch
from noroshi.knowledge.complaints import Complaint
from noroshi.knowledge.products import Product

_ANY: Final = "*"


def check_advisories(files: Iterable[AdvisoryFile], products: Mapping[str, Product]) -> list[Complaint]:
    """Return every fault of the versions in the advisory files, sorted."""
    return sorted(complaint for file in files for complaint in _file(file, products))


def run_examples(files: Iterable[AdvisoryFile], judge: Judge) -> tuple[int, list[Complaint]]:
    """Judge every example; return how many there are and a complaint for each that comes out otherwise."""
    count = 0
    complaints: list[Complaint] = []
    for file in files:
        for advisory in file.advisories:
            for example in advisory.examples:
                count += 1
                verdict = judge.verdict(
                    example.product, advisory.cve, read_version(example.version), example.edition, example.roles or None
                )
                wrong_reason = bool(example.reason) and verdict.reason.value != example.reason
                if verdict.answer.value != example.expect or wrong_reason:
                    expected = f"{example.expect} {example.reason}".rstrip()
                    message = (
                        f"{advisory.cve}: {example.product} {example.version!r} gives "
                        f"{verdict.answer.value} {verdict.reason.value}, expected {expected}"
                    )
                    complaints.append(Complaint(file.file, example.line, message))
    return count, sorted(complaints)


def _file(file: AdvisoryFile, products: Mapping[str, Product]) -> Iterator[Complaint]:
    for advisory in file.advisories:
        for entry in advisory.affected:
            product = products.get(entry.product)
            if product is None:
                yield Complaint(file.file, entry.line, f"{advisory.cve}: no product file {entry.product!r}")
                continue
            scheme = SCHEMES.get(product.scheme or GENERIC)
            if scheme is None:
                yield Complaint(file.file, entry.line, f"{entry.product}: unknown version scheme {product.scheme!r}")
                continue
            for row in entry.branches:
                for message in row_faults(scheme, row):
                    yield Complaint(file.file, row.line, f"{advisory.cve} {entry.product} {row.branch}: {message}")
            for line, message in _overlaps(scheme, entry):
                yield Complaint(file.file, line, f"{advisory.cve} {entry.product}: {message}")
        yield from _cross(file.file, advisory, products)


def row_faults(scheme: Scheme, row: Branch) -> Iterator[str]:
    """Yield what is wrong with the versions of one row."""
    prefix = scheme.prefix(row.branch)
    if prefix is None:
        yield f"branch {row.branch!r} cannot be read as {scheme.name}"
        return
    bounds = {"from": row.from_, "through": row.through, "before": row.before, "fixed": row.fixed or ""}
    keys: dict[str, Key] = {}
    for name, text in (*bounds.items(), *(("fixes", fix) for fix in row.fixes)):
        version = scheme.parse(text) if text and text != _ANY else None
        if text and text != _ANY and version is None:
            yield f"{name} {text!r} cannot be read as {scheme.name}"
        elif version is not None:
            yield from _inside(name, text, version.key, prefix)
            keys.setdefault(name, version.key)
    yield from _order(keys)


def _inside(name: str, text: str, key: Key, prefix: Key) -> Iterator[str]:
    """Yield a bound outside its branch; ``before`` and ``fixed`` may lie above it, where the branch itself ends."""
    inside = key[: len(prefix)] == prefix or prefix[: len(key)] == key
    if not inside and (name in {"from", "through", "fixes"} or key < prefix):
        yield f"{name} {text} lies outside the branch"


def _order(keys: dict[str, Key]) -> Iterator[str]:
    start, last, limit, fixed = (keys.get(name) for name in ("from", "through", "before", "fixed"))
    if start is not None and last is not None and start > (*last, TOP):
        yield "`from` lies above `through`"
    if start is not None and limit is not None and start >= limit:
        yield "`from` does not lie below `before`"
    if fixed is not None and last is not None and fixed <= last:
        yield "the fixed version lies inside the affected range (`through`)"
    if fixed is not None and limit is not None and fixed < limit:
        yield "the fixed version lies inside the affected range (`before`)"
    if fixed is not None and start is not None and fixed <= start:
        yield "the fixed version does not lie above `from`"


def _overlaps(scheme: Scheme, entry: AffectedProduct) -> Iterator[tuple[int, str]]:
    rows = [(prefix, row) for row in entry.branches if (prefix := scheme.prefix(row.branch)) is not None]
    for at, (prefix, row) in enumerate(rows):
        for other_prefix, other in rows[:at]:
            one, two = _reach(scheme, row), _reach(scheme, other)
            if prefix == other_prefix and one[0] < two[1] and two[0] < one[1]:
                yield row.line, f"branch {row.branch} overlaps the row in line {other.line}"


def _reach(scheme: Scheme, row: Branch) -> tuple[Key, Key]:
    start = scheme.parse(row.from_) if row.from_ else None
    through = scheme.parse(row.through) if row.through and row.through != _ANY else None
    bound = scheme.parse(row.before or row.fixed or "") if not row.through else None
    end = through.above if through else bound.key if bound else (TOP,)
    return (start.key if start else ()), end


def _cross(file: str, advisory: Advisory, products: Mapping[str, Product]) -> Iterator[Complaint]:
    """Yield entries that speak twice of one edition, unreadable conflicts and examples of products not listed."""
    seen: dict[tuple[str, str], int] = {}
    for entry in advisory.affected:
        for edition in entry.editions or ("",):
            key = (entry.product, edition)
            if key in seen:
                message = f"{advisory.cve}: {entry.product} {edition or 'mainline'} stands also in line {seen[key]}"
                yield Complaint(file, entry.line, message)
            seen.setdefault(key, entry.line)
            if edition != normal_edition(edition):
                yield Complaint(file, entry.line, f"{advisory.cve}: edition {edition!r} must be lower case")
    listed = {product for product, _ in seen}
    for note in advisory.conflicts:
        product = products.get(note.product)
        scheme = SCHEMES.get(product.scheme or GENERIC) if product else None
        if note.product not in listed:
            yield Complaint(file, note.line, f"{advisory.cve}: conflict about {note.product}, which is not listed")
        elif scheme is not None and parse_range(scheme, note.versions) is None:
            yield Complaint(file, note.line, f"{advisory.cve}: versions {note.versions!r} cannot be read")
    for example in advisory.examples:
        if example.product not in listed:
            yield Complaint(file, example.line, f"{advisory.cve}: example of {example.product}, which is not listed")
