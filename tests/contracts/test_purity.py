"""Pure packages do no input or output: held by walking their syntax trees."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

SOURCE = Path(__file__).parents[2] / "src" / "noroshi"
PURE = ("model", "knowledge", "observe", "identify", "judge", "attribute", "notify", "measure", "report")

FORBIDDEN_MODULES = {
    "asyncio", "ctypes", "duckdb", "ftplib", "http", "httpx", "io", "marshal", "multiprocessing", "os", "pathlib",
    "pickle", "pyarrow", "requests", "shelve", "shutil", "smtplib", "socket", "sqlite3", "ssl", "subprocess", "sys",
    "tempfile", "urllib", "urllib3",
}  # fmt: skip
FORBIDDEN_CALLS = {"open", "eval", "exec", "compile", "__import__", "input", "print", "breakpoint"}
FORBIDDEN_METHODS = {"read_text", "write_text", "read_bytes", "write_bytes", "unlink", "mkdir", "rename"}

EXCEPTIONS = {
    # (module, what): reason
    ("knowledge/load.py", "read_bytes"): "reads the package's own resources or the pack it is given",
    ("knowledge/words.py", "read_text"): "reads the package's own resources or the pack it is given",
    ("knowledge/places.py", "read_text"): "reads the package's own resources or the pack it is given",
    ("knowledge/places.py", "read_bytes"): "reads the package's own resources or the pack it is given",
    ("knowledge/advisories.py", "read_text"): "reads the package's own resources or the pack it is given",
    ("knowledge/advisories.py", "read_bytes"): "reads the package's own resources or the pack it is given",
    ("knowledge/attribution_lists.py", "read_text"): "reads the package's own resources or the pack it is given",
    ("knowledge/attribution_lists.py", "read_bytes"): "reads the package's own resources or the pack it is given",
    ("knowledge/rule_files.py", "read_bytes"): "reads the package's own resources or the pack it is given",
    ("knowledge/sentences.py", "read_bytes"): "reads the package's own resources or the pack it is given",
    ("knowledge/validate.py", "read_bytes"): "reads its own JSON Schema",
    ("knowledge/validate.py", "read_text"): "reads its own JSON Schema",
}
ALLOWED_MODULES = {
    "urllib.parse": "takes URLs apart; opens none",
    "io": "in-memory text for csv",
}


def _modules() -> list[Path]:
    return sorted(path for package in PURE for path in (SOURCE / package).rglob("*.py"))


def _imports(tree: ast.AST) -> Iterator[str]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module and node.level == 0:
            yield node.module


def _calls(tree: ast.AST) -> Iterator[tuple[str, bool]]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Call):
            if isinstance(node.func, ast.Name):
                yield node.func.id, False
            elif isinstance(node.func, ast.Attribute):
                yield node.func.attr, True


def _written_by_hand() -> list[Path]:
    """Return every module but the migrations that Django wrote."""
    return sorted(path for path in SOURCE.rglob("*.py") if path.parent.name != "migrations")


@pytest.mark.parametrize("path", _modules(), ids=lambda path: str(path.relative_to(SOURCE)))
def test_pure_module_does_no_input_or_output(path: Path) -> None:
    """A module of a pure package imports nothing that reaches files, processes or the network, and opens nothing."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    name = str(path.relative_to(SOURCE))
    imported = {
        module
        for module in _imports(tree)
        if module.partition(".")[0] in FORBIDDEN_MODULES and module not in ALLOWED_MODULES
    }
    assert imported == set(), f"{name} imports {imported}"
    called = {
        call
        for call, method in _calls(tree)
        if (call in FORBIDDEN_METHODS if method else call in FORBIDDEN_CALLS) and (name, call) not in EXCEPTIONS
    }
    assert called == set(), f"{name} calls {called}"


def test_pure_packages_exist() -> None:
    """The walk really sees the pure packages."""
    seen = {path.relative_to(SOURCE).parts[0] for path in _modules()}
    assert seen == set(PURE)


@pytest.mark.parametrize("path", sorted(SOURCE.rglob("*.py")), ids=lambda path: str(path.relative_to(SOURCE)))
def test_no_module_evaluates_input_or_opens_a_shell(path: Path) -> None:
    """Nowhere in the program is text evaluated, unpickled or handed to a shell."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    assert not {"pickle", "marshal", "shelve"} & {module.partition(".")[0] for module in _imports(tree)}
    names = {call for call, method in _calls(tree) if not method}
    assert not names & {"eval", "exec", "__import__"}
    for node in ast.walk(tree):
        if isinstance(node, ast.keyword) and node.arg == "shell":
            assert isinstance(node.value, ast.Constant)
            assert node.value.value is False


@pytest.mark.parametrize("path", _written_by_hand(), ids=lambda path: str(path.relative_to(SOURCE)))
def test_modules_are_small_and_say_what_they_are(path: Path) -> None:
    """Every module begins with a line that says what it is for and stays within 400 lines; no vague names."""
    text = path.read_text(encoding="utf-8")
    assert ast.get_docstring(ast.parse(text)), f"{path.name} has no docstring"
    assert text.count("\n") <= 400
    assert path.stem not in {"utils", "util", "misc", "common", "helpers", "helper"}
