"""The reference of the campaign's data is what the data say; NOROSHI_REGEN=1 writes it anew."""

import importlib.util
import os
from types import ModuleType

import pytest

from noroshi.knowledge.case_states import load_case_states
from noroshi.knowledge.enumerations import load_enumerations
from noroshi.knowledge.roles import load_roles
from tests_support import ROOT


@pytest.fixture(scope="module")
def script() -> ModuleType:
    """Return the script as a module."""
    spec = importlib.util.spec_from_file_location("campaign_reference", ROOT / "scripts" / "campaign_reference.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.mark.parametrize("language", ["ja", "en"])
def test_the_document_equals_the_data(script: ModuleType, language: str) -> None:
    """Whoever changes the data and not the document is told so."""
    if os.environ.get("NOROSHI_REGEN"):
        script.main()
    path = script.FOLDER / script.FILES[language]
    assert path.read_text("utf-8") == script.document(language), "run `make regen`"


@pytest.mark.parametrize("language", ["ja", "en"])
def test_everything_is_in_the_document(script: ModuleType, language: str) -> None:
    """Every list, code, role, capability, state and transition stands in it, and the machine is drawn."""
    text = script.document(language)
    lists = load_enumerations()
    names = [*lists.names(), *load_roles().all_capabilities, *load_case_states().by_code]
    names += [code for name in lists.names() for code in lists.codes(name)]
    names += [one.id for one in load_case_states().transitions]
    assert [name for name in names if f"`{name}`" not in text] == []
    assert text.count("```mermaid") == 2
    for one in load_case_states().transitions:
        assert (one.ja if language == "ja" else one.en) in text
    assert "[*] --> draft" in text
