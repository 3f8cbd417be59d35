"""Addresses of the outbox."""

from django.urls import path

from noroshi.web.views import mail, mail_steps

urlpatterns = [
    path("mail/", mail.mail_list, name="mail_list"),
    path("mail/returned/", mail.bounce_list, name="bounce_list"),
    path("mail/<int:pk>/", mail.mail_page, name="mail"),
    path("mail/<int:pk>/file/", mail.mail_file, name="mail_file"),
    path("mail/<int:pk>/approve/", mail_steps.approve, name="mail_approve"),
    path("mail/<int:pk>/return/", mail_steps.send_back, name="mail_return"),
    path("mail/<int:pk>/withdraw/", mail_steps.withdraw, name="mail_withdraw"),
    path("mail/<int:pk>/send/", mail_steps.send, name="mail_send"),
    path("mail/<int:pk>/decide/", mail_steps.decide, name="mail_decide"),
    path("cases/<int:pk>/mail/new/", mail_steps.mail_new, name="mail_new"),
]
