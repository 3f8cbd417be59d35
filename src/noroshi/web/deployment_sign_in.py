"""The checks of an installation about ways of logging in: directory, client certificates, secrets of second factors."""

from collections.abc import Iterator
from typing import Final

from django.conf import settings

from noroshi.web import configuration, directory, factor_secrets
from noroshi.web.deployment import FAULT, OK, WARNING, Check
from noroshi.web.directory_settings import DirectorySettings

SHORTEST_KEY: Final = 32
PROTECT: Final = "run `noroshi user protect-factors`"


def configuration_checks() -> Iterator[Check]:
    """Check the settings alone; nothing is asked."""
    yield _factor_keys()
    if settings.CERTIFICATE_PROXIES or settings.CERTIFICATE_SECRET:
        yield _certificates()


def other_checks() -> Iterator[Check]:
    """Check what needs the database or the directory."""
    yield _factors()
    if settings.DIRECTORY is not None:
        yield _directory(settings.DIRECTORY)


def _factor_keys() -> Check:
    do = f"give {SHORTEST_KEY} or more random characters, best in a file named by NOROSHI_FACTOR_KEYS_FILE"
    keys, name = settings.FACTOR_KEYS, "factor keys"
    if not keys:
        return Check(FAULT, name, "NOROSHI_FACTOR_KEYS is not set: second factors would lie in the clear", do)
    if configuration.DEMO_SECRET in keys:
        return Check(WARNING if settings.DEMO else FAULT, name, "the demonstration's, which everybody knows", do)
    if any(len(key) < SHORTEST_KEY or len(set(key)) < SHORTEST_KEY // 4 for key in keys):
        return Check(WARNING if settings.DEMO else FAULT, name, "one is too short or too uniform to be secret", do)
    if configuration.value("NOROSHI_SECRET_KEY") in keys:
        return Check(FAULT, name, "one is NOROSHI_SECRET_KEY", "give another secret: the two change at different times")
    return Check(OK, name, f"{len(keys)}, the first one is in use")


def _certificates() -> Check:
    name, secret = "client certificates", settings.CERTIFICATE_SECRET
    if not settings.CERTIFICATE_PROXIES or not secret:
        found = "one of NOROSHI_CERTIFICATE_PROXIES and NOROSHI_CERTIFICATE_SECRET is missing: none is believed"
        return Check(FAULT, name, found, "set both, or neither")
    if len(secret) < SHORTEST_KEY or len(set(secret)) < SHORTEST_KEY // 4:
        do = f"give {SHORTEST_KEY} or more random characters, and the same to the proxy"
        return Check(FAULT, name, "NOROSHI_CERTIFICATE_SECRET is too short or too uniform", do)
    proxies = ", ".join(str(network) for network in settings.CERTIFICATE_PROXIES)
    return Check(OK, name, f"believed from {proxies} with the shared secret")


def _factors() -> Check:
    counts, name = factor_secrets.states(), "stored factors"
    if counts["unreadable"]:
        do = "put the key that was in use then at the end of NOROSHI_FACTOR_KEYS, or remove the factors of these people"
        return Check(FAULT, name, f"{counts['unreadable']} open with none of the keys", do)
    if counts["plain"]:
        return Check(FAULT, name, f"{counts['plain']} lie in the clear, from an earlier version", PROTECT)
    if counts["earlier"]:
        return Check(
            WARNING, name, f"{counts['earlier']} are under an earlier key", f"{PROTECT}, then drop the old key"
        )
    return Check(OK, name, f"{counts['current']}, all encrypted with the key in use")


def _directory(server: DirectorySettings) -> Check:
    name, where = "directory", f"{server.host} port {server.port}"
    try:
        directory.probe(server)
    except directory.DirectoryUnavailable as error:
        do = "see NOROSHI_LDAP_URL, _CA, _BIND_DN and _BIND_PASSWORD; tied people cannot log in until then"
        return Check(FAULT, name, f"{where}: {error.reason}", do)
    return Check(OK, name, f"{where} answers over TLS and takes this program's account")
