"""The tie between an account here and a person in the office's own directory (LDAP)."""

from django.db import models


class DirectoryLink(models.Model):
    """Whose directory password opens the account; an account without one has only its own password.

    ``name`` is the login name in the directory, in small letters. ``entry`` is the directory's own identifier of the
    person, kept at the first login: the name given to somebody else later opens nothing.
    """

    user = models.OneToOneField("records.User", on_delete=models.CASCADE, related_name="directory_link")
    name = models.CharField(max_length=150, unique=True)
    entry = models.CharField(max_length=200, blank=True)
    added_by = models.ForeignKey("records.User", on_delete=models.PROTECT, null=True, related_name="+")
    added_at = models.DateTimeField(auto_now_add=True)

    def __str__(self) -> str:
        return self.name
