"""Something a person has to look at because the data changed, such as a changed verdict after a later survey."""

from django.db import models

from noroshi.records.compartment import CompartmentRow


class Todo(CompartmentRow):
    """One thing to look at. ``kind`` names the sentence in the words (``todo.<kind>``), ``values`` fill it."""

    case = models.ForeignKey("records.Case", on_delete=models.PROTECT, null=True, related_name="todos")
    finding = models.ForeignKey("records.Finding", on_delete=models.PROTECT, null=True, related_name="todos")
    kind = models.CharField(max_length=30)
    values = models.JSONField(default=dict)
    due_on = models.DateField(null=True)
    created_at = models.DateTimeField(auto_now_add=True)
    done_at = models.DateTimeField(null=True)
    done_by = models.ForeignKey("records.User", on_delete=models.PROTECT, null=True, related_name="+")

    class Meta:
        indexes = [models.Index(fields=["unit", "done_at"])]

    def __str__(self) -> str:
        return self.kind
