"""What a person has besides the password: a certificate bound to the account, else a code or a key, as allauth asks.

A certificate of the person makes the code unnecessary. One that is not what it should be ends the login: it is never
passed over in favour of something weaker. A certificate that nobody here has proves nothing and is passed over.
"""

from collections.abc import Callable
from typing import Any, Final

from allauth.account.internal.flows.login import record_authentication
from allauth.mfa.models import Authenticator
from allauth.mfa.stages import AuthenticateStage
from allauth.mfa.utils import is_mfa_enabled
from django.contrib.auth import logout
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect

from noroshi.records.client_certificate import ClientCertificate
from noroshi.records.services import account_events
from noroshi.records.user import User
from noroshi.web.proxy_certificate import PresentedCertificate, certificate_of

IN_SESSION: Final = "client_certificate"
ANOTHERS: Final = "another_person"
NEEDED: Final = "needed"
_OTHER_FACTORS: Final = (Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN)


def logged_in_with_certificate(request: HttpRequest) -> bool:
    """Whether the session began with a certificate of the person."""
    return IN_SESSION in request.session


class PossessionStage(AuthenticateStage):  # type: ignore[misc]
    """The step of a login after the password."""

    def handle(self) -> tuple[HttpResponse | None, bool]:
        """Go on with a certificate of the person; refuse a doubtful one; else ask for a code or a key."""
        presented, person = certificate_of(self.request), self.login.user
        if why := refusal(presented, person):
            values = {"reason": why, "sha256": presented.sha256, "subject": presented.subject}
            account_events.note(person, "account.certificate_refused", actor_id=None, values=values)
            return redirect("certificate_needed" if why == NEEDED else "certificate_refused"), False
        if _holder(presented) == person.pk:
            self.request.session[IN_SESSION] = presented.sha256
            record_authentication(self.request, person, "certificate", sha256=presented.sha256)
            values = {"sha256": presented.sha256, "subject": presented.subject, "serial": presented.serial}
            account_events.note(person, "account.certificate_used", actor_id=person.pk, values=values)
            return None, True
        asked: tuple[Any, bool] = super().handle()
        return asked


def refusal(presented: PresentedCertificate, person: User) -> str:
    """Return why a person with the right password is not let in with this certificate, or without one; '' if they are.

    Who has a certificate and nothing else does not get in with the password alone.
    """
    if presented.refused:
        return presented.refused
    holder = _holder(presented)
    if holder not in {None, person.pk}:
        return ANOTHERS
    alone = holder is None and ClientCertificate.objects.filter(user=person).exists()
    return NEEDED if alone and not is_mfa_enabled(person, _OTHER_FACTORS) else ""


def _holder(presented: PresentedCertificate) -> int | None:
    if not presented.sha256:
        return None
    return ClientCertificate.objects.filter(sha256=presented.sha256).values_list("user_id", flat=True).first()


class CertificateSessionMiddleware:
    """Ends a session that began with a certificate, when a request comes without it or the person lost it."""

    def __init__(self, respond: Callable[[HttpRequest], HttpResponse]) -> None:
        self.respond = respond

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Answer, or log the person out first."""
        if request.user.is_authenticated and logged_in_with_certificate(request):
            presented = certificate_of(request)
            same = bool(presented.sha256) and presented.sha256 == request.session[IN_SESSION]
            if not same or _holder(presented) != request.user.pk:
                account_events.note(request.user, "account.certificate_gone", actor_id=None)
                logout(request)
        return self.respond(request)
