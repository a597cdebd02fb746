import json
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

from allauth.mfa.utils import is_mfa_enabled
from django.conf import settings
from django.contrib.auth import logout
from django.contrib.auth.middleware import LoginRequiredMiddleware
from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from toso.ground.people import rules
from toso.ground.people.queries import scope_of
from toso.ground.shared.scope import Scope

SEEN = "seen_at"
TIMED_OUT = "timed_out"
KEPT_FORM = "kept_form"
KEPT_FORM_BYTES = 200_000
HAS_SECOND_FACTOR = "has_second_factor"
SEEN_STEP = timedelta(minutes=1)
NEVER_KEPT = ("csrfmiddlewaretoken", "password", "oldpassword", "password1", "password2", "code")

# What stays open to somebody whose role needs a second factor that is not set up yet.
OPEN_WITHOUT_SECOND_FACTOR = frozenset(
    {
        "people:second_factor",
        "account_logout",
        "account_reauthenticate",
        "account_change_password",
        "mfa_activate_totp",
        "mfa_reauthenticate",
    }
)


class PersonMiddleware:
    """Puts the person and today's scope on the request; everybody else has an empty scope.

    Ends a session that has been quiet too long, and speaks the language of the account.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        scope = self.scope_within_time(request, timezone.now())
        request.person = request.user.person if request.user.is_authenticated else None  # type: ignore[attr-defined]  # StaffRequest declares it
        request.scope = scope  # type: ignore[attr-defined]  # StaffRequest declares it
        language = self.language(request)
        request.LANGUAGE_CODE = language
        with translation.override(language):
            response = self.get_response(request)
        response.headers.setdefault("Content-Language", language)
        return response

    def scope_within_time(self, request: HttpRequest, at: datetime) -> Scope:
        if not request.user.is_authenticated:
            return Scope(person_id=0)
        person_id: int = request.user.person_id
        scope = scope_of(person_id, on=timezone.localdate(at))
        seen = request.session.get(SEEN)
        last = datetime.fromisoformat(seen) if seen else at
        if at - last > timedelta(minutes=rules.idle_minutes(scope.roles)):
            logout(request)
            request.session[TIMED_OUT] = {"at": at.isoformat(), "person_id": person_id}
            return Scope(person_id=0)
        if not seen or at - last > SEEN_STEP:
            request.session[SEEN] = at.isoformat()
        return scope

    def language(self, request: HttpRequest) -> str:
        """The account's own; before login what the browser last chose; Vietnamese otherwise."""
        known = dict(settings.LANGUAGES)
        if request.user.is_authenticated:
            chosen: str = request.user.language
        else:
            chosen = request.COOKIES.get(settings.LANGUAGE_COOKIE_NAME, "")
        return chosen if chosen in known else settings.LANGUAGE_CODE


class EntranceMiddleware(LoginRequiredMiddleware):
    """Every page asks for a login unless it is public, and for a second factor where the role needs one.

    What was typed into a form when the session ended is kept for the same person, and a script is
    answered 401 with a sentence instead of a page.
    """

    def process_view(
        self, request: HttpRequest, view_func: Callable[..., HttpResponseBase], view_args: Any, view_kwargs: Any
    ) -> HttpResponseBase | None:
        refused = super().process_view(request, view_func, view_args, view_kwargs)
        if refused is not None or not getattr(view_func, "login_required", True):
            return refused
        if self.lacks_second_factor(request):
            return redirect("people:second_factor")
        return None

    def handle_no_permission(  # type: ignore[override]  # the stubs promise a redirect; Django takes any response
        self, request: HttpRequest, view_func: Callable[..., HttpResponseBase]
    ) -> HttpResponseBase:
        if is_script(request):
            sentence = _(
                "Phiên làm việc đã hết giờ. Đăng nhập lại ở một thẻ khác rồi làm tiếp; nội dung trên trang này vẫn còn."
            )
            response = HttpResponse(sentence, status=401, content_type="text/plain; charset=utf-8")
            response["X-Login"] = reverse("account_login")
            return response
        if request.method == "POST":
            keep_form(request)
            return redirect_to_login(reverse("people:resume"))
        answer: HttpResponseBase = super().handle_no_permission(request, view_func)
        return answer

    def lacks_second_factor(self, request: HttpRequest) -> bool:
        if not settings.REQUIRE_SECOND_FACTOR or not rules.needs_second_factor(request.scope.roles):  # type: ignore[attr-defined]  # StaffRequest declares it
            return False
        if request.session.get(HAS_SECOND_FACTOR):
            return False
        if is_mfa_enabled(request.user):
            request.session[HAS_SECOND_FACTOR] = True
            return False
        match = request.resolver_match
        return match is None or match.view_name not in OPEN_WITHOUT_SECOND_FACTOR


def is_script(request: HttpRequest) -> bool:
    return "HX-Request" in request.headers or request.headers.get("Accept", "").startswith("application/json")


def keep_form(request: HttpRequest) -> None:
    """Put the posted words into the session of the person whose session just ended, to send them again.

    Of files only the names of their fields: a photo of somebody's home does not wait where nobody is logged in.
    """
    ended = request.session.get(TIMED_OUT)
    if not ended:
        return
    fields = [[name, value] for name, values in request.POST.lists() if name not in NEVER_KEPT for value in values]
    kept = {
        "person_id": ended["person_id"],
        "at": ended["at"],
        "address": request.get_full_path(),
        "fields": fields,
        "files": sorted(request.FILES),
    }
    if len(json.dumps(kept)) <= KEPT_FORM_BYTES:
        request.session[KEPT_FORM] = kept
