"""Names: vendor and product as people write them, to the id of a product file."""

import re
import unicodedata
from collections.abc import Collection, Mapping
from typing import Final

from noroshi.knowledge.products import Product

_NOISE: Final = re.compile(r"[\W_]+")
_SAFE_LENGTH: Final = 3


def plain(name: str) -> str:
    """Return a name without case, width, spaces and punctuation."""
    return _NOISE.sub("", unicodedata.normalize("NFKC", name).casefold())


def edition_in(name: str, editions: Collection[str]) -> str:
    """Return the longest of ``editions`` that a product or model name contains, '' where it contains none.

    ``SkyBridge BASIC MB-A130`` contains ``mb-a130``. An edition of one or two letters must be a word of its own.
    """
    words = [plain(word) for word in _NOISE.split(name)]
    whole = plain(name)
    found = [
        edition
        for edition in editions
        if (plain(edition) in whole if len(plain(edition)) >= _SAFE_LENGTH else plain(edition) in words)
    ]
    return max(found, key=lambda edition: (len(plain(edition)), edition), default="")


class Names:
    """Every known name of the products of a knowledge base."""

    def __init__(self, products: Mapping[str, Product]) -> None:
        self._by_id = {plain(id_): id_ for id_ in products}
        self._by_name: dict[str, list[str]] = {}
        self._vendors: dict[str, frozenset[str]] = {}
        for id_, product in products.items():
            names = {product.vendor, *product.aliases.vendor, id_.split("-", 1)[0]}
            self._vendors[id_] = frozenset(plain(name) for name in names)
            for name in {*product.aliases.product, *product.name.values()}:
                self._by_name.setdefault(plain(name), []).append(id_)

    def resolve(self, vendor: str, product: str) -> str | None:
        """Return the id that vendor and product name, or None where nothing or more than one product fits.

        ``product`` may be an id by itself; the vendor may be left empty where the product's name is unique.
        """
        name, maker = plain(product), plain(vendor)
        if name in self._by_id:
            return self._by_id[name]
        joined = self._by_id.get(maker + name)
        if joined is not None and maker:
            return joined
        without_maker = name.removeprefix(maker) if maker else name
        found = dict.fromkeys((*self._by_name.get(name, ()), *self._by_name.get(without_maker, ())))
        fitting = [id_ for id_ in found if not maker or maker in self._vendors[id_]]
        return fitting[0] if len(fitting) == 1 else None
