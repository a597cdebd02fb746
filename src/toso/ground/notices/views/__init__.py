"""What I am told, and how messages leave the house."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from toso.ground.delivery import actions as delivery_actions
from toso.ground.delivery import queries as delivery
from toso.ground.notices import actions, queries
from toso.ground.notices.models import Notice
from toso.ground.people.rules import Role
from toso.ground.shared.access import StaffRequest, requires
from toso.ground.shared.downloads import download

PAGE = 50


@requires()
def notices(request: StaffRequest) -> HttpResponse:
    """My notices, newest first."""
    only_unread = request.GET.get("show") != "all"
    before = request.GET.get("before", "")
    found = queries.notices_of(
        request.person.pk,
        only_unread=only_unread,
        before=int(before) if before.isdigit() else None,
        limit=PAGE + 1,
    )
    return render(
        request,
        "notices/notices.html",
        {
            "rows": found[:PAGE],
            "next": found[PAGE - 1].pk if len(found) > PAGE else None,
            "only_unread": only_unread,
            "unread": queries.unread_count(request.person.pk),
        },
    )


@requires()
@require_POST
def read(request: StaffRequest, notice_id: int) -> HttpResponse:
    """I have read it: go where it points."""
    notice = get_object_or_404(Notice, pk=notice_id, person=request.person)
    actions.mark_read(person=request.person, notice_id=notice.pk, at=timezone.now())
    if url_has_allowed_host_and_scheme(notice.address, allowed_hosts=None):
        return redirect(notice.address)
    return redirect("notices:list")


@requires()
@require_POST
def read_all(request: StaffRequest) -> HttpResponse:
    count = actions.mark_read(person=request.person, at=timezone.now())
    messages.success(request, _("Đã đánh dấu %(count)s tin là đã đọc.") % {"count": count})
    return redirect("notices:list")


@requires(Role.ADMINISTRATOR, Role.PROVINCE_OFFICER)
def outbox(request: StaffRequest) -> HttpResponse:
    """How messages leave the house, and what could not."""
    return render(request, "notices/outbox.html", {"channels": delivery.channel_states()})


@requires(Role.ADMINISTRATOR)
def unsent(request: StaffRequest) -> HttpResponse:  # noqa: ARG001  a page is asked by a request
    """What did not leave, as a file to send by hand."""
    return download(delivery.unsent_csv(), "thu-chua-gui.csv")


@requires(Role.ADMINISTRATOR)
@require_POST
def try_again(request: StaffRequest) -> HttpResponse:
    count = delivery_actions.try_again(at=timezone.now())
    messages.success(request, _("Sẽ gửi lại %(count)s thư.") % {"count": count})
    return redirect("notices:outbox")
