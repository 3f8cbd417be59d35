"""Where a device stands: certificate L and ST, names of access lines, geolocation (weak)."""

import re
from collections.abc import Iterable, Iterator
from typing import Final

from noroshi.attribute.certificates import Subject
from noroshi.attribute.claims import SiteClaim
from noroshi.attribute.traces import DeviceTraces
from noroshi.knowledge.attribution_lists import AttributionLists
from noroshi.knowledge.places import Places
from noroshi.model.attribution import Place

CERTIFICATE: Final = "certificate"
LINE: Final = "ptr"
GEOLOCATION: Final = "geo"
_STRENGTH: Final = {CERTIFICATE: 1.0, LINE: 0.8, GEOLOCATION: 0.15}
"""Two free geolocation databases agree on the prefecture for 40 % of addresses: a hint that decides nothing."""
_MAX_HOST: Final = 253


class Sites:
    """Finds site claims by the bundled lists, or by others."""

    def __init__(self, places: Places, lists: AttributionLists) -> None:
        self._places: Final = places
        self._patterns: Final = {name: re.compile(pattern) for name, pattern in lists.ptr_patterns.items()}

    def of_subject(self, subject: Subject) -> Iterator[SiteClaim]:
        """Yield the place of L and ST; placeholders such as Some-State name none."""
        if subject.country not in ("", "JP"):
            return
        place = self._places.from_text(subject.locality, prefecture=subject.state, basis=CERTIFICATE)
        if place is not None:
            yield SiteClaim(id="site.cert", place=place, strength=_STRENGTH[CERTIFICATE])

    def of_hostnames(self, names: Iterable[str]) -> Iterator[SiteClaim]:
        """Yield the places that names of access lines carry by a known pattern: city and prefecture, or a code."""
        for name in names:
            for pattern in self._patterns.values():
                match = pattern.search(name.lower()[:_MAX_HOST])
                place = self._of_parts(match.groupdict()) if match else None
                if place is not None:
                    yield SiteClaim(id="site.ptr", place=place, strength=_STRENGTH[LINE])

    def _of_parts(self, parts: dict[str, str]) -> Place | None:
        if "code" in parts:
            return self._places.by_codes(parts["code"], basis=LINE)
        if self._places.from_text("", prefecture=parts["prefecture"]) is None:
            return None
        return self._places.from_text(parts["city"], prefecture=parts["prefecture"], basis=LINE)

    def of_geolocation(self, traces: DeviceTraces) -> Iterator[SiteClaim]:
        """Yield the prefecture of a geolocation database."""
        place = self._places.from_text("", prefecture=traces.region, basis=GEOLOCATION) if traces.region else None
        if place is not None:
            yield SiteClaim(id="site.geo", place=place, strength=_STRENGTH[GEOLOCATION])
