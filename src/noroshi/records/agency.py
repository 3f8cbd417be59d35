"""Agencies and their units. A unit is a compartment (取扱範囲)."""

from django.db import models


class Agency(models.Model):
    """A police force, CERT or other body that contacts organisations.

    ``profile_signed`` is false until the agency's own profile was entered and signed; until then every page, mail and
    document carries 見本 / SAMPLE.
    """

    code = models.CharField(max_length=20, unique=True)
    name_ja = models.CharField(max_length=100)
    name_en = models.CharField(max_length=100)
    main_phone = models.CharField(max_length=40, blank=True)
    profile_signed = models.BooleanField(default=False)
    profile_edited_by = models.ForeignKey("records.User", on_delete=models.PROTECT, null=True, related_name="+")
    profile_signed_by = models.ForeignKey("records.User", on_delete=models.PROTECT, null=True, related_name="+")
    profile_signed_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return self.name_ja


class Unit(models.Model):
    """A desk of an agency; rows of one unit are invisible to every other."""

    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="units")
    code = models.CharField(max_length=20)
    name_ja = models.CharField(max_length=100)
    name_en = models.CharField(max_length=100)
    active = models.BooleanField(default=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["agency", "code"], name="unit_code_once")]

    def __str__(self) -> str:
        return f"{self.agency.name_ja} {self.name_ja}"
