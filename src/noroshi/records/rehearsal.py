"""One rehearsed call: a case of an invented organisation, who practises, how far the other side has spoken."""

from django.db import models

from noroshi.records.compartment import CompartmentRow


class Rehearsal(CompartmentRow):
    """``heard`` counts the persona's lines that were shown; ``said`` holds the duties that the officer ticked.

    Rows of a rehearsal lie in the compartment that belongs to the unit's rehearsals alone (``Unit.rehearsal_of``).
    """

    case = models.OneToOneField("records.Case", on_delete=models.PROTECT, related_name="rehearsal")
    officer = models.ForeignKey("records.User", on_delete=models.PROTECT, related_name="+")
    persona = models.CharField(max_length=40)
    heard = models.PositiveSmallIntegerField(default=1)
    said = models.JSONField(default=list)
    started_at = models.DateTimeField(auto_now_add=True)
    finished_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["-started_at", "-pk"]

    def __str__(self) -> str:
        return f"{self.persona} {self.started_at}"
