"""Providers: names of internet providers and hosts, whose mention is a claim about the address, not the user."""

from typing import Final

from noroshi.attribute.english import EnglishNames
from noroshi.attribute.names import is_japanese, normaliser
from noroshi.attribute.traces import DeviceTraces
from noroshi.knowledge.attribution_lists import AttributionLists

_USER: Final = "user"


class Providers:
    """Tells providers from other holders of address space by the bundled lists, or by others."""

    def __init__(self, lists: AttributionLists) -> None:
        self._english: Final = EnglishNames(lists)
        self._networks: Final = lists.networks
        self._words: Final = tuple(map(self._key, lists.provider_words))
        self._roles: Final = {self._key(name): role for name, role in lists.providers.items()}

    def is_provider(self, name: str) -> bool:
        """Whether a name is a provider's, by the list or by what it calls itself."""
        key = self._key(name)
        role = self._roles.get(key)
        if role is not None:
            return role != _USER
        return any(word in key for word in self._words)

    def holder(self, traces: DeviceTraces) -> tuple[str, bool]:
        """Return the address holder's name and whether it is a provider; an unknown holder counts as one."""
        name = traces.whois_org or traces.whois_org_en or traces.net_org or traces.as_org
        if traces.whois_kind.upper().startswith("ASSIGN") and not self.is_provider(name):
            name = traces.as_org
        return name, self._networks.get(traces.asn) != _USER

    def own_network(self, traces: DeviceTraces) -> str:
        """Return the name of a holder that is listed as using its own network, '' for a provider or an unknown one."""
        if self._networks.get(traces.asn) == _USER:
            return traces.whois_org or traces.whois_org_en or traces.as_org
        name = traces.net_org
        listed = self._roles.get(self._key(name)) if name else None
        return name if listed == _USER else ""

    def _key(self, name: str) -> str:
        return normaliser().keys(name).core if is_japanese(name) else self._english.core(name)
