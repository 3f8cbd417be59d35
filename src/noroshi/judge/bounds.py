"""Bounds: where the range of an advisory's row ends, and whether a fix follows it directly."""

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


def follows(upper: Key, fixed: Key) -> bool:
    """Whether no version can lie between the end of a range and its fix, such as between 7.4.2 and 7.4.3."""
    last = upper[:-1] if upper and upper[-1] == TOP else upper
    at = next((index for index, (a, b) in enumerate(zip(last, fixed, strict=False)) if a != b), None)
    if at is None:
        return len(last) < len(fixed) and not any(fixed[len(last) :])
    return fixed[at] == last[at] + 1 and not any(fixed[at + 1 :]) and not any(last[at + 1 :])
