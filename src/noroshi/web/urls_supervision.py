"""The addresses of the supervisor's desk."""

from django.urls import path

from noroshi.web.views import approvals, recalls, saved_filters, supervision, transfers

urlpatterns = [
    path("supervision/", supervision.overview, name="supervision"),
    path("supervision/todos/<int:pk>/done/", supervision.todo_seen, name="todo_seen"),
    path("supervision/daily/", supervision.daily, name="daily_report"),
    path("supervision/handover/", supervision.handover, name="handover"),
    path("supervision/unassigned/", supervision.unassigned, name="unassigned"),
    path("approvals/", approvals.approval_list, name="approval_list"),
    path("approvals/new/", approvals.approval_new, name="approval_new"),
    path("approvals/<int:pk>/", approvals.approval_page, name="approval"),
    path("approvals/<int:pk>/withdraw/", approvals.approval_withdraw, name="approval_withdraw"),
    path("recalls/", recalls.recall_list, name="recall_list"),
    path("recalls/new/", recalls.recall_new, name="recall_new"),
    path("recalls/<int:pk>/", recalls.recall_page, name="recall"),
    path("recalls/items/<int:pk>/informed/", recalls.item_informed, name="recall_informed"),
    path("cases/<int:pk>/transfer/", transfers.transfer, name="case_transfer"),
    path("filters/save/", saved_filters.save_filter, name="filter_save"),
    path("filters/<int:pk>/remove/", saved_filters.remove_filter, name="filter_remove"),
]
