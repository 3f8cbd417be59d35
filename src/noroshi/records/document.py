"""A document that left or may leave the office."""

from django.db import models

from noroshi.records.compartment import CompartmentRow


class Document(CompartmentRow):
    """One document as produced, with its hash. ``number`` is the external 文書番号: entered, never generated."""

    case = models.ForeignKey("records.Case", on_delete=models.PROTECT, null=True, related_name="documents")
    campaign = models.ForeignKey("records.Campaign", on_delete=models.PROTECT, null=True, related_name="documents")
    kind = models.CharField(max_length=30)
    number = models.CharField(max_length=60, blank=True)
    wording_version = models.CharField(max_length=64)
    sha256 = models.CharField(max_length=64)
    content = models.BinaryField()
    media_type = models.CharField(max_length=60)
    created_by = models.ForeignKey("records.User", on_delete=models.PROTECT, null=True, related_name="+")
    created_at = models.DateTimeField(auto_now_add=True)
    sent_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return f"{self.kind} {self.sha256[:12]}"
