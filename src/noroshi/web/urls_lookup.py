"""Addresses of the switchboard."""

from django.urls import path

from noroshi.web.views import look_up

urlpatterns = [
    path("lookup/", look_up.lookup, name="lookup"),
    path("lookup/night/", look_up.night_desk, name="night_desk"),
]
