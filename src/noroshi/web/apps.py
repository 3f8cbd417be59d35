"""The Django application of the pages: templates, static files, template tags."""

from django.apps import AppConfig


class WebConfig(AppConfig):
    """Registers templates, static files and tags under the label ``web``."""

    name = "noroshi.web"
    label = "web"
    verbose_name = "noroshi web"

    def ready(self) -> None:
        """Have sign-ins and changes of accounts written to the audit chain."""
        from noroshi.web import sign_in_audit

        sign_in_audit.connect()
