"""What a later survey shows for a device of a campaign: only this closes a finding as fixed."""

from django.db import models

from noroshi.records.compartment import CompartmentRow


class Reobservation(CompartmentRow):
    """One finding in one later survey. ``state`` is a code of the enumeration observed_state."""

    finding = models.ForeignKey("records.Finding", on_delete=models.PROTECT, related_name="reobservations")
    survey = models.ForeignKey("records.Survey", on_delete=models.PROTECT, related_name="reobservations")
    state = models.CharField(max_length=20)
    matched_by = models.CharField(max_length=20, blank=True)
    device = models.CharField(max_length=120, blank=True)
    version_text = models.CharField(max_length=300, blank=True)
    verdict = models.CharField(max_length=16, blank=True)
    cves = models.JSONField(default=list)
    observed_at = models.DateTimeField(null=True)
    last_affected_at = models.DateTimeField()
    recorded_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["recorded_at", "pk"]
        constraints = [models.UniqueConstraint(fields=["finding", "survey"], name="reobservation_once")]

    def __str__(self) -> str:
        return f"{self.finding_id} {self.state}"
