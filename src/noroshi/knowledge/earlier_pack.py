"""What a pack of an earlier release does not say yet, as sentences: a survey made with it follows the older rules.

Such a pack opens as it is. The facts that it lacks are not taken from the bundled pack, so that a survey is replayed
with those that it was made with.
"""

from collections.abc import Iterable, Iterator
from typing import Final

from noroshi.knowledge.advisories import AdvisoryFile
from noroshi.knowledge.attribution_lists import COMMON_WORDS
from noroshi.knowledge.complaints import Complaint
from noroshi.knowledge.load import Knowledge
from noroshi.knowledge.product_invariants import open_to_mentions

NO_COMMON_WORDS: Final = (
    f"the knowledge pack predates {COMMON_WORDS}: no word counts as common, so that a name in Latin letters that many "
    "corporations share may be attributed to one of them"
)
OPEN_TO_MENTIONS: Final = (
    "the knowledge pack predates rules that tell a device from a page about it: a page whose text or title mentions "
    "a product may be taken for one ({count} of its rules, as {example})"
)
NO_STATED_ENDS: Final = (
    "the knowledge pack predates statements on where affected versions begin and end: versions beyond those that its "
    "advisories list are undetermined"
)


def reading_notes(knowledge: Knowledge) -> tuple[str, ...]:
    """Return what the pack lacks for products and organisations; empty for a pack of this release."""
    return tuple(_reading_notes(knowledge))


def judging_notes(files: Iterable[AdvisoryFile]) -> tuple[str, ...]:
    """Return what the pack's advisories lack for verdicts; empty for a pack of this release."""
    branches = [
        branch
        for file in files
        for advisory in file.advisories
        for affected in advisory.affected
        for branch in affected.branches
    ]
    stated = any(branch.start or branch.end for branch in branches)
    return (NO_STATED_ENDS,) if branches and not stated else ()


def lost_files(knowledge: Knowledge) -> Iterator[Complaint]:
    """Yield what a pack of this release has lost, and what only an earlier one may do without."""
    if _has_common_words(knowledge):
        return
    for product in knowledge.products.values():
        for signal in product.signals:
            if signal.within is not None:
                since = f"{product.id}/{signal.id} is of a release that has it"
                yield Complaint(COMMON_WORDS, 1, f"the list is missing, though {since}; take the whole pack again")
                return


def _has_common_words(knowledge: Knowledge) -> bool:
    return any(file.name == COMMON_WORDS for file in knowledge.files)


def _reading_notes(knowledge: Knowledge) -> Iterator[str]:
    if not _has_common_words(knowledge):
        yield NO_COMMON_WORDS
    rules = [
        f"{product.id}/{signal.id}"
        for product in knowledge.products.values()
        for signal in product.signals
        if open_to_mentions(signal)
    ]
    if rules:
        yield OPEN_TO_MENTIONS.format(count=len(rules), example=min(rules))
