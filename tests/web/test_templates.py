"""Rules that every template and the style sheet keep: words from the data, nothing inline, enough contrast."""

import re
from pathlib import Path

import pytest

from tests_support import ROOT

WEB = ROOT / "src" / "noroshi" / "web"
TEMPLATES = sorted((WEB / "templates").rglob("*.*"))
COMPONENTS = sorted((WEB / "templates" / "web" / "components").glob("*.html"))
CSS = (WEB / "static" / "web" / "noroshi.css").read_text(encoding="utf-8")
JS = (WEB / "static" / "web" / "noroshi.js").read_text(encoding="utf-8")
DOCS = (ROOT / "docs" / "reference" / "pages.md").read_text(encoding="utf-8")
COMMENT = re.compile(r"{% comment %}.*?{% endcomment %}|{#.*?#}", re.DOTALL)
INLINE = re.compile(r"<style|\sstyle\s*=|\son[a-z]+\s*=\s*[\"']|javascript:|hx-on|hx-vals=['\"]?js", re.IGNORECASE)
SCRIPT = re.compile(r"<script(?![^>]*\bsrc=)(?![^>]*application/json)", re.IGNORECASE)
JAPANESE = re.compile(r"[\u3040-\u30ff\u4e00-\u9fff]+")
LANGUAGE_NAME = '<button class="button-link" name="language" value="ja" lang="ja" type="submit">日本語</button>'


def _source(path: Path) -> str:
    return COMMENT.sub("", path.read_text(encoding="utf-8"))


@pytest.mark.parametrize("path", TEMPLATES, ids=lambda path: str(path.relative_to(WEB / "templates")))
def test_template_has_no_inline_code_and_no_text_of_its_own(path: Path) -> None:
    """No script, style or handler stands in a template, and no Japanese text outside the words."""
    source = _source(path).replace(LANGUAGE_NAME, "")
    assert not INLINE.search(source)
    assert not SCRIPT.search(source)
    assert JAPANESE.findall(source) == []
    assert "|safe" not in source
    assert "autoescape off" not in source


@pytest.mark.parametrize("path", TEMPLATES, ids=lambda path: str(path.relative_to(WEB / "templates")))
def test_every_form_that_posts_carries_its_token(path: Path) -> None:
    """A form that changes something has the token against forged requests."""
    for form in re.findall(r'<form[^>]*method="post".*?</form>', _source(path), re.DOTALL):
        assert "csrf_token" in form


@pytest.mark.parametrize("path", COMPONENTS, ids=lambda path: path.stem)
def test_component_is_explained(path: Path) -> None:
    """Every component begins with what it takes, and the reference has it."""
    assert path.read_text(encoding="utf-8").startswith("{% comment %}")
    assert f"`{path.stem}`" in DOCS


def test_attributes_of_the_script_are_explained() -> None:
    """Every attribute that the script looks for is in the reference."""
    wanted = set(re.findall(r"\[data-([a-z-]+)[\]=]", JS)) - {
        "sent",
        "page-key",
        "autosave-status",
        "keys-help",
        "open",
    }
    assert wanted
    for name in wanted:
        assert f"data-{name}" in DOCS, name


def _luminance(colour: str) -> float:
    channels = [int(colour[place : place + 2], 16) / 255 for place in (1, 3, 5)]
    linear = [each / 12.92 if each <= 0.04045 else ((each + 0.055) / 1.055) ** 2.4 for each in channels]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def _contrast(first: str, second: str) -> float:
    light, dark = sorted((_luminance(first), _luminance(second)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


COLOURS = dict(re.findall(r"--([a-z-]+): (#[0-9a-f]{6});", CSS.partition("}")[0]))
TEXT = [
    ("ink", "paper"), ("ink", "ground"), ("ink-soft", "paper"), ("ink-soft", "ground"), ("blue", "paper"),
    ("blue", "blue-ground"), ("blue-dark", "blue-ground"), ("paper", "blue"), ("paper", "blue-dark"),
    ("red", "paper"), ("red-dark", "red-ground"), ("paper", "red"), ("paper", "red-dark"), ("green", "paper"),
    ("green", "green-ground"), ("amber", "paper"), ("amber", "amber-ground"), ("ink", "focus"),
]  # fmt: skip
EDGES = [("line-strong", "paper"), ("line-strong", "ground"), ("blue", "paper"), ("red", "paper"), ("amber", "paper")]


@pytest.mark.parametrize(("text", "behind"), TEXT)
def test_text_has_enough_contrast(text: str, behind: str) -> None:
    """Text stands out by 4.5 to 1 at least (WCAG 2.2, 1.4.3)."""
    assert _contrast(COLOURS[text], COLOURS[behind]) >= 4.5


@pytest.mark.parametrize(("edge", "behind"), EDGES)
def test_edges_of_controls_have_enough_contrast(edge: str, behind: str) -> None:
    """Edges of fields, buttons and notices stand out by 3 to 1 at least (WCAG 2.2, 1.4.11)."""
    assert _contrast(COLOURS[edge], COLOURS[behind]) >= 3


def test_no_text_is_smaller_than_14_pixels_on_the_screen() -> None:
    """The body has 16 px and a line height of 1.7; nothing on the screen is below 14 px."""
    screen = CSS.partition("@page {")[0]
    assert re.search(r"body {[^}]*font-size: 1rem;[^}]*line-height: 1.7;", screen)
    sizes = [float(size) for size in re.findall(r"font-size: ([0-9.]+)rem", screen)]
    assert min(sizes) >= 0.875


def test_the_style_sheet_fetches_nothing() -> None:
    """No font, image or style comes from elsewhere."""
    assert "url(" not in CSS
    assert "@import" not in CSS
