"""The addresses of later surveys."""

from django.urls import path

from noroshi.web.views import resurvey

urlpatterns = [
    path("campaigns/<int:pk>/attach/", resurvey.attach, name="campaign_attach"),
    path("campaigns/surveys/<int:pk>/", resurvey.attachment, name="attachment"),
    path("campaigns/todos/<int:pk>/done/", resurvey.todo_looked_at, name="todo_looked_at"),
]
