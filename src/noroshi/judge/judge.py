"""Judge: is this version of this product in the affected range of a CVE, why, under which condition, how urgent."""

from collections.abc import Iterable, Iterator, Mapping
from datetime import date, datetime
from typing import Final

import msgspec

from noroshi.judge.build_days import BuildDays, bundled_build_days
from noroshi.judge.combine import Decision, decide
from noroshi.judge.evidence import Evidence, read_evidence
from noroshi.judge.kev import KevSnapshot
from noroshi.judge.options import (
    MAINLINE,
    UNKNOWN,
    Case,
    Line,
    generation_only,
    make_case,
    normal_edition,
    options,
    outside,
    product_line,
)
from noroshi.judge.ranges import Ranges, Span, contains_key, difference, normal
from noroshi.judge.schemes import SCHEMES, Key, Scheme
from noroshi.judge.schemes.base import TOP
from noroshi.judge.statuses import Status, Statuses
from noroshi.judge.urgency import Exploitation, UrgencyTable
from noroshi.judge.wording import Facts, sentences
from noroshi.knowledge.advisories import Advisory, AdvisoryFile, UrgencyRow, load_urgency_table
from noroshi.knowledge.products import Product
from noroshi.model.verdict import Answer, Condition, ReasonCode, Urgency, Verdict
from noroshi.model.version import VersionSet

GENERIC: Final = "generic"
MAX_REMEMBERED: Final = 5_000


