"""The addresses of the public page: Japanese at the root, English under ``/en/``."""

from django.urls import include, path

from noroshi.web.public import views

_PAGES = [
    path("", views.campaign, name="campaign"),
    path("answer/", views.code, name="code"),
    path("answer/form/", views.answer, name="answer"),
]
urlpatterns = [*_PAGES, path("en/", include((_PAGES, "en"))), path("health/", views.health, name="health")]
handler400 = "noroshi.web.public.stops.bad_request"
handler404 = "noroshi.web.public.stops.not_found"
handler500 = "noroshi.web.public.stops.server_error"
