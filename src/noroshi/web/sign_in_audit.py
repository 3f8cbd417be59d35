"""Entries of the audit chain about accounts: sign-in and its failures, lock-out, sign-out, password, second factor."""

from typing import Any, Final

from allauth.account.signals import password_changed, password_reset, password_set
from allauth.mfa.signals import authentication_failed, authenticator_added, authenticator_removed, authenticator_reset
from axes.handlers.proxy import AxesProxyHandler
from axes.signals import user_locked_out
from django.conf import settings
from django.contrib.auth.signals import user_logged_in, user_logged_out, user_login_failed
from django.dispatch import Signal
from django.http import HttpRequest

from noroshi.records.services import audit
from noroshi.records.services.account_events import units_of
from noroshi.records.user import User
from noroshi.web.accounts import client_ip

LONGEST_NAME: Final = 150
_OF_A_PERSON: Final[tuple[tuple[Signal, str], ...]] = (
    (user_logged_in, "account.signed_in"),
    (user_logged_out, "account.signed_out"),
    (password_set, "account.password_set"),
    (password_changed, "account.password_changed"),
    (password_reset, "account.password_reset"),
    (authenticator_added, "account.factor_added"),
    (authenticator_removed, "account.factor_removed"),
    (authenticator_reset, "account.factor_reset"),
    (authentication_failed, "account.factor_failed"),
)


def connect() -> None:
    """Have the signals of sign-in written to the chain."""
    for signal, action in _OF_A_PERSON:
        signal.connect(_writer(action), weak=False, dispatch_uid=f"noroshi.{action}")
    user_login_failed.connect(_failed, dispatch_uid="noroshi.account.sign_in_failed")
    user_locked_out.connect(_locked_out, dispatch_uid="noroshi.account.locked_out")


def _writer(action: str) -> Any:  # noqa: ANN401 a signal's receiver
    def write(
        request: HttpRequest | None = None,
        user: User | None = None,
        authenticator: Any = None,  # noqa: ANN401 allauth's model
        **_signal: Any,  # noqa: ANN401 what a signal brings
    ) -> None:
        if user is not None:
            kind = {"factor": str(authenticator.type)} if authenticator is not None else {}
            _entries(action, user, request, kind)

    return write


def _failed(credentials: dict[str, Any], request: HttpRequest | None = None, **_signal: Any) -> None:  # noqa: ANN401
    """Write a failed sign-in; while the account is locked for that address, further attempts are not written."""
    if request is not None and AxesProxyHandler.is_locked(request, credentials):
        failures = getattr(request, "axes_failures_since_start", None)
        if failures is None or failures > settings.AXES_FAILURE_LIMIT:
            return
    _about_name("account.sign_in_failed", str(credentials.get("username", "")), request)


def _locked_out(request: HttpRequest, username: str | None = None, **_signal: Any) -> None:  # noqa: ANN401
    """Write the lock-out once, when it begins."""
    if getattr(request, "axes_failures_since_start", None) == settings.AXES_FAILURE_LIMIT:
        _about_name("account.locked_out", username or "", request)


def _about_name(action: str, name: str, request: HttpRequest | None) -> None:
    name = name[:LONGEST_NAME]
    person = User.objects.filter(username=name).first()
    if person is not None:
        _entries(action, person, request, {}, by_the_person=False)
    else:
        audit.append(action, "user:unknown", values={"name": name, "address": _address(request)})


def _entries(
    action: str, person: User, request: HttpRequest | None, values: dict[str, str], *, by_the_person: bool = True
) -> None:
    """Write one entry for each compartment of the person, so that every auditor concerned sees it."""
    units: list[int | None] = [*units_of(person)] or [None]
    for unit_id in units:
        audit.append(
            action,
            f"user:{person.pk}",
            actor_id=person.pk if by_the_person else None,
            unit_id=unit_id,
            values={"address": _address(request), **values},
        )


def _address(request: HttpRequest | None) -> str:
    return client_ip(request) if request is not None else ""
