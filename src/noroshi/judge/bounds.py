"""Bounds: where the range of an advisory's row ends, how far the row speaks, whether a fix follows it directly."""

from noroshi.judge.schemes import Key, Scheme
from noroshi.judge.schemes.base import TOP
from noroshi.knowledge.advisories import Branch


def range_end(scheme: Scheme, row: Branch, top: Key) -> Key | None:
    """Return the point where the row's range ends, at most ``top``; None where its bound cannot be read."""
    if row.through and row.through != "*":
        version = scheme.parse(row.through)
        return min(scheme.above_through(version), top) if version else None
    bound = row.before or ("" if row.through == "*" else row.fixed)
    version = scheme.parse(bound) if bound else None
    if bound and version is None:
        return None
    return min(version.key, top) if version else top


def reach(scheme: Scheme, row: Branch, prefix: Key) -> tuple[Key, Key]:
    """Return the points from which and up to which the row speaks.

    A row of one branch speaks of that branch. A row over several parallel branches (``*``, or ``10.2`` where 10.2.0
    and 10.2.1 are parallel) speaks outside its range only of the branches of its bounds: a fix made in one branch
    says nothing about the next one.
    """
    top = (*prefix, TOP)
    if len(prefix) >= scheme.branch_parts:
        return prefix, top
    start = scheme.parse(row.from_) if row.from_ else None
    bottom = start.key[: scheme.branch_parts] if start else prefix
    texts = () if row.through == "*" else (row.through, row.before, row.fixed)
    ends = [version.key for text in texts if text and (version := scheme.parse(text)) is not None]
    inside = [key for key in ends if key < top]
    end = (*max(inside)[: scheme.branch_parts], TOP) if inside else top
    return max(bottom, prefix), min(end, top)


def follows(upper: Key, fixed: Key) -> bool:
    """Whether no version can lie between the end of a range and its fix, such as between 7.4.2 and 7.4.3."""
    last = upper[:-1] if upper and upper[-1] == TOP else upper
    at = next((index for index, (a, b) in enumerate(zip(last, fixed, strict=False)) if a != b), None)
    if at is None:
        return len(last) < len(fixed) and not any(fixed[len(last) :])
    return fixed[at] == last[at] + 1 and not any(fixed[at + 1 :]) and len(last) == at + 1
