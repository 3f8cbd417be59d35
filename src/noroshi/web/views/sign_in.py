"""Pages around logging in that allauth does not have."""

from allauth.socialaccount.providers.openid_connect import views as openid
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render

from noroshi.web.access import open_page


@open_page
def password_expired(request: HttpRequest) -> HttpResponse:
    """Say that the one-time password was not used in time."""
    return render(request, "account/stopped.html", {"stop": "expired"}, status=403)


@open_page
def office_login(request: HttpRequest, provider_id: str) -> HttpResponse:
    """Go on to the office's own provider.

    A page of ours leads there: the content security policy lets no form be answered with a redirect to another site.
    """
    answer: HttpResponse = openid.login(request, provider_id)
    target = answer.headers.get("Location", "")
    if not target.startswith(("https://", "http://")):
        return answer
    return render(request, "socialaccount/login_redirect.html", {"redirect_to": target})


@open_page
def office_account_unknown(request: HttpRequest) -> HttpResponse:
    """Say that the office's provider knows the person and this application does not."""
    return render(request, "account/stopped.html", {"stop": "office_unknown"}, status=403)


@open_page
def certificate_needed(request: HttpRequest) -> HttpResponse:
    """Say that the account is opened with its certificate only."""
    return render(request, "account/stopped.html", {"stop": "certificate_needed"}, status=403)


@open_page
def certificate_refused(request: HttpRequest) -> HttpResponse:
    """Say that the browser presented a certificate that does not belong to the person, or is not in order."""
    return render(request, "account/stopped.html", {"stop": "certificate_refused"}, status=403)


@open_page
def closed(_request: HttpRequest) -> HttpResponse:
    """Nothing here: nobody signs up, and nothing is sent by mail."""
    raise Http404
