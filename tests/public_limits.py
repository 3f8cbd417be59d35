"""Fills the public page's counts up to their limits and asks what is still admitted; needs the public settings."""

import json
import sys
import time

from django.core.management import call_command
from django.test import RequestFactory

from noroshi.web.public import rate_limit
from noroshi.web.public.models import RequestCount


def admitted(address: str, forwarded: str = "") -> bool:
    """Whether a form from an address is admitted."""
    headers = {"HTTP_X_FORWARDED_FOR": forwarded} if forwarded else {}
    return rate_limit.admit(RequestFactory().post("/answer/", REMOTE_ADDR=address, **headers))


def network(address: str, forwarded: str = "") -> str:
    """Return the network that a request counts for."""
    request = RequestFactory().get("/", REMOTE_ADDR=address, HTTP_X_FORWARDED_FOR=forwarded)
    return rate_limit.network_of(request)


def main() -> None:
    """Print what was found."""
    call_command("migrate", verbosity=0)
    time.sleep(max(0, 5 - (rate_limit.WINDOW - time.time() % rate_limit.WINDOW)))  # not at the turn of a window
    window = int(time.time()) // rate_limit.WINDOW
    RequestCount.objects.create(network="old", window=window - 1)
    RequestCount.objects.create(network=rate_limit._EVERYBODY, window=window, hits=rate_limit.TOGETHER - 2)
    found = {"together": [admitted(f"203.0.{n}.1") for n in range(4)]}
    found["old counts"] = RequestCount.objects.filter(network="old").count()
    RequestCount.objects.all().delete()
    rows = [RequestCount(network=str(n), window=window) for n in range(rate_limit.MOST_NETWORKS)]
    RequestCount.objects.bulk_create(rows, batch_size=1000)
    found["many networks"] = sum(admitted(f"198.{n}.0.1") for n in range(rate_limit.PER_NETWORK + 5))
    found["rows"] = RequestCount.objects.count() - rate_limit.MOST_NETWORKS
    found["networks"] = [
        network("198.51.100.7"),
        network("198.51.100.7", "203.0.113.9"),
        network("127.0.0.1", "203.0.113.9"),
        network("127.0.0.1", "192.0.2.66, 203.0.113.9, 127.0.0.1"),
        network("127.0.0.1", "not an address"),
        network("127.0.0.1"),
        network("::ffff:198.51.100.7"),
        network("2001:db8:1:2::3"),
    ]
    sys.stdout.write(json.dumps(found))
