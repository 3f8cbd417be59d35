"""The outcome of a verification in words."""

from noroshi.knowledge.words import Language, load_words
from noroshi.records.services.audit_case_text import moment_text
from noroshi.records.services.audit_faults import Fault, Outcome


def fault_text(fault: Fault, language: Language) -> str:
    """Return what is wrong, and by which entry of when and whom it is known."""
    words = load_words()
    seq = "-" if fault.seq is None else fault.seq
    what = words.text(
        f"audit_fault.{fault.kind}", language, table=fault.table, row=fault.row, detail=fault.detail, seq=seq
    )
    if fault.seq is None:
        return what
    actor = fault.actor or words.text("audit_fault.system", language)
    at = moment_text(fault.at, language)
    known = words.text("audit_fault.known_by", language, seq=fault.seq, at=at, actor=actor)
    return f"{what} ({known})" if language == "en" else f"{what}({known})"


def summary(outcome: Outcome, language: Language) -> list[str]:
    """Return the outcome as a whole: what was counted, what was disposed of, the head, and the anchor."""
    words = load_words()
    counts = {"entries": f"{outcome.entries:,}", "rows": f"{outcome.rows:,}"}
    found = len(outcome.faults)
    lines = [
        words.text("audit_outcome.sound", language, **counts)
        if outcome.sound
        else words.text("audit_outcome.faults", language, count=found, **counts)
    ]
    if outcome.more:
        lines.append(words.text("audit_outcome.more", language, count=outcome.more))
    lines += [
        words.text("audit_outcome.disposed", language, number=number, count=count)
        for number, count in sorted(outcome.disposed.items())
    ]
    if outcome.head:
        lines.append(words.text("audit_outcome.head", language, text=outcome.head.text()))
    if outcome.sound:
        lines.append(words.text("audit_outcome.anchored" if outcome.anchored else "audit_outcome.no_anchor", language))
    return lines
