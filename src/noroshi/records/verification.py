"""One check by an organisation that the contact is genuine, or by the office that the person is who they say."""

from django.db import models

from noroshi.records.compartment import CompartmentRow


class Verification(CompartmentRow):
    """``by``: switchboard, callback (main number), page or visit. ``result``: genuine, unknown or mismatch.

    ``about`` is ``contact`` (they checked us), ``respondent`` (we checked them) or ``device`` (a checked respondent
    said that the device is the organisation's).
    """

    case = models.ForeignKey("records.Case", on_delete=models.PROTECT, related_name="verifications")
    about = models.CharField(max_length=12, default="contact")
    by = models.CharField(max_length=12)
    result = models.CharField(max_length=12)
    person = models.CharField(max_length=120, blank=True)
    officer = models.ForeignKey("records.User", on_delete=models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField()

    class Meta:
        ordering = ["at", "pk"]

    def __str__(self) -> str:
        return f"{self.by} {self.result}"
