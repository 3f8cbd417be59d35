"""The chain of reasons of one device as plain text in Japanese or English."""

from collections.abc import Iterator
from typing import Any, Final

from noroshi.identify.sentences import caveat_sentence
from noroshi.knowledge.words import Language, Words, load_words
from noroshi.render.neutral import shorten, terminal
from noroshi.render.organization_section import organization_section
from noroshi.render.remarks import conflict_text, decoy_text
from noroshi.report.chain import EvidenceChain

_MOST_RECORDS: Final = 12
_TRACE: Final = 120


def explanation(chain: EvidenceChain, language: Language) -> str:
    """Return the explanation; every text that came from an input is neutralised."""
    words = load_words()
    lines = [
        *_head(chain, words, language),
        "",
        *_records(chain, words, language),
        "",
        *_product(chain, words, language),
        "",
        *_version(chain, words, language),
        "",
        *_verdicts(chain, words, language),
        "",
        *organization_section(chain.attribution, words, language),
        "",
        words.text("explain.closing", language),
    ]
    return "\n".join(terminal(line) for line in lines)


def _time(value: Any, words: Words, language: Language) -> str:  # noqa: ANN401 a time or nothing
    return f"{value:%Y-%m-%d %H:%M}Z" if value else words.text("explain.unknown_time", language)


def _head(chain: EvidenceChain, words: Words, language: Language) -> Iterator[str]:
    device = chain.device
    yield words.text("explain.heading", language, device=device["device"], product=device["product"])
    yield words.text(
        "explain.address",
        language,
        ips=", ".join(device["ips"]),
        ports=", ".join(map(str, device["ports"])),
        first=_time(device["first_seen"], words, language),
        last=_time(device["last_seen"], words, language),
        records=device["observations"],
    )
    if device["decoy_score"]:
        reasons = "; ".join(decoy_text(text, words, language) for text in device.get("decoy_reasons") or [])
        yield words.text("explain.decoy", language, score=device["decoy_score"], reasons=reasons)


def _records(chain: EvidenceChain, words: Words, language: Language) -> Iterator[str]:
    yield words.text("explain.step_records", language)
    for record in chain.records[:_MOST_RECORDS]:
        yield "  " + words.text(
            "explain.record",
            language,
            **{name: record[name] for name in ("source", "report", "ip", "port", "input", "line", "item")},
            observed=_time(record["observed_at"], words, language),
            digest=record["digest"][:16],
        )
    if len(chain.records) > _MOST_RECORDS:
        yield f"  … +{len(chain.records) - _MOST_RECORDS}"


def _reasons(chain: EvidenceChain, about: str, words: Words, language: Language) -> Iterator[str]:
    for row in chain.evidence:
        if row["about"] != about:
            continue
        yield "  - " + words.text("explain.reason", language, text=row["text"], rule=row["rule"], field=row["field"])
        if row["trace"]:
            yield "      " + words.text("explain.trace", language, trace=shorten(row["trace"], _TRACE))
        for caveat in row["caveats"] or []:
            yield "      " + words.text("explain.caveat", language, caveat=caveat_sentence(caveat, language))


def _product(chain: EvidenceChain, words: Words, language: Language) -> Iterator[str]:
    yield words.text("explain.step_product", language)
    yield from _reasons(chain, "product", words, language)


def _version(chain: EvidenceChain, words: Words, language: Language) -> Iterator[str]:
    yield words.text("explain.step_version", language)
    reasons = list(_reasons(chain, "version", words, language))
    yield from reasons or ["  " + words.text("explain.no_version", language)]
    kind = words.text(f"evidence.{chain.device['version_kind']}", language)
    yield "  " + words.text("explain.version", language, version=chain.version, kind=kind)
    for conflict in chain.device["conflicts"] or []:
        yield "  " + words.text("explain.conflict", language, conflict=conflict_text(conflict, words, language))


def _verdicts(chain: EvidenceChain, words: Words, language: Language) -> Iterator[str]:
    yield words.text("explain.step_verdict", language, as_of=chain.as_of or "?")
    if not chain.verdicts:
        yield "  " + words.text("explain.no_advisory", language)
    for row in chain.verdicts:
        if row["verdict"] in {"affected", "likely"}:
            yield "  - " + words.text(
                "explain.verdict",
                language,
                cve=row["cve"],
                verdict=words.text(f"verdict.{row['verdict']}", language),
                text=row[f"text_{language}"],
                reason=row["reason"],
                sources=", ".join(row["sources"]),
                urgency=words.text(f"urgency.{row['urgency']}", language),
            )
    for verdict in ("undetermined", "not_affected"):
        cves = [f"{row['cve']} {row['reason']}" for row in chain.verdicts if row["verdict"] == verdict]
        if cves:
            label = words.text(f"verdict.{verdict}", language)
            yield "  - " + words.text("explain.others", language, count=len(cves), verdict=label, cves=", ".join(cves))
