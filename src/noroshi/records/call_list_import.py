"""A call list that was read and waits for its officer to confirm it."""

from django.db import models

from noroshi.records.compartment import CompartmentRow


class CallListImport(CompartmentRow):
    """What importing a file would do; the file itself is never stored.

    ``plan`` holds the rows as compared (``services.call_list_store``), ``results`` what became of each accepted row by
    its line. ``digest``: SHA-256 of the file. The row is removed a day after it was made (``call_list_import.purge``).
    """

    officer = models.ForeignKey("records.User", on_delete=models.CASCADE, related_name="+")
    name = models.CharField(max_length=120)
    digest = models.CharField(max_length=64)
    plan = models.JSONField(default=dict)
    results = models.JSONField(default=dict)
    created_at = models.DateTimeField(auto_now_add=True)
    confirmed_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return self.name
