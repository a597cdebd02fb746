"""The counter for citizens: ask without an account, come back with a code. Plain words, large type, throttled."""

from datetime import datetime
from typing import Any

from allauth.core import ratelimit
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache

from toso.ground.shared.access import public
from toso.ground.shared.codes import plain_code, shown_code
from toso.ground.shared.refusal import Refusal
from toso.ground.shared.text import row_number
from toso.work.helpdesk import queries
from toso.work.helpdesk.actions import citizens
from toso.work.helpdesk.forms.desk import AskForm, CodeForm
from toso.work.helpdesk.forms.hours import CommuneForm
from toso.work.helpdesk.models import SATISFACTIONS, STEP_KINDS, TICKET_STATES, Article, Ticket
from toso.work.helpdesk.queries.clocks import due_sentence, local_day
from toso.work.helpdesk.queries.hours import openings
from toso.work.helpdesk.rules import ways
from toso.work.helpdesk.rules.ways import StepKind, TicketState
from toso.work.helpdesk.views import TONES

SAYS = {"add": StepKind.ADDED, "reopen": StepKind.REOPENED, "close": StepKind.CLOSED}


def _is_too_much(request: HttpRequest, action: str) -> bool:
    return not ratelimit.consume(request, action=action)


@public("citizens ask without an account")
@never_cache
def ask(request: HttpRequest) -> HttpResponse:
    at = timezone.now()
    here = CommuneForm(request.GET, province_code=settings.PROVINCE_CODE)
    commune = here.cleaned_data["place"] if request.GET.get("place") and here.is_valid() else None
    form = AskForm(request.POST or None, province_code=settings.PROVINCE_CODE, initial={"place": commune})
    status = 200
    if request.method == "POST" and form.is_valid():
        if _is_too_much(request, "helpdesk_ask"):
            form.add_error(
                None, _("Đã gửi nhiều câu hỏi từ nơi này. Chờ một giờ rồi gửi tiếp; chữ đang gõ còn nguyên.")
            )
            status = 429
        else:
            try:
                ticket = citizens.ask_as_citizen(**form.cleaned_data, at=at)
            except Refusal as refusal:
                form.add_error(refusal.field or None, str(refusal))
            else:
                context = {
                    "code": shown_code(ticket.look_up_code or ""),
                    "ticket": ticket,
                    "openings": openings(ticket.place, at),
                }
                return render(request, "helpdesk/asked.html", context)
    text = request.GET.get("q", "").strip()[:200]
    context = {
        "form": form,
        "text": text,
        "articles": _articles(text) if text else [],
        "commune": commune,
        "openings": openings(commune, at) if commune else [],
    }
    return render(request, "helpdesk/ask.html", context, status=status)


@public("citizens read when they are received")
def opening(request: HttpRequest) -> HttpResponse:
    """When the public-service centre of a commune is open: today in a sentence, then the week."""
    form = CommuneForm(request.GET if "place" in request.GET else None, province_code=settings.PROVINCE_CODE)
    commune = form.cleaned_data["place"] if form.is_valid() else None
    found = openings(commune, timezone.now()) if commune else []
    return render(request, "helpdesk/opening.html", {"form": form, "commune": commune, "openings": found})


def _articles(text: str) -> list[Article]:
    rows = queries.public_articles(local_day(timezone.now()))
    return list(queries.search(rows, text).order_by("-pk")[:5])


@public("citizens read what was written for them")
def read(request: HttpRequest, pk: int) -> HttpResponse:
    article = queries.public_articles(local_day(timezone.now())).filter(pk=row_number(str(pk))).first()
    if article is None:
        return render(request, "helpdesk/read.html", {"article": None}, status=404)
    return render(request, "helpdesk/read.html", {"article": article})


@public("the code of a question is its only key")
@never_cache
def look_up(request: HttpRequest) -> HttpResponse:
    """The answer by its code; the citizen adds, asks again, closes, or says how content he is."""
    form = CodeForm(request.POST or None, request.FILES or None)
    at = timezone.now()
    is_clean = request.method == "POST" and form.is_valid()
    code = form.cleaned_data.get("code", "") if form.is_bound else ""
    if request.method != "POST" or not code:
        return render(request, "helpdesk/look_up.html", {"form": form})
    if _is_too_much(request, "helpdesk_code"):
        form.add_error("code", _("Đã thử nhiều mã từ nơi này. Chờ ít phút rồi thử lại."))
        return render(request, "helpdesk/look_up.html", {"form": form}, status=429)
    done = ""
    try:
        if is_clean:
            done = _done(code, request.POST.get("act", ""), form.cleaned_data, at)
    except Refusal as refusal:
        form.add_error(refusal.field if refusal.field in form.fields else None, str(refusal))
    except Ticket.DoesNotExist:
        pass
    rows = Ticket.objects.current().select_related("place", "organisation", "term")
    ticket = rows.filter(look_up_code=plain_code(code) or "-").first()
    if ticket is None:
        form.add_error("code", _("Không thấy câu hỏi nào mang mã này. Xem lại từng chữ trên giấy đã ghi."))
        return render(request, "helpdesk/look_up.html", {"form": form})
    shown = CodeForm() if done else form  # what was sent stands in the thread now
    return render(request, "helpdesk/look_up.html", {"form": shown, "done": done, **_answer(ticket, at)})


def _done(code: str, act: str, data: dict[str, Any], at: datetime) -> str:
    """Do what the pressed button says; the sentence to show, empty when there was nothing to do but look."""
    if act in SAYS:
        files = [data["file"]] if data["file"] else []
        citizens.say_by_code(code=code, kind=SAYS[act], text=data["text"], files=files, at=at)
        return _("Đã gửi.")
    if act == "rate":
        citizens.rate_by_code(code=code, satisfaction=data["satisfaction"] or 0, text=data["text"], at=at)
        return _("Cảm ơn ông/bà đã đánh giá.")
    return ""


def _answer(ticket: Ticket, at: datetime) -> dict[str, Any]:
    main = ticket.merged_into if ticket.merged_into_id else None
    told = [step for step in (main or ticket).steps.order_by("pk") if step.kind in ways.TOLD_TO_REQUESTER]
    if main is not None:  # only what was answered: the words of the other asker are not this one's
        told = [step for step in told if step.kind in (StepKind.ANSWERED, StepKind.REFUSED)]
    state = TicketState((main or ticket).state)
    return {
        "ticket": ticket,
        "code": shown_code(ticket.look_up_code or ""),
        "state": TICKET_STATES[state],
        "tone": TONES[state],
        "due": due_sentence(ticket, at),
        "openings": openings(ticket.place, at),
        "steps": [
            {
                "words": STEP_KINDS[StepKind(step.kind)],
                "text": "" if step.kind in ways.WORDS_KEPT_INSIDE else step.text,
                "at": step.at,
            }
            for step in told
        ],
        "marks": SATISFACTIONS.items(),
        "may_add": ticket.state in ways.LIVE,
        "may_reopen": ticket.state in ways.SETTLED and main is None,
        "may_rate": ticket.state in ways.SETTLED and ticket.satisfaction is None,
    }
