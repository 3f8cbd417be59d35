"""The addresses of the hand-over between offices."""

from django.urls import path

from noroshi.web.views import hand_overs

urlpatterns = [
    path("hand-overs/", hand_overs.hand_over_list, name="hand_over_list"),
    path("hand-overs/<int:pk>/", hand_overs.hand_over, name="hand_over"),
    path("hand-overs/<int:pk>/slip/", hand_overs.hand_over_slip, name="hand_over_slip"),
]
