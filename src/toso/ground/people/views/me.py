"""The account of the person who asks."""

from allauth.mfa.utils import is_mfa_enabled
from allauth.usersessions.models import UserSession
from django.conf import settings
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from toso.ground.people import actions, queries, rules
from toso.ground.shared.access import StaffRequest, requires


@requires()
def me(request: StaffRequest) -> HttpResponse:
    """What I may do, how I log in, and where I am logged in."""
    sessions = [
        {
            "words": rules.browser_words(session.user_agent),
            "ip": session.ip,
            "since": session.created_at,
            "is_this": session.session_key == request.session.session_key,
        }
        for session in UserSession.objects.filter(user_id=request.user.pk).order_by("-created_at")
        if session.exists()
    ]
    return render(
        request,
        "people/me.html",
        {
            "held": queries.current_assignments(request.person.pk, on=timezone.localdate()),
            "has_second_factor": is_mfa_enabled(request.user),
            "needs_second_factor": settings.REQUIRE_SECOND_FACTOR and rules.needs_second_factor(request.scope.roles),
            "sessions": sessions,
            "idle_hours": rules.idle_minutes(request.scope.roles) // 60,
            "languages": dict(settings.LANGUAGES),
        },
    )


@requires()
@require_POST
def end_sessions(request: StaffRequest) -> HttpResponse:
    """Log me out everywhere else."""
    ended = actions.end_other_sessions(
        account=request.user,  # type: ignore[arg-type]  # the account of a request that is logged in
        keep=request.session.session_key or "",
        at=timezone.now(),
    )
    messages.success(request, _("Đã đăng xuất ở %(count)s nơi khác.") % {"count": ended})
    return redirect("people:me")
