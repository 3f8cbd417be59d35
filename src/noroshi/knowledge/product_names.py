"""Names of the products for people, read once from the bundled pack."""

from functools import cache
from typing import Final

from noroshi.knowledge.load import load_knowledge

_OTHER: Final = {"ja": "en", "en": "ja"}


@cache
def product_names() -> dict[str, dict[str, str]]:
    """Return the names by product id and language; an id of another pack is not among them."""
    return {name: product.name for name, product in sorted(load_knowledge().products.items())}


def product_name(product: str, language: str) -> str:
    """Return the name of a product in ``ja`` or ``en``, in the other language, or its id where no name is known."""
    names = product_names().get(product, {})
    return names.get(language) or names.get(_OTHER[language]) or product
