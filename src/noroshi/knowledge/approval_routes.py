"""The route of a decision by kind (起案 → 決裁), read from ``data/approval_routes.yaml``."""

from functools import cache
from importlib.resources.abc import Traversable
from typing import Final

import msgspec

from noroshi.knowledge.rule_files import convert, part, read_document, require

FILE: Final = "approval_routes.yaml"
SCHEMA: Final = "noroshi/approval-routes@1"


class ApprovalRoutes(msgspec.Struct, frozen=True):
    """The titles of the steps, in order: of a kind, or of every other kind."""

    default: tuple[str, ...]
    routes: dict[str, tuple[str, ...]]

    def route(self, kind: str) -> tuple[str, ...]:
        """Return the steps of a kind of decision."""
        return self.routes.get(kind, self.default)


def load_approval_routes(root: Traversable | None = None) -> ApprovalRoutes:
    """Read ``approval_routes.yaml`` under ``root`` (default: the bundled pack); KnowledgeError names the line."""
    return _bundled() if root is None else _read(root)


@cache
def _bundled() -> ApprovalRoutes:
    return _read(None)


def _read(root: Traversable | None) -> ApprovalRoutes:
    document = read_document(FILE, SCHEMA, root)
    default = part(document, "default", tuple[str, ...])
    routes: dict[str, tuple[str, ...]] = convert(document, ("routes",), document.value.get("routes", {}), dict)
    routes = {kind: convert(document, ("routes", kind), steps, tuple[str, ...]) for kind, steps in routes.items()}
    for path, steps in ((("default",), default), *((("routes", kind), steps) for kind, steps in routes.items())):
        require(document, path, steps and all(step.strip() for step in steps), "a route needs at least one titled step")
    return ApprovalRoutes(default, routes)
