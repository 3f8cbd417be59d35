"""How people log in: an administrator makes every account; nobody signs up, nothing is sent by mail.

allauth's pages and checks are used; here stands what this installation decides, and the wording of refusals.
"""

from typing import Any

from allauth.account.adapter import DefaultAccountAdapter, get_adapter
from allauth.account.internal.stagekit import clear_login
from allauth.core.exceptions import ImmediateHttpResponse
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.socialaccount.adapter import DefaultSocialAccountAdapter
from allauth.socialaccount.models import SocialAccount
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone

from noroshi.records.services import account_events
from noroshi.records.user import User
from noroshi.web import factor_secrets
from noroshi.web.words import text_lazy


def client_ip(request: HttpRequest) -> str:
    """Return the address of the person's computer, as the TLS proxy in front names it; '' where there is none."""
    if not request.META.get("REMOTE_ADDR"):
        return ""
    return str(get_adapter().get_client_ip(request))


def attempted_name(request: HttpRequest, credentials: dict[str, Any] | None = None) -> str | None:
    """Return the name under which somebody tries to log in: lock-out is by name and address together."""
    return (credentials or {}).get("username") or request.POST.get("login")


class ClosedAccountAdapter(DefaultAccountAdapter):  # type: ignore[misc]
    """Refuses sign-up and expired one-time passwords; a changed password ends the one-time password."""

    error_messages = {
        **DefaultAccountAdapter.error_messages,
        "account_inactive": text_lazy("account_error.inactive"),
        "enter_current_password": text_lazy("account_error.current_password"),
        "incorrect_code": text_lazy("account_error.code"),
        "incorrect_password": text_lazy("account_error.current_password"),
        "invalid_login": text_lazy("account_error.password"),
        "rate_limited": text_lazy("account_error.too_many"),
        "too_many_login_attempts": text_lazy("account_error.too_many"),
        "username_password_mismatch": text_lazy("account_error.password"),
    }

    def is_open_for_signup(self, request: HttpRequest) -> bool:  # noqa: ARG002 allauth's signature
        """Answer no."""
        return False

    def pre_login(self, request: HttpRequest, user: User, **login: Any) -> HttpResponse | None:  # noqa: ANN401 allauth's
        """Stop a login with a one-time password that was not used in time."""
        if user.password_expires_at is not None and user.password_expires_at <= timezone.now():
            clear_login(request)
            return redirect("password_expired")
        response: HttpResponse | None = super().pre_login(request, user, **login)
        return response

    def get_login_stages(self) -> list[str]:
        """Return allauth's steps, with the step of the second factor that knows certificates."""
        own = {"allauth.mfa.stages.AuthenticateStage": "noroshi.web.possession.PossessionStage"}
        return [own.get(stage, stage) for stage in super().get_login_stages()]

    def set_password(self, user: User, password: str) -> None:
        """Keep the person's own new password."""
        user.password_expires_at = None
        super().set_password(user, password)

    def get_password_change_redirect_url(self, request: HttpRequest) -> str:  # noqa: ARG002 allauth's signature
        """Go on to the person's desk."""
        return reverse("home")


class KnownPeopleAdapter(DefaultSocialAccountAdapter):  # type: ignore[misc]
    """Lets the office's identity provider log in people whose account an administrator made; it makes no accounts."""

    def is_open_for_signup(self, request: HttpRequest, sociallogin: Any) -> bool:  # noqa: ANN401, ARG002 allauth's
        """Answer no."""
        return False

    def pre_social_login(self, request: HttpRequest, sociallogin: Any) -> None:  # noqa: ANN401 allauth's
        """Tie the office account to the account of the same user name, the first time it logs in here.

        A second office account under that name is nobody here, until an administrator closes and reopens the account.
        """
        if sociallogin.is_existing or request.user.is_authenticated:
            return
        known = User.objects.filter(username=sociallogin.user.username, is_active=True).first()
        if known is None:
            raise ImmediateHttpResponse(redirect("office_account_unknown"))
        if SocialAccount.objects.filter(user=known).exists():
            # the office gave the name to somebody else: a tie is made once, as with the directory
            account_events.note(
                known, "account.office_changed", actor_id=None, values={"entry": sociallogin.account.uid}
            )
            raise ImmediateHttpResponse(redirect("office_account_unknown"))
        sociallogin.connect(request, known)


class OwnSecondFactorAdapter(DefaultMFAAdapter):  # type: ignore[misc]
    """Words the refusals of the second factor; keeps its secrets encrypted."""

    error_messages = {
        **DefaultMFAAdapter.error_messages,
        "cannot_generate_recovery_codes": text_lazy("account_error.no_second_factor"),
        "incorrect_code": text_lazy("account_error.code"),
    }

    def encrypt(self, text: str) -> str:
        """Return a secret as it is stored."""
        return factor_secrets.encrypt(text)

    def decrypt(self, encrypted_text: str) -> str:
        """Return the secret of a stored one."""
        return factor_secrets.decrypt(encrypted_text)

    def generate_authenticator_name(self, user: User, type: str) -> str:  # noqa: A002 allauth's signature
        """Return the name proposed for a further key."""
        from allauth.mfa.models import Authenticator

        count = Authenticator.objects.filter(user=user, type=type).count()
        return str(text_lazy("account.key_number", number=count + 1))
