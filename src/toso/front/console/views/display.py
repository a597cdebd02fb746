from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.utils.translation import override
from django.views.decorators.http import require_http_methods, require_POST

from toso.front.console.forms import DisplayForm
from toso.front.console.menu import THEME_COOKIE, theme_of
from toso.ground.people.rules import idle_minutes
from toso.ground.shared.access import StaffRequest, public, requires

YEAR = 365 * 24 * 3600


@public("who cannot read the log-in page must be able to change its colours and language")
@require_http_methods(["GET", "HEAD", "POST"])
def display(request: HttpRequest) -> HttpResponse:
    now = {"theme": theme_of(request), "language": request.LANGUAGE_CODE}
    form = DisplayForm({**now, **request.POST.dict()} if request.method == "POST" else None, initial=now)
    back = request.POST.get("next") or request.GET.get("next") or "/"
    if not url_has_allowed_host_and_scheme(back, allowed_hosts={request.get_host()}):
        back = "/"
    if not form.is_valid():
        return render(
            request, "console/display.html", {"form": form, "next": back}, status=400 if form.is_bound else 200
        )
    theme, language = form.cleaned_data["theme"], form.cleaned_data["language"]
    if request.user.is_authenticated:
        request.user.choose_display(theme=theme, language=language)
    with override(language):
        messages.success(request, _("Đã đổi cách hiển thị."))
    response = redirect(back)
    for name, value in ((THEME_COOKIE, theme), (settings.LANGUAGE_COOKIE_NAME, language)):
        response.set_cookie(
            name, value, max_age=YEAR, samesite="Lax", secure=settings.SESSION_COOKIE_SECURE, httponly=True
        )
    return response


@requires()
@require_POST
def extend_session(request: StaffRequest) -> HttpResponse:
    """The person is still there: the middleware has just noted it, and the quiet time starts anew."""
    return HttpResponse(str(idle_minutes(request.scope.roles)), content_type="text/plain")
