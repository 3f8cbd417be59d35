"""`survey explain`: the chain of one device, with its reasons in the reader's language."""

from pathlib import Path
from typing import Any, TypeAlias

import msgspec

from noroshi.archive.evidence_chain import read_chains
from noroshi.archive.rows import observation_from_row
from noroshi.archive.survey import KNOWLEDGE
from noroshi.identify.identifier import Identifier
from noroshi.identify.sentences import ENGLISH
from noroshi.pipeline.context import open_identifier
from noroshi.report.chain import EvidenceChain

Reason: TypeAlias = tuple[str, str, str]


def explained_chains(path: Path, device: str, language: str) -> list[EvidenceChain]:
    """Return the chains of the devices with this id or address; empty where there is none.

    The tables hold the reasons in English. For another language the kept records are read once more with the survey's
    own knowledge pack; where their content was purged, the English reasons stay.
    """
    chains = read_chains(path, device)
    if language == ENGLISH or not chains:
        return chains
    identifier = open_identifier(path / KNOWLEDGE, language)
    return [_translated(chain, identifier) for chain in chains]


def _translated(chain: EvidenceChain, identifier: Identifier) -> EvidenceChain:
    sentences: dict[Reason, tuple[str, list[str]]] = {}
    for row in chain.records:
        identification = identifier.identify(observation_from_row(row))
        if identification is None:
            continue
        for claim in identification.claims:
            for because in claim.because:
                sentences[("product", because.rule, because.field)] = (because.text, [])
        for evidence in identification.evidence:
            key = (f"version {evidence.trace[:500]}", evidence.rule, evidence.field)
            sentences[key] = (evidence.text, list(evidence.caveats))
    return msgspec.structs.replace(chain, evidence=[_said(row, sentences) for row in chain.evidence])


def _said(row: dict[str, Any], sentences: dict[Reason, tuple[str, list[str]]]) -> dict[str, Any]:
    about = "product" if row["about"] == "product" else f"version {row['trace']}"
    found = sentences.get((about, row["rule"], row["field"]))
    return row if found is None else row | {"text": found[0], "caveats": found[1] or row["caveats"]}
