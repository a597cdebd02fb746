from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from toso.ground.people import middleware
from toso.ground.shared.access import StaffRequest, public, requires


@requires()
def second_factor(request: StaffRequest) -> HttpResponse:
    """Tell an officer why a second factor is needed and lead to setting it up."""
    return render(request, "people/second_factor.html")


@requires()
def resume(request: StaffRequest) -> HttpResponse:
    """Show what was being sent when the session ended, to send it again or drop it."""
    kept = request.session.get(middleware.KEPT_FORM)
    request.session.pop(middleware.TIMED_OUT, None)
    if not kept or kept["person_id"] != request.person.pk or request.method == "POST":
        request.session.pop(middleware.KEPT_FORM, None)
        return redirect("/")
    return render(request, "people/resume.html", {"kept": kept})


@public("whoever has forgotten a password cannot log in")
def forgotten(request: HttpRequest) -> HttpResponse:
    return render(request, "people/forgotten.html")


@public("an invitation is taken up before there is an account")
def invitation_code(request: HttpRequest) -> HttpResponse:
    return render(request, "people/invitation_code.html")


@requires()
def me(request: StaffRequest) -> HttpResponse:
    """The account of the person who asks."""
    return render(request, "people/me.html")