class Judge:
    """Judges version evidence against the advisories at hand. Same input, same verdict: no clock is read."""

    def __init__(
        self,
        products: Mapping[str, Product],
        advisories: Iterable[AdvisoryFile],
        kev: KevSnapshot | None = None,
        as_of: date | None = None,
        urgency: tuple[UrgencyRow, ...] | None = None,
        builds: BuildDays | None = None,
    ) -> None:
        """Prepare the maps of all advisories; facts newer than ``as_of`` in KEV and SSVC are left out.

        ``urgency``: the decision table (default: the bundled one). ``builds``: per product and version text the day on
        which that version was made (default: those of the bundled tables).
        """
        self.kev, self.as_of = kev, as_of
        self._files = tuple(advisories)
        self._table = UrgencyTable(load_urgency_table() if urgency is None else urgency)
        all_advisories = [advisory for file in self._files for advisory in file.advisories]
        ids = {entry.product for advisory in all_advisories for entry in advisory.affected}
        self._known = frozenset(products) | ids
        self._lines = {id_: self._line(id_, products, all_advisories) for id_ in ids}
        days = bundled_build_days() if builds is None else builds
        self._built = {id_: _by_key(line.scheme, days.get(id_, {})) for id_, line in self._lines.items()}
        self._cases: dict[str, dict[str, list[Case]]] = {}
        self._urgent: dict[str, Exploitation] = {}
        for advisory in all_advisories:
            self._urgent.setdefault(advisory.cve, self._table.exploitation(advisory, kev, as_of))
            for id_ in dict.fromkeys(entry.product for entry in advisory.affected):
                case = make_case(self._lines[id_], advisory, id_, self._built[id_])
                self._cases.setdefault(id_, {}).setdefault(advisory.cve, []).append(case)
        self._memory: dict[tuple[object, ...], tuple[Verdict, ...]] = {}

    @property
    def cves(self) -> frozenset[str]:
        """Every CVE that an advisory at hand is about."""
        return frozenset(self._urgent)

    def editions(self, product: str) -> frozenset[str]:
        """Return the editions, platforms or models of the product that some advisory tells apart."""
        line = self._lines.get(product)
        return line.editions if line else frozenset()

    def verdicts(
        self,
        product: str,
        versions: VersionSet,
        edition: str | None = None,
        roles: tuple[str, ...] | None = None,
        observed_at: datetime | None = None,
    ) -> list[Verdict]:
        """Return one verdict per CVE that lists the product, sorted by CVE.

        ``edition``: None or ``?`` where it is not known, ``''`` for none or mainline. ``roles``: what was seen to be
        exposed; None where nothing is known.
        """
        evidence = self._evidence(product, versions, observed_at)
        key = (product, evidence, edition, roles)
        known = self._memory.get(key)
        if known is None:
            if len(self._memory) >= MAX_REMEMBERED:
                self._memory.clear()
            cves = sorted(self._cases.get(product, ()))
            known = tuple(self._judge(product, cve, evidence, edition, roles) for cve in cves)
            self._memory[key] = known
        return list(known)

    def verdict(
        self,
        product: str,
        cve: str,
        versions: VersionSet,
        edition: str | None = None,
        roles: tuple[str, ...] | None = None,
        observed_at: datetime | None = None,
    ) -> Verdict:
        """Return the verdict about one CVE; parameters as in ``verdicts``."""
        if product not in self._known:
            return _open(product, cve, versions.exact or "", ReasonCode.PRODUCT_UNKNOWN)
        cases = self._cases.get(product, {})
        if cve in cases:
            return self._judge(product, cve, self._evidence(product, versions, observed_at), edition, roles)
        if cve in self._urgent:
            return _open(product, cve, versions.exact or "", ReasonCode.PRODUCT_NOT_LISTED)
        entry = self.kev.entry(cve, self.as_of) if self.kev else None
        verdict = _open(product, cve, versions.exact or "", ReasonCode.CVE_UNKNOWN)
        if entry is None or self.kev is None:
            return verdict
        return msgspec.structs.replace(verdict, in_kev=True, ransomware=entry.ransomware, sources=(self.kev.source,))

    def _line(self, product: str, products: Mapping[str, Product], advisories: list[Advisory]) -> Line:
        known = products.get(product)
        scheme = SCHEMES.get(known.scheme if known else GENERIC, SCHEMES[GENERIC])
        entries = (entry for advisory in advisories for entry in advisory.affected if entry.product == product)
        return product_line(scheme, entries)

    def _evidence(self, product: str, versions: VersionSet, observed_at: datetime | None) -> Evidence:
        line = self._lines.get(product)
        scheme = line.scheme if line else SCHEMES[GENERIC]
        return read_evidence(scheme, versions, observed_at, self._built.get(product, {}))

    def _judge(
        self, product: str, cve: str, evidence: Evidence, edition: str | None, roles: tuple[str, ...] | None
    ) -> Verdict:
        cases = self._cases[product][cve]
        told = normal_edition(edition)
        if evidence.edition and told in {UNKNOWN, MAINLINE}:
            told = evidence.edition
        possible = generation_only(self._lines[product].scheme, told, evidence.versions)
        if evidence.faulty or not possible:
            decision = Decision(answer=Answer.UNDETERMINED, reason=ReasonCode.PRODUCT_VERSION_MISMATCH, statuses=())
        else:
            decision = _gravest(
                [_decide(self._lines[product], case, product, evidence, told, possible) for case in cases]
            )
        return self._verdict(product, cases[0].advisory, evidence, decision, roles)

    def _verdict(
        self, product: str, advisory: Advisory, evidence: Evidence, decision: Decision, roles: tuple[str, ...] | None
    ) -> Verdict:
        urgent = self._urgent[advisory.cve]
        condition = condition_of(advisory, roles)
        facts = tuple(dict.fromkeys(part for status in decision.statuses for part in status.source.split(";") if part))
        named = (*((advisory.advisory,) if advisory.advisory else ()), *facts)
        fixes = {status.fix for status in decision.statuses if status.answer is not Answer.NOT_AFFECTED or status.fix}
        fix = next(iter(fixes)) if len(fixes) == 1 else ""
        harmless = decision.answer is Answer.NOT_AFFECTED or condition is Condition.NOT_MET
        return Verdict(
            product=product,
            cve=advisory.cve,
            answer=decision.answer,
            reason=decision.reason,
            condition=condition,
            urgency=Urgency.NONE if harmless else urgent.urgency,
            in_kev=urgent.in_kev,
            ransomware=urgent.ransomware,
            fix=fix,
            because=tuple(dict.fromkeys(status.because for status in decision.statuses)),
            sources=tuple(dict.fromkeys((*named, *urgent.sources))),
            text=sentences(
                Facts(
                    cve=advisory.cve,
                    version=evidence.text,
                    built=evidence.built or _day_of(evidence, decision),
                    answer=decision.answer,
                    reason=decision.reason,
                    fix=fix,
                    status=decision.statuses[0] if len(decision.statuses) == 1 else None,
                    sources=named,
                    condition=condition,
                    condition_text=advisory.condition.text if advisory.condition else {},
                )
            ),
        )


