"""The people to rehearse with: invented and marked, complete in both languages, and a fault is named with its line."""

import shutil
from pathlib import Path

import pytest

from noroshi.knowledge.complaints import KnowledgeError
from noroshi.knowledge.load import data_root
from noroshi.knowledge.rehearsals import FILE, load_rehearsals


def pack(tmp_path: Path, old: str, new: str) -> Path:
    """Return a folder with the rehearsals, one text of them replaced."""
    source = Path(str(data_root() / FILE))
    shutil.copy(source, tmp_path / FILE)
    text = source.read_text(encoding="utf-8")
    assert old in text
    (tmp_path / FILE).write_text(text.replace(old, new, 1), encoding="utf-8")
    return tmp_path


def test_the_situations_that_officers_fear_are_there() -> None:
    """Scam, vendor, affiliate, anger, damage, a switchboard that will not connect; each with its own words."""
    found = load_rehearsals()
    assert {"calm", "scam", "vendor", "affiliate", "angry", "hit", "gatekeeper", "not_ours"} <= set(found.personas)
    lines = [step.says.ja for persona in found.personas.values() for step in persona.steps]
    assert len(lines) == len(set(lines))
    for persona in found.personas.values():
        assert persona.name.text("ja") != persona.name.text("en")
        assert len(persona.steps) >= 4


def test_every_organization_is_invented_and_says_so() -> None:
    """Nobody can take a persona for a real organisation, in either language."""
    for persona in load_rehearsals().personas.values():
        assert persona.organization.ja.startswith("架空見本")
        assert persona.organization.ja.endswith("(見本)")
        assert persona.organization.en.endswith("(sample)")


def test_the_duties_of_the_script_are_all_tested_and_explained() -> None:
    """Number, way to verify, nothing technical first, voluntary, no password, identity, consent, damage, next date."""
    duties = load_rehearsals().duties
    assert {"reference_given", "way_to_verify", "technical_kept", "voluntary_said", "no_secret_asked"} <= set(duties)
    assert {"identity_before_details", "consent_recorded", "intrusion_pressed", "next_date_set"} <= set(duties)
    for duty in duties.values():
        assert duty.text("ja") != duty.why("ja")
        assert duty.text("en") != duty.why("en")


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("noroshi/rehearsals@1", "noroshi/rehearsals@9", "schema"),
        ("架空見本精機株式会社(見本)", "架空見本精機株式会社", "invented"),
        ("架空見本精機株式会社(見本)", "見本精機株式会社(見本)", "invented"),
        ("duties: [reference_given, way_to_verify", "duties: [reference_given, reference_given", "appears twice"),
        ("duties: [reference_given, way_to_verify", "duties: [reference_given, song_sung", "no duty"),
        ("outcomes: [complaint, refused]", "outcomes: [complaint, furious]", "contact_outcome has no furious"),
        ("consent: affiliate\n", "consent: cousin\n", "party_role has no cousin"),
        ("facts: {ownership: [other]}", "facts: {ownership: [mine]}", "ownership has no mine"),
        ("facts: {ownership: [other]}", "facts: {colour: [red]}", "no question is called colour"),
        ("    facts: {ownership: [other]}\n", "", "facts without their duty"),
        ("    consent: affiliate\n", "", "consent without duty"),
        ("outcome_right, next_date_set]\n    facts", "next_date_set]\n    facts", "no outcome is right"),
        ("why_en: Whoever asks for these cannot be told from a fraud.", 'why_en: " "', "language"),
        ("en: A calm person in charge", 'en: " "', "language"),
    ],
)
def test_a_fault_is_named(tmp_path: Path, old: str, new: str, said: str) -> None:
    """A missing language, an unmarked organisation, an unknown code: the message names file, line and fault."""
    with pytest.raises(KnowledgeError, match=said) as caught:
        load_rehearsals(pack(tmp_path, old, new))
    assert FILE in str(caught.value)
