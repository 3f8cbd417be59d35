"""A suspected intrusion (被害の疑い): kept apart from survey data and out of charts until decided."""

from django.db import models

from noroshi.records.compartment import CompartmentRow


class SuspectedIntrusion(CompartmentRow):
    """What was handed to the investigating desk, when, and who took it. ``state``: reported, handed_over, decided."""

    case = models.ForeignKey("records.Case", on_delete=models.PROTECT, related_name="intrusions")
    state = models.CharField(max_length=12, default="reported")
    reported_at = models.DateTimeField()
    reported_by = models.ForeignKey("records.User", on_delete=models.PROTECT, null=True, related_name="+")
    note = models.TextField(blank=True)
    handed_to = models.CharField(max_length=120, blank=True)
    handed_at = models.DateTimeField(null=True)
    decision = models.CharField(max_length=20, blank=True)
    decided_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return f"{self.case_id} {self.state}"
