"""The addresses of the application, by desk."""

from django.urls import include, path

from noroshi.web.api.application import api
from noroshi.web.views import general

urlpatterns = [
    path("", general.home, name="home"),
    path("language/", general.set_language, name="set_language"),
    path("health/", general.health, name="health"),
    path("api/v1/", api.urls),
    path("", include("noroshi.web.urls_people")),
    path("", include("noroshi.web.urls_officer")),
    path("", include("noroshi.web.urls_rehearsal")),
    path("", include("noroshi.web.urls_documents")),
    path("", include("noroshi.web.urls_hand_over")),
    path("", include("noroshi.web.urls_lookup")),
    path("", include("noroshi.web.urls_mail")),
    path("", include("noroshi.web.urls_analyst")),
    path("", include("noroshi.web.urls_resurvey")),
    path("", include("noroshi.web.urls_audit")),
    path("accounts/", include("noroshi.web.urls_accounts")),
    path("", include("noroshi.web.urls_supervision")),
]
handler400 = "noroshi.web.views.errors.bad_request"
handler403 = "noroshi.web.views.errors.forbidden"
handler404 = "noroshi.web.views.errors.not_found"
handler500 = "noroshi.web.views.errors.server_error"
