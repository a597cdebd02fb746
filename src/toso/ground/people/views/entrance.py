"""The doors before and around a login: second factor, a form that was kept, an invitation."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters

from toso.ground.people import actions, middleware, queries
from toso.ground.people.forms import AcceptForm, InvitationCodeForm
from toso.ground.shared.access import StaffRequest, public, requires
from toso.ground.shared.refusal import Refusal


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
@never_cache
def invitation_code(request: HttpRequest) -> HttpResponse:
    form = InvitationCodeForm(request.POST or None)
    if form.is_valid():
        return redirect("people:accept", form.cleaned_data["code"])
    return render(request, "people/invitation_code.html", {"form": form})


@public("an invitation is taken up before there is an account")
@never_cache
@sensitive_post_parameters("password")
def accept(request: HttpRequest, secret: str) -> HttpResponse:
    """Choose a user name and a password, once, by the secret of a link."""
    at = timezone.now()
    digest = actions.digest_of_secret(secret)
    invitation = queries.open_invitations(at=at).filter(digest=digest).select_related("person__account").first()
    if invitation is None:
        return render(request, "people/invitation_closed.html", status=410)
    account = getattr(invitation.person, "account", None)
    form = AcceptForm(request.POST or None, known_username=account.username if account else "")
    if form.is_valid():
        words = form.cleaned_data
        try:
            made = actions.accept_invitation(
                secret=secret, username=words["username"], password=words["password"], at=at
            )
        except Refusal as refusal:
            form.add_error(refusal.field or None, str(refusal))
        else:
            messages.success(request, _("Đã lưu mật khẩu. Đăng nhập bằng tên %(name)s.") % {"name": made.username})
            return redirect("account_login")
    return render(request, "people/accept.html", {"form": form, "person": invitation.person, "account": account})
