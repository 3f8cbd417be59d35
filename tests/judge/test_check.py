"""Invariants and examples of advisory files, by file and line."""

from collections.abc import Callable

import pytest

from noroshi.judge.check import check_advisories, run_examples
from noroshi.judge.judge import Judge
from noroshi.knowledge.advisories import AdvisoryFile, load_advisories, read_advisories
from noroshi.knowledge.load import load_knowledge
from noroshi.knowledge.products import Product


def test_sound_files_have_no_complaint(files: tuple[AdvisoryFile, ...], products: dict[str, Product]) -> None:
    """The test advisories keep every invariant."""
    assert check_advisories(files, products) == []


@pytest.mark.parametrize(
    ("rows", "says"),
    [
        ('branch: "seven", through: "*"', "branch 'seven' cannot be read"),
        ('branch: "7.2", through: "R7"', "through 'R7' cannot be read"),
        ('branch: "7.2", fixes: ["?"], fixed: "7.2.9"', "fixes '\\?' cannot be read"),
        ('branch: "7.2", from: "7.2.6", through: "7.2.4"', "`from` lies above"),
        ('branch: "7.2", from: "7.2.6", before: "7.2.6"', "`from` does not lie below"),
        ('branch: "7.2", from: "7.0.1", through: "7.2.4"', "from 7.0.1 lies outside"),
        ('branch: "7.2", through: "7.4.4"', "through 7.4.4 lies outside"),
        ('branch: "7.2", before: "7.0.4"', "before 7.0.4 lies outside"),
        ('branch: "7.2", through: "7.2.6", fixed: "7.2.5"', "inside the affected range"),
        ('branch: "7.2", before: "7.2.6", fixed: "7.2.5"', "inside the affected range"),
        ('branch: "7.2", from: "7.2.6", fixed: "7.2.6"', "does not lie above `from`"),
        ('branch: "7.2", through: "7.2.6"\nbranch: "7.2", from: "7.2.6", through: "7.2.8"', "overlaps the row in line"),
    ],
)
def test_a_broken_row_is_named_with_its_line(
    one_branch: Callable[[str], AdvisoryFile], products: dict[str, Product], rows: str, says: str
) -> None:
    """Every broken invariant gives a complaint at the row's line."""
    complaints = check_advisories([one_branch(rows)], products)
    assert [complaint.file for complaint in complaints] == ["advisories/rows.yaml"] * len(complaints)
    assert complaints[0].line >= 10
    with pytest.raises(AssertionError, match=says):
        raise AssertionError(complaints)


def test_ranges_of_one_branch_that_stay_apart_are_fine(
    one_branch: Callable[[str], AdvisoryFile], products: dict[str, Product]
) -> None:
    """Two ranges of a branch with a gap, and a fix in a later branch, are no fault."""
    rows = 'branch: "7.2", through: "7.2.2"\nbranch: "7.2", from: "7.2.4", through: "7.2.6", fixed: "7.4.1"'
    assert check_advisories([one_branch(rows)], products) == []


def test_an_unknown_product_is_a_fault(products: dict[str, Product], one_branch: Callable[..., AdvisoryFile]) -> None:
    """An advisory about a product without product file is named."""
    (complaint,) = check_advisories([one_branch('branch: "7.2", through: "*"', product="no-such")], products)
    assert "no product file 'no-such'" in complaint.message


def test_an_example_that_comes_out_otherwise_is_named(
    files: tuple[AdvisoryFile, ...], products: dict[str, Product]
) -> None:
    """Examples are judged; a wrong answer or reason gives a complaint at the example's line."""
    text = """schema: noroshi/advisories@1
vendor: Example
sources: [{id: s1, kind: vendor, ref: x, read: 2026-11-24}]
advisories:
  - cve: CVE-2099-0008
    title: {en: x}
    affected: [{product: fortinet-fortios, branches: [{branch: "7.2", before: "7.2.7", source: s1}]}]
    examples:
      - {product: fortinet-fortios, version: "7.2.6", expect: affected, reason: IN_RANGE}
      - {product: fortinet-fortios, version: "7.2.7", expect: affected}
      - {product: fortinet-fortios, version: "7.2.6", expect: affected, reason: FIXED_BUILD}
"""
    file = read_advisories("advisories/x.yaml", text.encode())
    count, complaints = run_examples([file], Judge(products, [*files, file]))
    assert count == 3
    assert [complaint.line for complaint in complaints] == [10, 11]
    assert "gives not_affected VERSION_NOT_LISTED, expected affected" in complaints[0].message


def test_the_curated_files_keep_their_invariants_and_examples() -> None:
    """The bundled advisories of products with a product file have no fault, and all their examples come out."""
    products = load_knowledge().products
    files = load_advisories()
    faults = [fault for fault in check_advisories(files, products) if "no product file" not in fault.message]
    assert faults == []
    known = [
        file
        for file in files
        if all(entry.product in products for advisory in file.advisories for entry in advisory.affected)
    ]
    count, complaints = run_examples(known, Judge(products, files))
    assert complaints == []
    assert count == sum(len(advisory.examples) for file in known for advisory in file.advisories)
