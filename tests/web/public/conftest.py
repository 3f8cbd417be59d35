"""The public page, served once a module behind a proxy on this machine."""

from collections.abc import Iterator

import pytest

from public_world import PublicPage, make_codes, served


@pytest.fixture(scope="module")
def page(tmp_path_factory: pytest.TempPathFactory) -> Iterator[PublicPage]:
    """Serve the page; ``X-Forwarded-For`` counts, so that every test comes from a network of its own."""
    with served(tmp_path_factory.mktemp("public"), make_codes(), NOROSHI_PUBLIC_PROXIES="127.0.0.1") as page:
        yield page
