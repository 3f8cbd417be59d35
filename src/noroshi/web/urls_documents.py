"""Addresses of documents and print runs."""

from django.urls import path

from noroshi.web.views import documents, print_runs

urlpatterns = [
    path("cases/<int:pk>/documents/", documents.document_list, name="document_list"),
    path("cases/<int:pk>/documents/new/", documents.document_new, name="document_new"),
    path("documents/<int:pk>/", documents.document, name="document"),
    path("documents/<int:pk>/file/", documents.document_file, name="document_file"),
    path("print-runs/", print_runs.print_run_list, name="print_run_list"),
    path("print-runs/<int:pk>/", print_runs.print_run, name="print_run"),
    path("print-runs/<int:pk>/file/", print_runs.print_run_file, name="print_run_file"),
]
