"""Further parties of a case: affiliates, the parent, the maintenance vendor, a lease company."""

from django.db import models

from noroshi.records.compartment import CompartmentRow


class Party(CompartmentRow):
    """A further party. Details of the finding go to it only with the organisation's recorded consent.

    ``role``: affiliate, parent, maintenance_vendor, lease_or_dealer, building, provider.
    """

    case = models.ForeignKey("records.Case", on_delete=models.PROTECT, related_name="parties")
    role = models.CharField(max_length=24)
    name = models.CharField(max_length=200)
    corporate_number = models.CharField(max_length=13, blank=True)
    contact_text = models.CharField(max_length=300, blank=True)
    consent_by = models.CharField(max_length=120, blank=True)
    consent_on = models.DateField(null=True)
    consent_scope = models.CharField(max_length=300, blank=True)
    added_by = models.ForeignKey("records.User", on_delete=models.PROTECT, null=True, related_name="+")
    added_at = models.DateTimeField(auto_now_add=True)

    def __str__(self) -> str:
        return self.name
