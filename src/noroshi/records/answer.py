"""What a person of the organisation said: append-only; a correction supersedes, nothing is overwritten."""

from typing import Any

from django.db import models

from noroshi.records.compartment import CompartmentRow


class AppendOnly(Exception):  # noqa: N818 reads as the sentence it raises
    """A row that may only be added was changed or deleted: a fault of the program."""


class Answer(CompartmentRow):
    """One statement (回答) about the whole case, or about one finding of it.

    ``correction`` says whether a superseding answer corrects a fact (charts use it) or reports a change of status
    (charts of the first contact do not). ``source`` is officer, form, letter or vendor; a vendor's answer is a third
    party's, never the owner's. ``key`` makes a repeated submission of one form one answer.
    """

    case = models.ForeignKey("records.Case", on_delete=models.PROTECT, related_name="answers")
    finding = models.ForeignKey("records.Finding", on_delete=models.PROTECT, null=True, related_name="answers")
    attempt = models.ForeignKey("records.ContactAttempt", on_delete=models.PROTECT, null=True, related_name="answers")
    supersedes = models.ForeignKey("self", on_delete=models.PROTECT, null=True, related_name="superseded_by")
    correction = models.BooleanField(default=False)
    key = models.CharField(max_length=40)
    source = models.CharField(max_length=12, default="officer")
    respondent = models.CharField(max_length=120, blank=True)
    respondent_role = models.CharField(max_length=30, blank=True)
    certainty = models.CharField(max_length=20, blank=True)
    ownership = models.CharField(max_length=20, blank=True)
    awareness = models.CharField(max_length=20, blank=True)
    response = models.CharField(max_length=20, blank=True)
    planned_on = models.DateField(null=True)
    manager = models.CharField(max_length=20, blank=True)
    contract_covers_update = models.CharField(max_length=20, blank=True)
    reasons = models.JSONField(default=list)
    main_reason = models.CharField(max_length=40, blank=True)
    other_devices_check = models.CharField(max_length=20, blank=True)
    other_devices = models.PositiveIntegerField(null=True)
    other_plan = models.TextField(blank=True)
    compromise_check = models.CharField(max_length=20, blank=True)
    free_text = models.TextField(blank=True)
    officer = models.ForeignKey("records.User", on_delete=models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField()
    recorded_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["at", "pk"]
        constraints = [models.UniqueConstraint(fields=["case", "key"], name="answer_once")]

    def __str__(self) -> str:
        return f"{self.case_id} {self.at}"

    def save(self, *args: Any, **kwargs: Any) -> None:  # noqa: ANN401 Django's signature
        """Add the row; raises ``AppendOnly`` for a row that exists."""
        if self.pk is not None:
            raise AppendOnly("an answer is never changed; record a new one that supersedes it")
        super().save(*args, **kwargs)

    def delete(self, *_args: Any, **_kwargs: Any) -> tuple[int, dict[str, int]]:  # noqa: ANN401 Django's signature
        """Raise ``AppendOnly``."""
        raise AppendOnly("an answer is never deleted; disposal blanks it by a recorded procedure")


class AnswerDraft(CompartmentRow):
    """What an officer has typed into the call form so far; saved at every key press, one per case and officer."""

    case = models.ForeignKey("records.Case", on_delete=models.CASCADE, related_name="drafts")
    officer = models.ForeignKey("records.User", on_delete=models.CASCADE, related_name="+")
    fields = models.JSONField(default=dict)
    saved_at = models.DateTimeField(auto_now=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["case", "officer"], name="draft_once")]

    def __str__(self) -> str:
        return f"{self.case_id} {self.officer_id}"
