"""Agencies and their units. A unit is a compartment (取扱範囲)."""

from django.db import models


class Agency(models.Model):
    """A police force, CERT or other body that contacts organisations, with what its letters say of it.

    ``hours``: when the desk answers; ``page``: where the campaign is announced, as people type it.

    ``profile_signed`` is false until the agency's own profile was entered and signed; until then every page, mail and
    document carries 見本 / SAMPLE.
    """

    code = models.CharField(max_length=20, unique=True)
    name_ja = models.CharField(max_length=100)
    name_en = models.CharField(max_length=100)
    main_phone = models.CharField(max_length=40, blank=True)
    postal_code = models.CharField(max_length=8, blank=True)
    address = models.CharField(max_length=120, blank=True)
    fax = models.CharField(max_length=40, blank=True)
    hours = models.CharField(max_length=60, blank=True)
    page = models.CharField(max_length=200, blank=True)
    profile_signed = models.BooleanField(default=False)
    profile_edited_by = models.ForeignKey("records.User", on_delete=models.PROTECT, null=True, related_name="+")
    profile_signed_by = models.ForeignKey("records.User", on_delete=models.PROTECT, null=True, related_name="+")
    profile_signed_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return self.name_ja


class Unit(models.Model):
    """A desk of an agency; rows of one unit are invisible to every other.

    ``rehearsal_of`` is set for the compartment that holds another unit's rehearsals. Nobody has a role in it, so no
    list, figure, export or look-up reads it; only the pages that practise do.
    """

    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="units")
    code = models.CharField(max_length=20)
    name_ja = models.CharField(max_length=100)
    name_en = models.CharField(max_length=100)
    extension = models.CharField(max_length=20, blank=True)
    active = models.BooleanField(default=True)
    rehearsal_of = models.OneToOneField("self", on_delete=models.PROTECT, null=True, related_name="rehearsals")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["agency", "code"], name="unit_code_once")]

    def __str__(self) -> str:
        return f"{self.agency.name_ja} {self.name_ja}"
