"""A filter that a person keeps for a list."""

from django.db import models

from noroshi.records.compartment import CompartmentRow


class SavedFilter(CompartmentRow):
    """The query string of a list page under a name; ``shared`` shows it to the whole unit."""

    owner = models.ForeignKey("records.User", on_delete=models.CASCADE, related_name="+")
    page = models.CharField(max_length=40)
    name = models.CharField(max_length=80)
    query = models.CharField(max_length=1000)
    shared = models.BooleanField(default=False)

    def __str__(self) -> str:
        return self.name
