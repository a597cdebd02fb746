"""What the help desk is asked about most becomes a class with one click: two rooms that never meet, met here."""

from datetime import timedelta

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from toso.front.console.actions import teach_topic
from toso.ground.people.rules import Role
from toso.ground.shared.access import StaffRequest, requires
from toso.ground.shared.refusal import Refusal
from toso.work.helpdesk.queries import desk

TEACHERS = (Role.PROVINCE_OFFICER, Role.COMMUNE_LEADER, Role.COMMUNE_OFFICIAL)
DAYS = 30


@requires(*TEACHERS)
def topics(request: StaffRequest) -> HttpResponse:
    """What was asked about most in the last month, each with a class to plan."""
    since = timezone.localdate() - timedelta(days=DAYS)
    rows = desk.topics(request.scope, since=since)
    return render(request, "console/topics.html", {"rows": rows, "days": DAYS})


@requires(*TEACHERS)
@require_POST
def teach(request: StaffRequest) -> HttpResponse:
    """Offer the fitting course, or take the one that is open, and go on to plan a class of it."""
    since = timezone.localdate() - timedelta(days=DAYS)
    asked = {topic.code: topic for topic in desk.topics(request.scope, since=since)}
    topic = asked.get(request.POST.get("category", ""))
    if topic is None:
        raise Http404
    try:
        course = teach_topic(topic=topic, by=request.person, scope=request.scope, at=timezone.now())
    except Refusal as refusal:
        messages.error(request, str(refusal))
        return redirect("console:topics")
    words = _("Câu hỏi hay gặp: %(examples)s") % {"examples": "; ".join(topic.examples)}
    return redirect(reverse("training:new_session", args=[course.pk]) + "?" + urlencode({"materials": words[:600]}))
