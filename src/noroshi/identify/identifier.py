"""Identifier: one observation in, one identification out; the rules come from the knowledge pack."""

from collections.abc import Iterator, Sequence

import msgspec

from noroshi.identify.decoy import decoy_of
from noroshi.identify.evidence import Reading, read_versions
from noroshi.identify.interest import SignalInterest
from noroshi.identify.matching import Hit, RuleMatcher
from noroshi.identify.prefilter import ENGINE
from noroshi.identify.product import ACCEPT, Assessment, View, assess
from noroshi.identify.sentences import ENGLISH
from noroshi.knowledge.load import Knowledge
from noroshi.model.fields import is_page_field
from noroshi.model.identification import Because, Decoy, Identification, ProductClaim
from noroshi.model.observation import Observation


class Identifier:
    """Recognises products and reads their versions.

    ``compiled``: what ``dump`` gave for the same knowledge, to save compiling; anything else is ignored. An
    identifier keeps no state between records and may be used from several threads.
    """

    def __init__(
        self, knowledge: Knowledge, compiled: bytes | None = None, *, language: str = ENGLISH, engine: str = ENGINE
    ) -> None:
        self._products = knowledge.products
        self._tables = knowledge.builds
        self._language = language
        matcher, interest = _parts(compiled)
        self._matcher = RuleMatcher(knowledge.products.values(), knowledge.digest, matcher, engine)
        self.interest = SignalInterest(knowledge.products.values(), knowledge.digest, interest, engine)
        """Tells at a glance of most records that ``identify`` would return None."""

    def dump(self) -> bytes:
        """Return the compiled rules, to be given back as ``compiled``."""
        return msgspec.msgpack.encode((self._matcher.dump(), self.interest.dump()))

    def identify(self, observation: Observation) -> Identification | None:
        """Return what the rules say.

        None where no product is accepted, none was rejected against its score, and none that is only suspected shows
        version evidence.
        """
        scans = [self._matcher.scan(observation.fields), *map(self._matcher.scan, observation.pages)]
        names: set[str] = (
            set().union(*(scan.products() for scan in scans)) if any(scan.hits for scan in scans) else set()
        )
        if not names:
            return None
        views = _views(observation, [scan.confirm(names) for scan in scans])
        assessed = [assess(self._products[name], views, self._language) for name in sorted(names)]
        accepted = sorted((item for item in assessed if item.accepted), key=_best_first)
        rejected = [item for item in assessed if item.rejected_by and item.claim.score >= ACCEPT]
        leads = sorted((item for item in assessed if item.lead), key=_best_first)
        if not accepted and not rejected and not leads:
            return None
        return self._conclude(observation, views, (accepted, rejected, leads))

    def _conclude(
        self,
        observation: Observation,
        views: Sequence[View],
        assessed: tuple[Sequence[Assessment], Sequence[Assessment], Sequence[Assessment]],
    ) -> Identification | None:
        accepted, rejected, leads = assessed
        read = [(item, self._read(observation, views, item)) for item in accepted]
        supporting = [(item, found) for item in leads if (found := self._read(observation, views, item)).evidence]
        if not accepted and not rejected and not supporting:
            return None
        claims = [_with_traps(item, reading.traps) for item, reading in read]
        failures = dict.fromkeys(failure for _, reading in read for failure in reading.failures)
        conflicts = [text for item in rejected for text in _rejections(item)]
        conflicts += [text for item in accepted for text in item.conflicts]
        if len(claims) > 1:
            listed = ", ".join(f"{claim.product} ({claim.score})" for claim in claims)
            conflicts.append(f"several products on one service: {listed}")
        return Identification(
            origin=observation.origin,
            ip=observation.ip,
            port=observation.port,
            observed_at=observation.observed_at,
            claims=tuple(claims),
            evidence=tuple(evidence for _, reading in (*read, *supporting) for evidence in reading.evidence),
            decoy=decoy_of(observation, claims, failures, views, self._language) if claims else Decoy(),
            conflicts=tuple(conflicts),
            leads=tuple(_with_traps(item, reading.traps) for item, reading in supporting),
        )

    def _read(self, observation: Observation, views: Sequence[View], item: Assessment) -> Reading:
        product = self._products[item.claim.product]
        return read_versions(product, views, item, self._tables, observation.observed_at, self._language)


def _parts(compiled: bytes | None) -> tuple[bytes | None, bytes | None]:
    try:
        return msgspec.msgpack.decode(compiled or b"", type=tuple[bytes, bytes])
    except msgspec.DecodeError:
        return None, None


def _views(observation: Observation, hits: Sequence[Sequence[Hit]]) -> list[View]:
    """Return one view per page; the service's own fields and hits belong to every one of them."""
    views = [View(observation.fields, tuple(hits[0]))]
    if observation.pages:
        service_hits = [hit for hit in hits[0] if not is_page_field(hit.rule.part.field)]
        service = {name: value for name, value in observation.fields.items() if not is_page_field(name)}
        pages = zip(observation.pages, hits[1:], strict=True)
        views += [View(service | page, (*service_hits, *found)) for page, found in pages]
    return views


def _best_first(item: Assessment) -> tuple[int, str]:
    return -item.claim.score, item.claim.product


def _with_traps(item: Assessment, traps: tuple[Because, ...]) -> ProductClaim:
    return msgspec.structs.replace(item.claim, because=(*item.claim.because, *traps))


def _rejections(item: Assessment) -> Iterator[str]:
    for because in item.rejected_by:
        yield f"{item.claim.product} rejected by {because.rule}: {because.text}"
