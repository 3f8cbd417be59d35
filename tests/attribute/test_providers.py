"""Names of providers are told from those of users."""

import pytest

from noroshi.attribute.providers import Providers
from noroshi.knowledge.attribution_lists import attribution_lists

PROVIDERS = Providers(attribution_lists())


@pytest.mark.parametrize(
    "name",
    [
        "Amazon",
        "Amazon.com, Inc.",
        "Amazon Web Services, Inc.",
        "Amazon Web Services Japan G.K.",
        "AWS",
        "Google LLC",
        "Google Cloud",
        "Microsoft Azure",
        "株式会社架空ケーブルテレビ",
        "架空インターネット株式会社",
        "架空データセンター株式会社",
    ],
)
def test_providers_are_known_by_list_brand_and_word(name: str) -> None:
    """A network's holder, its brand, and what calls itself a provider, long vowel mark or not."""
    assert PROVIDERS.is_provider(name)


@pytest.mark.parametrize("name", ["株式会社架空アマゾン", "Kakuu Amazon Fishing Club", "株式会社架空テレビ", ""])
def test_users_are_no_providers(name: str) -> None:
    """A name that merely holds a provider's brand is not the provider."""
    assert not PROVIDERS.is_provider(name)
