"""What a pack of an earlier release lacks is told from what a pack never had or has lost."""

import msgspec
import pytest

from noroshi.knowledge.advisories import load_advisories
from noroshi.knowledge.attribution_lists import COMMON_WORDS
from noroshi.knowledge.earlier_pack import NO_COMMON_WORDS, NO_STATED_ENDS, judging_notes, lost_files, reading_notes
from noroshi.knowledge.load import Knowledge, PackFile, load_knowledge, load_pack

BUNDLED = load_knowledge()


def without(*names: str) -> Knowledge:
    """Return the bundled pack without some files."""
    return msgspec.structs.replace(BUNDLED, files=tuple(file for file in BUNDLED.files if file.name not in names))


def changed(pack: tuple[PackFile, ...], old: str, new: str) -> Knowledge:
    """Return a pack with a text replaced."""
    assert any(old.encode() in file.data for file in pack)
    return load_pack(tuple(PackFile(file.name, file.data.replace(old.encode(), new.encode())) for file in pack))


def test_a_pack_of_this_release_lacks_nothing() -> None:
    """The bundled pack gives no note and has lost nothing."""
    assert reading_notes(BUNDLED) == judging_notes(load_advisories(BUNDLED.files)) == ()
    assert list(lost_files(BUNDLED)) == []


def test_the_list_is_lost_only_where_rules_are_of_a_release_that_has_it(pack: tuple[PackFile, ...]) -> None:
    """Without the list, a pack whose rules know parts of a page is damaged; else it is an earlier one."""
    (lost,) = lost_files(without(COMMON_WORDS))
    assert (lost.file, "the list is missing" in lost.message) == (COMMON_WORDS, True)
    assert list(lost_files(load_pack(pack))) == []
    assert reading_notes(load_pack(pack)) == (NO_COMMON_WORDS,)


@pytest.mark.parametrize("open_rule", ["field: http.body, contains: /gate/", "field: http.title, prefix: Gate"])
def test_rules_that_a_mention_meets_are_counted(pack: tuple[PackFile, ...], open_rule: str) -> None:
    """A strong rule on a page or title that a text meets by mentioning the product is named."""
    knowledge = changed(pack, "field: http.header.server, equals: gate-server", open_rule)
    assert "(1 of its rules, as acme-gate/server)" in reading_notes(knowledge)[1]


def test_advisories_without_bounds_are_told_from_no_advisories() -> None:
    """Where nothing is stated on where versions begin or end, the note says so; without advisories there is none."""
    files = load_advisories(BUNDLED.files)
    bounded = [
        file for file in files for one in file.advisories for each in one.affected if any(b.end for b in each.branches)
    ]
    unbounded = [file for file in files if not any("start: {" in line or "end: {" in line for line in _text(file.file))]
    assert judging_notes(bounded) == judging_notes([]) == ()
    assert judging_notes(unbounded) == (NO_STATED_ENDS,)


def _text(name: str) -> list[str]:
    return next(file.data.decode() for file in BUNDLED.files if file.name == name).splitlines()
