"""Calling another body to take part, its answer by any way, and the work done together (Plan 6863, IV.1.d)."""

from datetime import date, datetime

from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext as _

from toso.ground.audit.actions import record as audit
from toso.ground.notices.actions import settle, tell
from toso.ground.notices.rules import Channel
from toso.ground.people.models import Organisation, Person
from toso.ground.places.models import Place
from toso.ground.shared.refusal import Refusal
from toso.ground.shared.scope import Scope
from toso.ground.shared.text import nfc
from toso.work.helpdesk import queries
from toso.work.helpdesk.actions.steps import due_in_working_days, needed
from toso.work.helpdesk.models import Cooperation
from toso.work.helpdesk.queries import cooperation
from toso.work.helpdesk.queries.clocks import local_day
from toso.work.helpdesk.rules.cooperation import CooperationState


@transaction.atomic
def ask_cooperation(
    *,
    place: Place,
    organisation: Organisation,
    title: str,
    by: Person,
    scope: Scope,
    at: datetime,
    text: str = "",
    needed_on: date | None = None,
) -> Cooperation:
    """A team or a commune calls another body to take part; an answer is due in five working days."""
    place = Place.objects.visible_to(scope).get(pk=place.pk)
    if not scope.holds(*queries.RAISERS, at_place=place.path):
        raise Refusal(_("Tổ và xã đề nghị phối hợp; tài khoản này trả lời hoặc chỉ được xem."))
    title = needed(title, _("Ghi đề nghị trong một câu."), field="title")
    if needed_on is not None and needed_on < local_day(at):
        raise Refusal(_("Ngày cần đã qua. Chọn ngày từ hôm nay."), field="needed_on")
    asked = Cooperation.objects.create(
        place=place,
        organisation=organisation,
        title=title[:200],
        text=nfc(text).strip(),
        needed_on=needed_on,
        asked_by=by,
        asked_at=at,
        due_at=due_in_working_days(at),
        is_sample=place.is_sample,
    )
    detail = {"organisation": organisation.pk}
    audit("helpdesk.cooperation.asked", by=by, about=asked, at=at, path=place.path, detail=detail)
    _tell_cooperation(asked, list(cooperation.partners_of(organisation, on=local_day(at))), at=at)
    return asked


@transaction.atomic
def answer_cooperation(
    *, cooperation_id: int, is_agreed: bool, text: str, by: Person, scope: Scope, at: datetime, channel: str = ""
) -> Cooperation:
    """The body asked says yes or no; or the commune writes down what it said by telephone or on paper."""
    asked = _cooperation(cooperation_id, CooperationState.ASKED, scope)
    if not cooperation.may_cooperate(asked, scope):
        raise Refusal(_("Đơn vị được đề nghị hoặc nơi đề nghị ghi câu trả lời."))
    is_own = scope.holds(*queries.RAISERS, at_place=asked.place.path)
    if is_own and channel not in (Channel.PHONE, Channel.PAPER, Channel.MEETING, Channel.CHAT):
        raise Refusal(_("Chọn đơn vị trả lời bằng cách nào."), field="channel")
    asked.answer = needed(text, _("Ghi câu trả lời."))
    asked.state = CooperationState.AGREED if is_agreed else CooperationState.DECLINED
    asked.channel = channel if is_own else Channel.HOUSE
    asked.answered_by, asked.answered_at = by, at
    asked.save()
    settle(key=f"helpdesk.cooperation.{asked.pk}.{CooperationState.ASKED}", at=at)
    audit(f"helpdesk.cooperation.{asked.state}", by=by, about=asked, at=at, path=asked.place.path)
    _tell_cooperation(asked, [asked.asked_by], at=at)
    return asked


@transaction.atomic
def finish_cooperation(*, cooperation_id: int, by: Person, scope: Scope, at: datetime) -> Cooperation:
    """The work was done together."""
    asked = _cooperation(cooperation_id, CooperationState.AGREED, scope)
    if not scope.holds(*queries.RAISERS, at_place=asked.place.path):
        raise Refusal(_("Nơi đề nghị ghi là đã xong."))
    asked.state = CooperationState.DONE
    asked.save(update_fields=["state"])
    audit("helpdesk.cooperation.done", by=by, about=asked, at=at, path=asked.place.path)
    return asked


def _cooperation(cooperation_id: int, state: CooperationState, scope: Scope) -> Cooperation:
    rows = Cooperation.objects.visible_to(scope).select_for_update(of=("self",))
    asked: Cooperation = rows.select_related("place", "organisation", "asked_by").get(pk=cooperation_id)
    if asked.state != state:
        raise Refusal(
            _("Đề nghị này đang ở trạng thái “%(state)s”. Tải lại trang để xem.") % {"state": asked.get_state_display()}
        )
    return asked


def _tell_cooperation(asked: Cooperation, persons: list[Person], *, at: datetime) -> None:
    is_new = asked.state == CooperationState.ASKED
    title = _("Đề nghị phối hợp: %(title)s") if is_new else _("Đã trả lời đề nghị: %(title)s")
    tell(
        persons=persons,
        code="helpdesk.cooperation",
        key=f"helpdesk.cooperation.{asked.pk}.{asked.state}",
        title=title % {"title": asked.title},
        address=reverse("helpdesk:cooperation", args=[asked.pk]),
        place=asked.place,
        at=at,
    )
