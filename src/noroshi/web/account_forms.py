"""allauth's forms with this application's labels, hints and no placeholders."""

from typing import Any

from allauth.account.forms import ChangePasswordForm, LoginForm, ReauthenticateForm
from allauth.mfa.base.forms import AuthenticateForm
from allauth.mfa.base.forms import ReauthenticateForm as CodeAgainForm
from allauth.mfa.totp.forms import ActivateTOTPForm
from allauth.mfa.webauthn.forms import AddWebAuthnForm, EditWebAuthnForm
from django import forms
from django.contrib.auth.password_validation import password_validators_help_texts

from noroshi.web.directory import DirectoryUnavailable
from noroshi.web.words import text, text_lazy

_CODE = {"autocomplete": "one-time-code", "inputmode": "numeric", "autofocus": True, "class": "short"}


def _reword(field: forms.Field, label: str, hint: str = "", **attributes: object) -> None:
    field.label = text_lazy(label)
    field.help_text = text_lazy(hint) if hint else ""
    field.widget.attrs.pop("placeholder", None)
    field.widget.attrs.update(attributes)


class OwnLoginForm(LoginForm):  # type: ignore[misc]
    """User name and password."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:  # noqa: ANN401 allauth's signature
        super().__init__(*args, **kwargs)
        _reword(self.fields["login"], "account.user_name", autofocus=True, autocapitalize="none", spellcheck="false")
        _reword(self.fields["password"], "account.password")

    def clean(self) -> Any:  # noqa: ANN401 allauth's
        """Check name and password; say so where the office's directory could not be asked."""
        try:
            return super().clean()
        except DirectoryUnavailable as error:
            raise forms.ValidationError(text("account_error.directory_unavailable")) from error


class OwnChangePasswordForm(ChangePasswordForm):  # type: ignore[misc]
    """The old password once, the new one twice; the new one must differ from the old one."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:  # noqa: ANN401 allauth's signature
        super().__init__(*args, **kwargs)
        once = self.user.must_change_password
        _reword(self.fields["oldpassword"], "account.one_time_password" if once else "account.old_password")
        _reword(self.fields["password1"], "account.new_password")
        _reword(self.fields["password2"], "account.new_password_again")
        self.fields["password1"].help_text = " ".join(password_validators_help_texts())

    def clean(self) -> dict[str, Any]:
        """Refuse the old password as the new one."""
        values: dict[str, Any] = super().clean()
        if values.get("password1") and values["password1"] == values.get("oldpassword"):
            self.add_error("password1", text("account_error.same_password"))
        return values


class OwnReauthenticateForm(ReauthenticateForm):  # type: ignore[misc]
    """The password again, before something that concerns logging in."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:  # noqa: ANN401 allauth's signature
        super().__init__(*args, **kwargs)
        _reword(self.fields["password"], "account.password", autofocus=True)

    def clean_password(self) -> Any:  # noqa: ANN401 allauth's
        """Check the password; say so where the office's directory could not be asked."""
        try:
            return super().clean_password()
        except DirectoryUnavailable as error:
            raise forms.ValidationError(text("account_error.directory_unavailable")) from error


class OwnAuthenticateForm(AuthenticateForm):  # type: ignore[misc]
    """The code of the app, or a recovery code, while logging in."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:  # noqa: ANN401 allauth's signature
        super().__init__(*args, **kwargs)
        _reword(self.fields["code"], "account.code", "account.code_hint", **_CODE)


class OwnCodeAgainForm(CodeAgainForm):  # type: ignore[misc]
    """The code of the app, or a recovery code, before something that concerns logging in."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:  # noqa: ANN401 allauth's signature
        super().__init__(*args, **kwargs)
        _reword(self.fields["code"], "account.code", "account.code_hint", **_CODE)


class OwnActivateTotpForm(ActivateTOTPForm):  # type: ignore[misc]
    """The first code that the app shows."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:  # noqa: ANN401 allauth's signature
        super().__init__(*args, **kwargs)
        _reword(self.fields["code"], "account.first_code", "account.first_code_hint", **_CODE)


class OwnAddKeyForm(AddWebAuthnForm):  # type: ignore[misc]
    """The name of a security key."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:  # noqa: ANN401 allauth's signature
        super().__init__(*args, **kwargs)
        _reword(self.fields["name"], "account.key_name", "account.key_name_hint")


class OwnEditKeyForm(EditWebAuthnForm):  # type: ignore[misc]
    """Another name for a security key."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:  # noqa: ANN401 allauth's signature
        super().__init__(*args, **kwargs)
        _reword(self.fields["name"], "account.key_name", "account.key_name_hint")
