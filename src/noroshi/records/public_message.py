"""A message of the public page that has arrived: what it came to, so that it is taken in once and can be deleted there.

What it says is not kept here: an answer lies in ``Answer``, a check in ``Verification``, the rest in a to-do.
"""

from django.db import models

from noroshi.records.compartment import CompartmentRow


class PublicMessage(CompartmentRow):
    """``kind``: checked, own or vendor. ``result``: checked, recorded or to_person."""

    identifier = models.CharField(max_length=32)
    case = models.ForeignKey("records.Case", on_delete=models.PROTECT, related_name="public_messages")
    kind = models.CharField(max_length=12)
    result = models.CharField(max_length=12)
    at = models.DateTimeField()
    imported_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["at", "pk"]
        constraints = [models.UniqueConstraint(fields=["unit", "identifier"], name="public_message_once")]

    def __str__(self) -> str:
        return f"{self.kind} {self.result}"
