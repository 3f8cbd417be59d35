"""Organisations that are not to be contacted (連絡除外), each with its reason and expiry."""

from django.db import models

from noroshi.records.compartment import CompartmentRow


class Exclusion(CompartmentRow):
    """One exclusion, by corporate number or, outside the register, by name. ``reason`` is an enumeration code."""

    corporate_number = models.CharField(max_length=13, blank=True)
    name = models.CharField(max_length=200)
    reason = models.CharField(max_length=40)
    note = models.TextField(blank=True)
    until = models.DateField()
    created_by = models.ForeignKey("records.User", on_delete=models.PROTECT, null=True, related_name="+")
    created_at = models.DateTimeField(auto_now_add=True)
    lifted_at = models.DateTimeField(null=True)
    lifted_by = models.ForeignKey("records.User", on_delete=models.PROTECT, null=True, related_name="+")

    class Meta:
        indexes = [models.Index(fields=["unit", "corporate_number"])]

    def __str__(self) -> str:
        return self.name
