"""People with an account, and the roles they hold in each unit."""

from typing import Any

from django.contrib.auth.models import AbstractUser
from django.db import models


class User(AbstractUser):
    """A person with an account. What they may do comes from their grants alone; ``is_superuser`` gives nothing."""

    name_ja = models.CharField(max_length=80, blank=True)
    name_en = models.CharField(max_length=80, blank=True)
    rank_ja = models.CharField(max_length=40, blank=True)
    language = models.CharField(max_length=2, default="ja", choices=[("ja", "日本語"), ("en", "English")])
    demo = models.BooleanField(default=False)
    home_unit = models.ForeignKey("records.Unit", on_delete=models.PROTECT, null=True, related_name="people")
    """The unit whose administrators look after the account."""
    password_expires_at = models.DateTimeField(null=True)
    """Set while the password is a one-time password: it must be changed at the next login, before this time."""

    @property
    def must_change_password(self) -> bool:
        """Whether the password is an administrator's one-time password."""
        return self.password_expires_at is not None

    def display_name(self, language: str = "ja") -> str:
        """Return the name to show: in the language, else in the other, else the account's name."""
        first, second = (self.name_ja, self.name_en) if language == "ja" else (self.name_en, self.name_ja)
        return first or second or self.username

    def has_perm(self, perm: str, obj: Any = None) -> bool:  # noqa: ARG002, ANN401 Django's signature
        """Answer no: Django's own permissions are not used."""
        return False


class RoleGrant(models.Model):
    """One role of one person in one unit."""

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="grants")
    unit = models.ForeignKey("records.Unit", on_delete=models.PROTECT, related_name="grants")
    role = models.CharField(max_length=20)
    granted_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    granted_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["user", "unit", "role"], name="role_once")]
        indexes = [models.Index(fields=["user", "role"])]

    def __str__(self) -> str:
        return f"{self.user} {self.role} {self.unit}"
