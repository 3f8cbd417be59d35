"""The client certificates that an administrator bound to accounts."""

from django.db import models


class ClientCertificate(models.Model):
    """One certificate of one person, known by the SHA-256 of its DER form (64 small hexadecimal digits).

    Presented together with the password it counts as the second factor. A fingerprint belongs to one person only.
    """

    user = models.ForeignKey("records.User", on_delete=models.CASCADE, related_name="certificates")
    sha256 = models.CharField(max_length=64, unique=True)
    label = models.CharField(max_length=80)
    added_by = models.ForeignKey("records.User", on_delete=models.PROTECT, null=True, related_name="+")
    added_at = models.DateTimeField(auto_now_add=True)

    def __str__(self) -> str:
        return f"{self.label} {self.sha256[:16]}"
