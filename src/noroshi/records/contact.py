"""Ways to reach an organisation, each with its source."""

from django.db import models

from noroshi.records.compartment import CompartmentRow


class Contact(CompartmentRow):
    """A telephone number, postal address, mail address or form, looked up by a person.

    The software never opens the organisation's site: a person enters ``source_url`` and ``looked_up_on``. A second
    person confirms the main number (``confirmed_by``), and never from the finding's own page or reverse DNS.
    """

    organization = models.ForeignKey("records.Organization", on_delete=models.PROTECT, related_name="contacts")
    kind = models.CharField(max_length=12)
    value = models.CharField(max_length=300)
    desk = models.CharField(max_length=120, blank=True)
    main = models.BooleanField(default=False)
    rank = models.PositiveSmallIntegerField(default=1)
    source_url = models.CharField(max_length=500, blank=True)
    looked_up_on = models.DateField()
    looked_up_by = models.ForeignKey("records.User", on_delete=models.PROTECT, null=True, related_name="+")
    confirmed_by = models.ForeignKey("records.User", on_delete=models.PROTECT, null=True, related_name="+")
    confirmed_at = models.DateTimeField(null=True)
    state = models.CharField(max_length=12, default="ok")
    state_reason = models.CharField(max_length=200, blank=True)
    valid_until = models.DateField(null=True)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        ordering = ["rank", "pk"]

    def __str__(self) -> str:
        return f"{self.kind} {self.value}"