def condition_of(advisory: Advisory, roles: tuple[str, ...] | None) -> Condition:
    """Return whether the precondition was met by the roles seen; a role not seen proves nothing."""
    condition = advisory.condition
    if condition is None:
        return Condition.NONE
    seen = frozenset(roles or ())
    if seen & frozenset(condition.roles):
        return Condition.MET
    return Condition.NOT_MET if seen & frozenset(condition.unless_roles) else Condition.NOT_VISIBLE


def _decide(line: Line, case: Case, product: str, evidence: Evidence, told: str, versions: Ranges) -> Decision:
    by_option: list[tuple[Status, ...]] = []
    narrowed = False
    other = outside(case, product)
    for statuses, possible in options(line, case, told, versions):
        old = statuses.without_too_new(possible, evidence.built) if evidence.built else possible
        narrowed = narrowed or old != possible
        found = _statuses(line.scheme, statuses, old, evidence)
        by_option.append(tuple(dict.fromkeys(status or other for status in found)))
    return decide([option for option in by_option if option], evidence, narrowed=narrowed)


def _statuses(scheme: Scheme, statuses: Statuses, versions: Ranges, evidence: Evidence) -> Iterator[Status | None]:
    """Yield the status of every possible version: complete ones with the day on which they were made."""
    builds = [build for build in evidence.builds if contains_key(versions, build.key)]
    for build in builds:
        yield from statuses.of_build(scheme, build.key, build.built, evidence.seen)
    alone = normal(Span(build.key, (*build.key, TOP)) for build in builds)
    yield from statuses.over(difference(versions, alone) if alone else versions, evidence.seen)


def _day_of(evidence: Evidence, decision: Decision) -> date | None:
    """Return the day on which the one possible build was made, where the decision rests on it."""
    if any(status.clash for status in decision.statuses):
        return evidence.seen
    rests = decision.reason is ReasonCode.BEFORE_FIX_BUILD and len(evidence.builds) == 1
    return evidence.builds[0].built if rests else None


def _by_key(scheme: Scheme, days: Mapping[str, date]) -> dict[Key, date]:
    """Return the day of every complete version; where a version was made more than once, the last."""
    found: dict[Key, date] = {}
    for text, day in days.items():
        version = scheme.parse(text)
        if version is not None and not version.partial:
            found[version.key] = max(day, found.get(version.key, day))
    return found


_RANK: Final = (Answer.AFFECTED, Answer.LIKELY, Answer.UNDETERMINED, Answer.NOT_AFFECTED)


def _gravest(decisions: list[Decision]) -> Decision:
    return min(decisions, key=lambda decision: _RANK.index(decision.answer))


def _open(product: str, cve: str, version: str, reason: ReasonCode) -> Verdict:
    return Verdict(
        product=product,
        cve=cve,
        answer=Answer.UNDETERMINED,
        reason=reason,
        text=sentences(Facts(cve=cve, version=version, answer=Answer.UNDETERMINED, reason=reason)),
    )
