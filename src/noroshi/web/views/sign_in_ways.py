"""A person's ways of logging in, as an administrator sets them: the tie to the directory, and certificates."""

from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST

from noroshi.records.client_certificate import ClientCertificate
from noroshi.records.directory_link import DirectoryLink
from noroshi.records.services import certificates, directory_links, people
from noroshi.records.services.refusals import Refused
from noroshi.records.user import User
from noroshi.web.access import DeskRequest, desk
from noroshi.web.forms.sign_in_ways import CertificateForm, DirectoryNameForm
from noroshi.web.views.people import person_of
from noroshi.web.views.people_account import ask
from noroshi.web.words import text


@desk("user.manage")
def person_ways(request: DeskRequest, pk: int) -> HttpResponse:
    """Show how a person logs in."""
    return _page(request, person_of(request, pk))


@desk("user.manage")
@require_POST
def directory_link(request: DeskRequest, pk: int) -> HttpResponse:
    """Tie the account to a name of the directory."""
    who, form = person_of(request, pk), DirectoryNameForm(request.POST)
    if form.is_valid():
        try:
            directory_links.link(request.scope, who, form.cleaned_data["name"])
        except Refused as refusal:
            form.refuse(refusal)
        else:
            messages.success(request, text("sign_in_ways.directory_linked"))
            return redirect("person_ways", pk=who.pk)
    return _page(request, who, directory_form=form)


@desk("user.manage")
def directory_unlink(request: DeskRequest, pk: int) -> HttpResponse:
    """End the tie, after asking."""
    who = person_of(request, pk)

    def act() -> HttpResponse:
        directory_links.unlink(request.scope, who)
        messages.success(request, text("sign_in_ways.directory_unlinked"))
        return redirect("person_ways", pk=who.pk)

    return ask(request, who, "directory_end", act, danger=True)


@desk("user.manage")
@require_POST
def certificate_bind(request: DeskRequest, pk: int) -> HttpResponse:
    """Bind a certificate to the account."""
    who, form = person_of(request, pk), CertificateForm(request.POST)
    if form.is_valid():
        values = form.cleaned_data
        try:
            certificates.bind(request.scope, who, values["fingerprint"], values["label"])
        except Refused as refusal:
            form.refuse(refusal)
        else:
            messages.success(request, text("sign_in_ways.bound"))
            return redirect("person_ways", pk=who.pk)
    return _page(request, who, certificate_form=form)


@desk("user.manage")
def certificate_remove(request: DeskRequest, pk: int) -> HttpResponse:
    """Take a certificate away, after asking."""
    certificate = ClientCertificate.objects.filter(pk=pk).first()
    if certificate is None:
        raise Http404
    who = person_of(request, certificate.user_id)

    def act() -> HttpResponse:
        certificates.remove(request.scope, certificate)
        messages.success(request, text("sign_in_ways.removed"))
        return redirect("person_ways", pk=who.pk)

    return ask(request, who, "certificate_remove", act, danger=True, points=[certificate.label, certificate.sha256])


def _page(
    request: DeskRequest,
    who: User,
    *,
    directory_form: DirectoryNameForm | None = None,
    certificate_form: CertificateForm | None = None,
) -> HttpResponse:
    own = who.pk == request.scope.actor_id
    values = {
        "who": who,
        "tie": DirectoryLink.objects.filter(user=who).first(),
        "certificates": who.certificates.select_related("added_by").order_by("pk"),
        "directory_form": directory_form or DirectoryNameForm(),
        "certificate_form": certificate_form or CertificateForm(),
        "form": directory_form or certificate_form,
        "directory_off": settings.DIRECTORY is None,
        "certificates_off": not (settings.CERTIFICATE_PROXIES and settings.CERTIFICATE_SECRET),
        "may_change": who.is_active and not own and people.looks_after(request.scope, who),
        "current_desk": "people",
    }
    return render(request, "people/sign_in_ways.html", values, status=422 if values["form"] else 200)
