"""A survey that was brought into the records: where it came from, what its sources allow."""

from django.db import models

from noroshi.records.compartment import CompartmentRow


class Survey(CompartmentRow):
    """One finished survey folder, by the digest of its manifest.

    ``sources`` holds one object per input: ``input``, ``source``, ``licence``, ``may_hand_over``, ``may_print``,
    ``may_publish`` (each yes, no or unknown). ``counts`` is the survey's ``counts.json``. ``blind_spots`` holds what
    public data does not show of a product: ``product``, ``ja``, ``en``.
    """

    name = models.CharField(max_length=200)
    digest = models.CharField(max_length=64)
    as_of = models.DateField()
    sources = models.JSONField(default=list)
    counts = models.JSONField(default=dict)
    blind_spots = models.JSONField(default=list)
    knowledge_digest = models.CharField(max_length=64, blank=True)
    synthetic = models.BooleanField(default=False)
    imported_at = models.DateTimeField(auto_now_add=True)
    imported_by = models.ForeignKey("records.User", on_delete=models.PROTECT, null=True, related_name="+")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["unit", "digest"], name="survey_once")]

    def __str__(self) -> str:
        return f"{self.name} ({self.as_of})"
