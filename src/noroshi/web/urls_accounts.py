"""The addresses of logging in: those of allauth's pages that exist here, one by one.

allauth asks for the names of further pages (sign-up, e-mail, forgotten password). They lead to "not found", so that
a new version of allauth cannot open a page that nobody looked at.
"""

from allauth.account import views as account
from allauth.mfa.base import views as second_factor
from allauth.mfa.recovery_codes import views as recovery_codes
from allauth.mfa.totp import views as totp
from allauth.mfa.webauthn import views as keys
from allauth.socialaccount import views as office
from allauth.socialaccount.providers.openid_connect import views as openid
from django.urls import URLPattern, path

from noroshi.web.views import general, sign_in

CLOSED = {
    "signup/": "account_signup",
    "email/": "account_email",
    "confirm-email/": "account_email_verification_sent",
    "password/set/": "account_set_password",
    "password/reset/": "account_reset_password",
    "login/code/confirm/": "account_confirm_login_code",
    "3rdparty/": "socialaccount_connections",
    "3rdparty/signup/": "socialaccount_signup",
}
urlpatterns: list[URLPattern] = [
    path("login/", account.login, name="account_login"),
    path("logout/", account.logout, name="account_logout"),
    path("switch/", general.switch_user, name="switch_user"),
    path("inactive/", account.account_inactive, name="account_inactive"),
    path("expired/", sign_in.password_expired, name="password_expired"),
    path("reauthenticate/", account.reauthenticate, name="account_reauthenticate"),
    path("password/change/", account.password_change, name="account_change_password"),
    path("2fa/", second_factor.index, name="mfa_index"),
    path("2fa/authenticate/", second_factor.authenticate, name="mfa_authenticate"),
    path("2fa/reauthenticate/", second_factor.reauthenticate, name="mfa_reauthenticate"),
    path("2fa/totp/activate/", totp.activate_totp, name="mfa_activate_totp"),
    path("2fa/totp/deactivate/", totp.deactivate_totp, name="mfa_deactivate_totp"),
    path("2fa/recovery-codes/", recovery_codes.view_recovery_codes, name="mfa_view_recovery_codes"),
    path("2fa/recovery-codes/generate/", recovery_codes.generate_recovery_codes, name="mfa_generate_recovery_codes"),
    path("2fa/recovery-codes/download/", recovery_codes.download_recovery_codes, name="mfa_download_recovery_codes"),
    path("2fa/keys/", keys.list_webauthn, name="mfa_list_webauthn"),
    path("2fa/keys/add/", keys.add_webauthn, name="mfa_add_webauthn"),
    path("2fa/keys/reauthenticate/", keys.reauthenticate_webauthn, name="mfa_reauthenticate_webauthn"),
    path("2fa/keys/<int:pk>/remove/", keys.remove_webauthn, name="mfa_remove_webauthn"),
    path("2fa/keys/<int:pk>/edit/", keys.edit_webauthn, name="mfa_edit_webauthn"),
    path("certificate/needed/", sign_in.certificate_needed, name="certificate_needed"),
    path("certificate/refused/", sign_in.certificate_refused, name="certificate_refused"),
    path("office/unknown/", sign_in.office_account_unknown, name="office_account_unknown"),
    path("office/cancelled/", office.login_cancelled, name="socialaccount_login_cancelled"),
    path("office/error/", office.login_error, name="socialaccount_login_error"),
    path("oidc/<slug:provider_id>/login/", sign_in.office_login, name="openid_connect_login"),
    path("oidc/<slug:provider_id>/login/callback/", openid.callback, name="openid_connect_callback"),
    *(path(address, sign_in.closed, name=name) for address, name in CLOSED.items()),
]
