"""The Django application of the public page."""

from django.apps import AppConfig


class PublicPageConfig(AppConfig):
    """Registers the models under the label ``public_page``."""

    name = "noroshi.web.public"
    label = "public_page"
    default_auto_field = "django.db.models.BigAutoField"
    verbose_name = "noroshi public page"
