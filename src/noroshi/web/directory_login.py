"""Logging in with the directory's password: for accounts that an administrator tied to the directory, and no other."""

from typing import Any

from django.conf import settings
from django.contrib.auth.backends import ModelBackend
from django.http import HttpRequest

from noroshi.records.directory_link import DirectoryLink
from noroshi.records.services import account_events
from noroshi.records.services.directory_links import tie_entry
from noroshi.records.user import User
from noroshi.web import directory


class DirectoryBackend(ModelBackend):
    """Asks the directory about the password of a tied account; makes no account and ties none.

    A password typed for any other name never leaves this machine. Raises ``DirectoryUnavailable``.
    """

    def authenticate(
        self,
        request: HttpRequest | None,  # noqa: ARG002 Django's signature
        username: str | None = None,
        password: str | None = None,
        **_others: Any,  # noqa: ANN401 what other backends take
    ) -> User | None:
        """Return the person; None where name or password is wrong, or the person has left the directory."""
        if settings.DIRECTORY is None or not username or not password:
            return None
        tied = DirectoryLink.objects.filter(user__username=username, user__is_active=True)
        tie = tied.select_related("user").first()
        if tie is None:
            return None
        try:
            entry = directory.entry_of(settings.DIRECTORY, tie.name, password)
        except directory.DirectoryUnavailable as error:
            account_events.note(tie.user, "account.directory_failed", actor_id=None, values={"reason": error.reason})
            raise
        if not entry:
            return None
        if not tie_entry(tie, entry):
            account_events.note(tie.user, "account.directory_changed", actor_id=None, values={"entry": entry})
            return None
        return tie.user

    def get_user(self, user_id: int) -> User | None:
        """Return the person of a session, while the account is open and still tied to the directory."""
        tied = User.objects.filter(pk=user_id, is_active=True, directory_link__isnull=False)
        return tied.first() if settings.DIRECTORY is not None else None
