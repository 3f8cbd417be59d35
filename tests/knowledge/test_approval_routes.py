"""The routes of decisions: at least one titled step, faults with their line."""

from pathlib import Path

import pytest

from noroshi.knowledge.approval_routes import load_approval_routes
from noroshi.knowledge.load import KnowledgeError


def test_a_kind_without_its_own_route_takes_the_default() -> None:
    """Every kind has at least one step."""
    routes = load_approval_routes()
    assert routes.route("no such kind") == routes.default
    assert all(routes.route(kind) for kind in routes.routes)


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("default: []", 2),
        ("default: [係長]\nroutes:\n  disposal: []", 4),
        ("default: [係長]\nroutes:\n  disposal: [課長, ' ']", 4),
        ("routes: {}", 1),
    ],
)
def test_a_route_without_steps_is_named_with_its_line(tmp_path: Path, text: str, line: int) -> None:
    """An empty route would approve by itself."""
    (tmp_path / "approval_routes.yaml").write_text(f"schema: noroshi/approval-routes@1\n{text}\n", encoding="utf-8")
    with pytest.raises(KnowledgeError, match=rf"approval_routes.yaml:{line}\b|line {line}\b"):
        load_approval_routes(tmp_path)
