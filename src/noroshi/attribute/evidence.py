"""From a device's traces to claims: what each trace may say, and what it must not say (deny lists, shared names)."""

from collections.abc import Iterable, Iterator
from typing import Final

from noroshi.attribute.certificates import Subject, no_organization, read_subject
from noroshi.attribute.claims import Claim, Evidence, Group, Means, SiteClaim, Weights
from noroshi.attribute.domains import Host, government_number, read_host
from noroshi.attribute.names import is_japanese
from noroshi.attribute.page_names import PageNames
from noroshi.attribute.providers import Providers
from noroshi.attribute.reasons import blocked, reason
from noroshi.attribute.sites import Sites
from noroshi.attribute.traces import DeviceTraces
from noroshi.knowledge.attribution_lists import AttributionLists
from noroshi.knowledge.places import Places
from noroshi.model.attribution import Reason

_SHARED_DOMAINS: Final = 3
"""A certificate over more registrable domains than this belongs to a shared front."""


class EvidenceReader:
    """Reads the evidence of devices; ``country``: the surveyed country (ISO code), None for all."""

    def __init__(self, places: Places, lists: AttributionLists, country: str | None) -> None:
        self._places: Final = places
        self._lists: Final = lists
        self._country: Final = country
        self._pages: Final = PageNames(lists)
        self._providers: Final = Providers(lists)
        self._sites: Final = Sites(places, lists)

    def read(self, traces: DeviceTraces) -> Evidence:
        """Return the claims of one device."""
        notes: list[Reason] = []
        subjects = self._own_subjects(traces, notes)
        seen = list(self._hosts(traces, notes))
        hosts = [host for host, _ in seen if host.usable]
        covered = {host.domain for host, source in seen if source == "cert"}
        shared = len(covered) > _SHARED_DOMAINS
        if shared:
            notes.append(reason("block.shared", count=str(len(covered))))
        claims = [
            *self._certificate_claims(subjects, traces, notes),
            *self._domain_claims(hosts, traces, shared=shared),
            *self._registry_claims(traces, notes),
            *self._page_claims(traces, notes),
        ]
        holder, provider = self._providers.holder(traces)
        return Evidence(
            claims=tuple(claims),
            sites=tuple(self._site_claims(traces, subjects)),
            notes=tuple(notes),
            holder=holder,
            holder_is_provider=provider,
            shared=shared,
            line=_is_line(traces, seen),
            foreign=self._foreign(traces, subjects, hosts, claims),
        )

    def _own_subjects(self, traces: DeviceTraces, notes: list[Reason]) -> list[Subject]:
        """Return the subjects that are not a vendor's or a tool's default."""
        own = []
        for text in traces.subjects:
            subject = read_subject(text)
            why = no_organization(subject.organization, self._lists) if subject.organization else ""
            if why:
                notes.append(blocked(why, "cert_o", subject.organization))
            else:
                own.append(subject)
        return own

    def _certificate_claims(
        self, subjects: Iterable[Subject], traces: DeviceTraces, notes: list[Reason]
    ) -> Iterator[Claim]:
        public = bool(traces.issuers) and not set(traces.issuers) & set(traces.subjects)
        for subject in subjects:
            name = subject.organization
            if not name:
                continue
            weight, doubt = (Weights.CERT_PUBLIC if public else Weights.CERT_SELF_SIGNED), ""
            if self._providers.is_provider(name):
                notes.append(reason("weak.provider", text=name))
                weight, doubt = Weights.PROVIDER, "provider"
            yield Claim(id="cert.o", group=Group.CERTIFICATE, means=Means.NAME, text=name, weight=weight, doubt=doubt)

    def _hosts(self, traces: DeviceTraces, notes: list[Reason]) -> Iterator[tuple[Host, str]]:
        names = [(read_subject(text).common_name, "cert") for text in traces.subjects]
        names += [(name, "cert") for name in traces.sans]
        names += [(name, "ptr") for name in traces.hostnames]
        for text, source in dict.fromkeys(names):
            host = read_host(text, self._lists, reverse=source == "ptr")
            if host is None:
                continue
            if host.kind and host.kind != "reserved":
                kind = "shared_suffix" if host.kind == "shared" else host.kind
                notes.append(blocked(kind, "ptr" if source == "ptr" else "cert_name", host.name))
            yield host, source

    def _domain_claims(self, hosts: Iterable[Host], traces: DeviceTraces, *, shared: bool) -> Iterator[Claim]:
        attribute = False
        for host in dict.fromkeys(hosts):
            number = government_number(host.name, self._places)
            attribute = attribute or host.attribute_type
            weight = Weights.ATTRIBUTE_DOMAIN if host.attribute_type else Weights.GENERAL_DOMAIN
            if shared:
                weight = Weights.SHARED_DOMAIN
            elif number:
                weight = Weights.GOVERNMENT_DOMAIN
                yield _domain("domain.government", Means.NUMBER, number, weight)
            yield _domain("domain.alias", Means.DOMAIN, host.name, weight)
        for name in filter(None, (part.strip() for part in traces.registrant.split(" / "))):
            if not self._providers.is_provider(name) and not no_organization(name, self._lists):
                weight = Weights.ATTRIBUTE_DOMAIN if attribute else Weights.GENERAL_DOMAIN
                yield _domain("domain.registrant", Means.NAME, name, weight)

    def _registry_claims(self, traces: DeviceTraces, notes: list[Reason]) -> Iterator[Claim]:
        assigned = traces.whois_kind.upper().startswith("ASSIGN")
        names = (traces.whois_org, traces.whois_org_en)
        if assigned:
            for name in filter(None, names):
                if self._providers.is_provider(name):
                    notes.append(reason("holder.provider", text=name))
                else:
                    yield _registry("registry.user", name, Weights.USER_ASSIGNMENT)
        elif any(names):
            notes.append(reason("holder.allocation", text=next(filter(None, names))))
        own = self._providers.own_network(traces)
        if own:
            yield _registry("registry.network", own, Weights.OWN_NETWORK)

    def _page_claims(self, traces: DeviceTraces, notes: list[Reason]) -> Iterator[Claim]:
        for texts, what, weight in (
            (traces.titles, "page.title", Weights.PAGE),
            (traces.bodies, "page.body", Weights.BODY),
        ):
            for text in texts:
                for name in self._pages.find(text):
                    why = no_organization(name, self._lists)
                    if why:
                        notes.append(blocked(why, "page", name))
                    elif not self._providers.is_provider(name):
                        yield Claim(id=what, group=Group.PAGE, means=Means.NAME, text=name, weight=weight)

    def _site_claims(self, traces: DeviceTraces, subjects: Iterable[Subject]) -> Iterator[SiteClaim]:
        for subject in subjects:
            yield from self._sites.of_subject(subject)
        yield from self._sites.of_hostnames(traces.hostnames)
        yield from self._sites.of_geolocation(traces)

    def _foreign(
        self, traces: DeviceTraces, subjects: Iterable[Subject], hosts: Iterable[Host], claims: Iterable[Claim]
    ) -> str:
        """Return another country's code where the traces speak for it and none for the surveyed country."""
        if self._country is None:
            return ""
        if traces.country and traces.country != self._country:
            return traces.country
        codes = {subject.country for subject in subjects if len(subject.country) == 2}  # noqa: PLR2004  ISO 3166-1
        if not codes or self._country in codes:
            return ""
        suffix = f".{self._country.lower()}"
        domestic = any(host.name.endswith(suffix) for host in hosts) or any(
            is_japanese(claim.text) or claim.id == "registry.user" for claim in claims
        )
        return "" if domestic else min(codes)


def _domain(what: str, means: Means, text: str, weight: float) -> Claim:
    return Claim(id=what, group=Group.DOMAIN, means=means, text=text, weight=weight)


def _registry(what: str, name: str, weight: float) -> Claim:
    return Claim(id=what, group=Group.REGISTRY, means=Means.NAME, text=name, weight=weight)


def _is_line(traces: DeviceTraces, seen: Iterable[tuple[Host, str]]) -> bool:
    """Whether only the address holder is known: an access line's name, or no trace of the device itself."""
    if any(source == "ptr" and host.kind in ("isp", "hosting", "generated") for host, source in seen):
        return True
    if traces.whois_kind.upper().startswith("ASSIGN"):
        return True
    return not (traces.subjects or traces.sans or traces.titles or traces.bodies or traces.registrant)
