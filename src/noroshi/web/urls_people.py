"""The addresses of the administrator's desk."""

from django.urls import path

from noroshi.web.views import people, people_account, sign_in_ways, units

urlpatterns = [
    path("people/", people.people_list, name="people"),
    path("people/new/", people.person_new, name="person_new"),
    path("people/known/", people.person_known, name="person_known"),
    path("people/<int:pk>/", people.person_page, name="person"),
    path("people/<int:pk>/edit/", people.person_edit, name="person_edit"),
    path("people/<int:pk>/grant/", people.role_grant, name="role_grant"),
    path("people/grants/<int:pk>/revoke/", people.role_revoke, name="role_revoke"),
    path("people/<int:pk>/password/", people_account.person_password, name="person_password"),
    path("people/<int:pk>/second-factor/", people_account.person_factor, name="person_factor"),
    path("people/<int:pk>/close/", people_account.person_close, name="person_close"),
    path("people/<int:pk>/reopen/", people_account.person_reopen, name="person_reopen"),
    path("people/<int:pk>/sign-in/", sign_in_ways.person_ways, name="person_ways"),
    path("people/<int:pk>/sign-in/directory/", sign_in_ways.directory_link, name="directory_link"),
    path("people/<int:pk>/sign-in/directory/end/", sign_in_ways.directory_unlink, name="directory_unlink"),
    path("people/<int:pk>/sign-in/certificate/", sign_in_ways.certificate_bind, name="certificate_bind"),
    path("people/certificates/<int:pk>/remove/", sign_in_ways.certificate_remove, name="certificate_remove"),
    path("people/units/<int:pk>/", units.unit_page, name="unit"),
    path("people/units/<int:pk>/edit/", units.unit_edit, name="unit_edit"),
    path("people/units/<int:pk>/profile/", units.profile_edit, name="profile_edit"),
    path("people/units/<int:pk>/sign/", units.profile_sign, name="profile_sign"),
]
