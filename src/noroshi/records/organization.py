"""An organisation as the campaign knows it."""

from django.db import models
from django.db.models import Q

from noroshi.records.compartment import CompartmentRow


class Organization(CompartmentRow):
    """One organisation in one compartment; ``corporate_number`` is empty for those outside the register."""

    corporate_number = models.CharField(max_length=13, blank=True)
    name = models.CharField(max_length=200)
    name_kana = models.CharField(max_length=200, blank=True)
    kind = models.CharField(max_length=30, default="company")
    sector = models.CharField(max_length=60, blank=True)
    prefecture = models.CharField(max_length=10, blank=True)
    city = models.CharField(max_length=60, blank=True)
    address = models.CharField(max_length=300, blank=True)
    postal_address = models.CharField(max_length=300, blank=True)
    parent = models.ForeignKey("self", on_delete=models.PROTECT, null=True, related_name="affiliates")
    version = models.PositiveIntegerField(default=1)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["unit", "corporate_number"], condition=~Q(corporate_number=""), name="corporate_number_once"
            )
        ]
        indexes = [models.Index(fields=["unit", "name"])]

    def __str__(self) -> str:
        return self.name
