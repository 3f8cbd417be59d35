"""Addresses of the rehearsals."""

from django.urls import path

from noroshi.web.views import rehearsals

urlpatterns = [
    path("rehearsals/", rehearsals.rehearsals, name="rehearsals"),
    path("rehearsals/start/", rehearsals.rehearsal_start, name="rehearsal_start"),
    path("rehearsals/clear/", rehearsals.rehearsal_clear, name="rehearsal_clear"),
    path("rehearsals/<int:pk>/next/", rehearsals.rehearsal_next, name="rehearsal_next"),
    path("rehearsals/<int:pk>/review/", rehearsals.rehearsal_review, name="rehearsal_review"),
]
