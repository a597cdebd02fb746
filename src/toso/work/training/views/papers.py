"""Papers of a class: certificates given, printed, revoked; verified by anybody; the sheet to sign."""

from collections.abc import Callable

from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from toso.ground.documents.queries.certificates import render_certificates
from toso.ground.documents.queries.tally import render_tally
from toso.ground.shared.access import StaffRequest, public, requires
from toso.ground.shared.codes import plain_code, shown_code
from toso.ground.shared.downloads import download
from toso.ground.shared.refusal import Refusal
from toso.work.training import exports, rules
from toso.work.training.actions import papers as actions
from toso.work.training.models import PAPERS, Certificate
from toso.work.training.queries import sessions
from toso.work.training.queries import skills as queries
from toso.work.training.queries.sessions import READERS
from toso.work.training.rules import Paper
from toso.work.training.views.sessions import the_session


@requires(*READERS)
def papers(request: StaffRequest, session_id: int) -> HttpResponse:
    """The papers of a class: who has one, who may have one; given to all at once."""
    found = the_session(request, session_id)
    if not sessions.runs(found, request.scope):
        messages.error(request, _("Chỉ người mở lớp hoặc giảng viên cấp giấy chứng nhận."))
        return redirect("training:session", found.pk)
    if request.method == "POST":
        kind = request.POST.get("kind", "")
        if kind in PAPERS:
            _issue(request, found.pk, Paper(kind))
        return redirect("training:papers", found.pk)
    standing = queries.papers_of(found)
    given = {(paper.person_id, paper.kind) for paper in standing}
    waiting = [
        (kind, words, sum((person, kind) not in given for person in queries.worthy(found, kind)))
        for kind, words in PAPERS.items()
    ]
    context = {
        "session": found,
        "waiting": waiting,
        "rows": [(paper, shown_code(paper.code)) for paper in standing],
        "is_held": found.state == rules.SessionState.HELD,
    }
    return render(request, "training/papers.html", context)


def _issue(request: StaffRequest, session_id: int, kind: Paper) -> None:
    try:
        count = actions.issue_papers(
            session_id=session_id, kind=kind, by=request.person, scope=request.scope, at=timezone.now()
        )
    except Refusal as refusal:
        messages.error(request, str(refusal))
    else:
        words = ngettext("Đã cấp %(count)s giấy.", "Đã cấp %(count)s giấy.", count)
        messages.success(request, words % {"count": count})


@requires(*READERS)
@require_POST
def revoke(request: StaffRequest, certificate_id: int) -> HttpResponse:
    seen = sessions.sessions(request.scope).values("pk")
    row = get_object_or_404(Certificate.objects.filter(session__in=seen, superseded_at__isnull=True), pk=certificate_id)
    try:
        actions.revoke_paper(
            certificate_id=row.pk,
            reason=request.POST.get("reason", ""),
            by=request.person,
            scope=request.scope,
            at=timezone.now(),
        )
    except Refusal as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, _("Đã thu hồi giấy; ai tra mã đều thấy lý do."))
    return redirect("training:papers", row.session_id)


@requires(*READERS)
@require_safe
def batch(request: StaffRequest, session_id: int) -> HttpResponse:
    """All papers of a class in one file."""
    found = the_session(request, session_id)
    rows = queries.papers_of(found)
    if not rows or not sessions.runs(found, request.scope):
        messages.error(request, _("Chưa có giấy nào để in."))
        return redirect("training:session", found.pk)
    for row in rows:
        row.session = found
    return _pdf(request, rows, f"giay-chung-nhan-{found.pk}.pdf")


@requires()
@require_safe
def own(request: StaffRequest, code: str) -> HttpResponse:
    """One's own paper."""
    row = get_object_or_404(_own_papers(request), code=plain_code(code) or "-")
    return _pdf(request, [row], f"giay-chung-nhan-{row.code}.pdf")


def _own_papers(request: StaffRequest) -> QuerySet[Certificate]:
    return queries.papers_for(request.person.pk).select_related("person", "session__course__place", "session__place")


def _pdf(request: StaffRequest, rows: list[Certificate], name: str) -> HttpResponse:
    content = render_certificates(
        exports.certificate_sheets(rows, address=_address(request)), title=exports.TITLE.capitalize()
    )
    return download(content, name, is_shown=True)


def _address(request: HttpRequest) -> Callable[[str], str]:
    return lambda code: request.build_absolute_uri(reverse("training:verify_code", args=[code]))


@requires(*READERS)
@require_safe
def sheet(request: StaffRequest, session_id: int) -> HttpResponse:
    """The list to sign in the room, with the code that checks in."""
    found = the_session(request, session_id)
    if not sessions.runs(found, request.scope):
        messages.error(request, _("Chỉ người mở lớp hoặc giảng viên in danh sách điểm danh."))
        return redirect("training:session", found.pk)
    address = request.build_absolute_uri(reverse("training:check_in", args=[found.token]))
    pages = exports.attendance_sheet(found, sessions.list_of(found), address=address)
    return download(render_tally(pages, title=str(found)), f"diem-danh-{found.pk}.pdf", is_shown=True)


@public("whoever is shown a certificate verifies it without an account")
@never_cache
def verify(request: HttpRequest, code: str = "") -> HttpResponse:
    """Whether a paper is ours and good today. A code that opens nothing says so in words."""
    typed = code or request.GET.get("code", "")[:40]
    plain = plain_code(typed)
    rows = Certificate.objects.select_related("person", "session__course__place", "session__place")
    paper = rows.filter(code=plain).first() if plain else None
    today = timezone.localdate()
    context = {
        "typed": typed,
        "paper": paper,
        "kind": PAPERS[Paper(paper.kind)] if paper else "",
        "code": shown_code(paper.code) if paper else "",
        "organiser": exports.organiser_of(paper.session.course) if paper else "",
        "is_erased": paper is not None and bool(queries.erased([paper.person_id])),
        "is_revoked": paper is not None and paper.superseded_at is not None,
        "is_good": paper is not None
        and rules.is_good_on(
            today,
            issued_on=paper.issued_on,
            expires=paper.expires_on,
            is_revoked=paper.superseded_at is not None,
        ),
    }
    return render(request, "training/verify.html", context, status=404 if typed and paper is None else 200)
