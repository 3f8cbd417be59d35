"""Nobody reads past the compartments, the escaping or the audit chain: held by walking the program's syntax trees."""

import ast
import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Final

import pytest

SOURCE = Path(__file__).parents[2] / "src" / "noroshi"
MODULES = sorted(path for folder in ("records", "web", "cli") for path in (SOURCE / folder).rglob("*.py"))
TEMPLATES = sorted((SOURCE / "web" / "templates").rglob("*.*"))

ALLOWED: Final[dict[str, dict[str, str]]] = {
    "_base_manager": {
        "records/services/backup.py": "a backup is of all compartments",
        "records/services/restore.py": "a restore fills all compartments",
    },
    "raw": {},
    "cursor": {
        "records/append_only.py": "sets and looks for triggers",
        "records/services/backup.py": "begins a snapshot",
        "records/services/database_state.py": "lists the tables",
        "records/services/dispose.py": "has SQLite overwrite freed pages",
        "records/services/restore.py": "looks for rows, resets sequences",
        "web/public/fitness.py": "asks whether the public role's own database answers",
        "web/views/general.py": "asks whether the database answers",
    },
    "chain": {
        "records/demo/story.py": "refuses a database that holds entries",
        "records/services/audit.py": "writes the chain",
        "records/services/audit_entries.py": "shows the own compartments' entries and those of none",
        "records/services/audit_head.py": "reads the last entry",
        "records/services/audit_verify.py": "verifies the whole chain",
        "records/services/verification_task.py": "counts the entries",
        "web/deployment_data.py": "looks at the last entries",
    },
    "by_digest": {"records/services/api_tokens.py": "finds a token before its compartment is known"},
    "system": {
        "cli/campaign.py": "works on every unit of the installation",
        "cli/people.py": "makes the first account",
        "records/demo/cast.py": "makes the accounts of the demonstration",
        "records/services/audit_rows.py": "verifies every compartment",
        "records/services/mail_task.py": "sends the one mail that a person released, in the background",
    },
    "mark_safe": {"web/forms/option_lists.py": "draws a hundred options a page; tested against Django's own templates"},
    "RawSQL": {},
    "extra": {},
}
"""Name → the modules that may use it, each with its reason."""


def _name(path: Path) -> str:
    return str(path.relative_to(SOURCE))


def _attributes(tree: ast.AST) -> Iterator[ast.Attribute]:
    return (node for node in ast.walk(tree) if isinstance(node, ast.Attribute))


def _calls(tree: ast.AST, *names: str) -> Iterator[ast.Call]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Call):
            called = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
            if called in names:
                yield node


USES: Final[dict[str, Callable[[ast.AST], bool]]] = {
    "_base_manager": lambda tree: any(node.attr == "_base_manager" for node in _attributes(tree)),
    "raw": lambda tree: any(_calls(tree, "raw")),
    "cursor": lambda tree: any(_calls(tree, "cursor", "executemany")),
    "chain": lambda tree: any(
        node.attr == "chain" and isinstance(node.value, ast.Name) and node.value.id == "Event"
        for node in _attributes(tree)
    ),
    "by_digest": lambda tree: any(node.attr == "by_digest" for node in _attributes(tree)),
    "system": lambda tree: any(
        node.attr == "system" and isinstance(node.value, ast.Name) and node.value.id == "Scope"
        for node in _attributes(tree)
    ),
    "mark_safe": lambda tree: any(_calls(tree, "mark_safe", "SafeString", "SafeText", "Markup", "format_html")),
    "RawSQL": lambda tree: any(_calls(tree, "RawSQL")),
    "extra": lambda tree: any(
        isinstance(call.func, ast.Attribute) and {"where", "select", "tables"} & {key.arg for key in call.keywords}
        for call in _calls(tree, "extra")
    ),
}


@pytest.mark.parametrize("use", USES)
def test_only_named_modules_go_past_the_usual_way(use: str) -> None:
    """Raw SQL, managers without compartment, unescaped text: only where ``ALLOWED`` says why."""
    users = {
        _name(path)
        for path in MODULES
        if "migrations" not in path.parts and USES[use](ast.parse(path.read_text(encoding="utf-8")))
    }
    assert users - ALLOWED[use].keys() == set(), (
        f"{use}: use the usual way, or add the module to ALLOWED with its reason"
    )
    assert ALLOWED[use].keys() - users == set(), f"{use}: ALLOWED names modules that do not use it"


@pytest.mark.parametrize("path", MODULES, ids=_name)
def test_a_subquery_names_its_compartment(path: Path) -> None:
    """A subquery is written with ``within`` in it: it would otherwise count or find other units' rows."""
    text = path.read_text(encoding="utf-8")
    for call in _calls(ast.parse(text), "Subquery", "Exists"):
        inner = ast.get_source_segment(text, call.args[0]) or ""
        first = inner.partition(".")[0]
        assigned = rf"^\s*{first} = .*\.within\("
        named = first.isidentifier() and re.search(assigned, text, re.MULTILINE)
        assert ".within(" in inner or named, f"{_name(path)}:{call.lineno}"


@pytest.mark.parametrize("path", TEMPLATES, ids=lambda path: path.name)
def test_no_template_turns_escaping_off(path: Path) -> None:
    """What people typed is shown as text."""
    source = path.read_text(encoding="utf-8")
    for word in ("|safe", "| safe", "autoescape off", "{% verbatim", "safeseq"):
        assert word not in source


def test_the_walk_sees_what_it_looks_for() -> None:
    """Each search finds its pattern in a text that holds it: a search that finds nothing would prove nothing."""
    samples = {
        "_base_manager": "Case._base_manager.all()",
        "raw": "Case.objects.raw('SELECT 1')",
        "cursor": "with connection.cursor() as c: pass",
        "chain": "Event.chain.all()",
        "by_digest": "ApiToken.by_digest.all()",
        "system": "Scope.system({1}, 'x')",
        "mark_safe": "mark_safe(x)",
        "RawSQL": "RawSQL('1', ())",
        "extra": "rows.extra(where=['1=1'])",
    }
    assert samples.keys() == USES.keys() == ALLOWED.keys()
    for use, sample in samples.items():
        assert USES[use](ast.parse(sample)), use
