"""Something a person has to look at because the data changed, such as a changed verdict after a later survey."""

from typing import Final

from django.db import models

from noroshi.records.compartment import CompartmentRow

OF_ANALYST: Final = ("verdict_changed", "device_moved", "device_replaced", "device_new", "device_new_ended")
"""Kinds that somebody who decides findings looks at; the officer only learns what not to say meanwhile."""
OF_SUPERVISOR: Final = ("supervisor_told", "release_asked")
"""Kinds that wait for a supervisor."""


class Todo(CompartmentRow):
    """One thing to look at. ``kind`` names the sentence in the words, ``values`` fill it.

    ``todo.<kind>`` is the whole sentence. ``todo_officer.<kind>``, where there is one, is what an officer reads
    instead: no address, no CVE, and nothing that an officer cannot do.
    """

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

    @property
    def waits_for(self) -> str:
        """Return whose it is: ``analyst``, ``supervisor``, or ``officer``."""
        if self.kind in OF_ANALYST:
            return "analyst"
        return "supervisor" if self.kind in OF_SUPERVISOR else "officer"
