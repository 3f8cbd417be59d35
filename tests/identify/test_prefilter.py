"""What an engine cannot express is always confirmed, never lost."""

import csv
from pathlib import Path

import pytest

from noroshi.identify.prefilter import ENGINE, HYPERSCAN, RE2, Pattern, build, load
from noroshi.knowledge.patterns import compile_pattern


@pytest.mark.parametrize("engine", sorted({ENGINE, RE2}))
def test_an_inexpressible_pattern_is_listed(engine: str) -> None:
    """Beside it the others still work."""
    patterns = [Pattern("abc", ignore_case=False), Pattern("(?=a(?<!b)c)*(?#x)", ignore_case=False)]
    prefilter = build(patterns, engine)
    assert 0 in prefilter.candidates("xabc")
    assert set(prefilter.unsupported) <= {1}


@pytest.mark.parametrize("engine", sorted({ENGINE, RE2}))
def test_only_inexpressible_patterns(engine: str) -> None:
    """A field where nothing compiles has no candidates and confirms everything."""
    prefilter = build([Pattern("(?<", ignore_case=False)], engine)
    assert prefilter.unsupported == (0,)
    assert prefilter.candidates("x") == []
    assert prefilter.dump() == b""


@pytest.mark.skipif(ENGINE != HYPERSCAN, reason="google-re2 has no stored form")
def test_rubbish_is_no_database() -> None:
    """A damaged database is a ValueError, not a crash."""
    with pytest.raises(ValueError, match="no usable"):
        load(b"rubbish", ())


@pytest.mark.shared
def test_real_rules_match_real_banners_the_same_in_every_engine() -> None:
    """211 public rules against 237 public banners: each engine's candidates hold all that a plain search finds."""
    tables = Path(__file__).parents[2].parent / "shared" / "data" / "fingerprints" / "tables"
    if not tables.is_dir():
        pytest.skip("the shared research data is absent")
    patterns = [
        Pattern(row["pattern"], "REG_ICASE" in row["flags"])
        for row in _rows(tables / "recog_vpn_edge_fingerprints.csv")
    ]
    banners = [row["example"] for row in _rows(tables / "recog_vpn_edge_examples.csv")]
    searches = [compile_pattern(pattern.regex, ignore_case=pattern.ignore_case).search for pattern in patterns]
    found = 0
    for engine in sorted({ENGINE, RE2}):
        prefilter = build(patterns, engine)
        for banner in banners:
            expected = {number for number, search in enumerate(searches) if search(banner)}
            assert expected <= {*prefilter.candidates(banner), *prefilter.unsupported}
            found += len(expected)
    assert found >= 200


def _rows(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))
