"""Raising a difficulty, passing it on and settling it. Each step is kept; whoever waits is told."""

from datetime import date, datetime

from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext as _

from toso.ground.audit.actions import record as audit
from toso.ground.notices.actions import tell
from toso.ground.people.models import Organisation, Person
from toso.ground.people.rules import Role
from toso.ground.places.models import Place
from toso.ground.places.rules import Level
from toso.ground.shared.refusal import Refusal
from toso.ground.shared.scope import Scope
from toso.ground.shared.text import nfc
from toso.plan.programme.actions import mark_changed
from toso.plan.programme.models import Platform
from toso.plan.teams.models import Team
from toso.work.helpdesk import queries
from toso.work.helpdesk.actions.steps import locked, needed, note_step, refuse_other_holder
from toso.work.helpdesk.models import Ticket
from toso.work.helpdesk.queries.clocks import local_day
from toso.work.helpdesk.rules import ways
from toso.work.helpdesk.rules.ways import RequesterKind, StepKind, TicketState

COMMUNE_ROLES = (Role.COMMUNE_OFFICIAL, Role.COMMUNE_LEADER)


@transaction.atomic
def raise_difficulty(
    *,
    place: Place,
    title: str,
    by: Person,
    scope: Scope,
    at: datetime,
    text: str = "",
    category: str = "",
    platform: Platform | None = None,
) -> Ticket:
    """Say what hinders the work. A team asks its commune; a commune asks the province."""
    place = Place.objects.visible_to(scope).get(pk=place.pk)
    if not scope.holds(*queries.RAISERS, at_place=place.path):
        raise Refusal(
            _("Tài khoản này chỉ được xem %(place)s, không nêu vướng mắc ở đây.") % {"place": place}, field="place"
        )
    is_official = scope.holds(*COMMUNE_ROLES, at_place=place.path)
    difficulty = _difficulty(place, title, text, category, platform, by=by, at=at)
    difficulty.holder_level = Level.PROVINCE if is_official else Level.COMMUNE
    difficulty.requester_kind = RequesterKind.OFFICIAL if is_official else RequesterKind.TEAM
    mark_changed([(place.pk, difficulty.raised_on)], at=at)
    note_step(difficulty, StepKind.RAISED, text="", by=by, at=at)
    return difficulty


@transaction.atomic
def raise_difficulty_of_agency(
    *,
    agency: Organisation,
    title: str,
    by: Person,
    scope: Scope,
    at: datetime,
    text: str = "",
    category: str = "",
    platform: Platform | None = None,
) -> Ticket:
    """The head of a department says what hinders it; the standing agency answers for the province (Plan 6863, V)."""
    agency = queries.agencies(scope).get(pk=agency.pk)
    place = queries.province_of(agency)
    difficulty = _difficulty(place, title, text, category, platform, by=by, at=at)
    difficulty.agency = agency
    difficulty.holder_level, difficulty.requester_kind = Level.PROVINCE, RequesterKind.OFFICIAL
    difficulty.search = queries.search_words(difficulty.search, agency.search)
    mark_changed([(place.pk, difficulty.raised_on)], at=at)
    note_step(difficulty, StepKind.RAISED, text="", by=by, at=at)
    return difficulty


def _difficulty(
    place: Place, title: str, text: str, category: str, platform: Platform | None, *, by: Person, at: datetime
) -> Ticket:
    """A difficulty with its words looked through, not yet saved."""
    title = needed(title, _("Ghi vướng mắc trong một câu."), field="title")
    if len(title) > 200:
        raise Refusal(_("Câu nêu vướng mắc dài nhất 200 chữ; phần còn lại ghi ở mô tả."), field="title")
    if category and not queries.is_category(category):
        raise Refusal(_("Chọn nhóm vướng mắc trong danh sách."), field="category")
    return Ticket(
        place=place,
        title=title,
        text=nfc(text).strip(),
        category=category,
        platform=platform,
        raised_by=by,
        raised_on=local_day(at),
        asked_at=at,
        held_at=at,
        province_code=place.province_code,
        search=queries.search_words(title, place.search, by.search),
        recorded_at=at,
        is_sample=place.is_sample,
    )


@transaction.atomic
def answer_difficulty(*, difficulty_id: int, text: str, by: Person, scope: Scope, at: datetime) -> Ticket:
    """Answer in words. Who raised it is told, and decides whether that settles it."""
    difficulty = locked(difficulty_id, StepKind.ANSWERED, scope=scope)
    refuse_other_holder(difficulty, scope)
    text = needed(text, _("Ghi câu trả lời."))
    note_step(difficulty, StepKind.ANSWERED, text=text, by=by, at=at)
    return difficulty


@transaction.atomic
def escalate_difficulty(*, difficulty_id: int, text: str, by: Person, scope: Scope, at: datetime) -> Ticket:
    """Ask the level above, with a reason; it has its own five working days."""
    difficulty = locked(difficulty_id, StepKind.ESCALATED, scope=scope)
    refuse_other_holder(difficulty, scope)
    above = ways.level_above(Level(difficulty.holder_level))
    if above is None:
        raise Refusal(_("Không còn cấp nào trên tỉnh. Trả lời, hoặc chuyển đơn vị chủ quản nền tảng."))
    text = needed(text, _("Ghi vì sao chuyển cấp trên."))
    difficulty.holder_level, difficulty.organisation = above, None
    difficulty.team = difficulty.assignee = None
    note_step(difficulty, StepKind.ESCALATED, text=text, by=by, at=at)
    return difficulty


@transaction.atomic
def forward_difficulty(
    *, difficulty_id: int, organisation: Organisation, text: str, by: Person, scope: Scope, at: datetime
) -> Ticket:
    """Hand it to the organisation that owns the platform. The level that holds it may still answer."""
    difficulty = locked(difficulty_id, StepKind.FORWARDED, scope=scope)
    refuse_other_holder(difficulty, scope)
    if difficulty.organisation_id == organisation.pk:
        raise Refusal(
            _("Vướng mắc đang ở %(organisation)s rồi.") % {"organisation": organisation}, field="organisation"
        )
    text = needed(text, _("Ghi vì sao chuyển đơn vị này."))
    difficulty.organisation = organisation
    difficulty.team = difficulty.assignee = None
    note_step(difficulty, StepKind.FORWARDED, text=text, by=by, at=at)
    return difficulty


@transaction.atomic
def reopen_difficulty(*, difficulty_id: int, text: str, by: Person, scope: Scope, at: datetime) -> Ticket:
    """The answer did not help: ask again, of the same holder, with a new term."""
    difficulty = locked(difficulty_id, StepKind.REOPENED, scope=scope)
    _refuse_stranger(difficulty, scope)
    text = needed(text, _("Ghi điều còn vướng."))
    note_step(difficulty, StepKind.REOPENED, text=text, by=by, at=at)
    return difficulty


@transaction.atomic
def close_difficulty(*, difficulty_id: int, text: str, by: Person, scope: Scope, at: datetime) -> Ticket:
    """It is settled, by the answer or by itself. Only who raised it says so; it can be asked again."""
    difficulty = locked(difficulty_id, StepKind.CLOSED, scope=scope)
    _refuse_stranger(difficulty, scope)
    note_step(difficulty, StepKind.CLOSED, text=nfc(text).strip(), by=by, at=at)
    return difficulty


@transaction.atomic
def pass_difficulties_on(
    *, team: Team, former: Person, successor: Person, on: date, by: Person, at: datetime
) -> list[str]:
    """Hand what the former team leader raised and is not closed to the new one, who hears the answers from now on.

    Who raised it stays in its first step. Says in words what passed.
    """
    rows = Ticket.objects.difficulties().filter(place_id=team.place_id, raised_by=former, superseded_at__isnull=True)
    passed = list(rows.exclude(state=TicketState.CLOSED).select_for_update(of=("self",)).order_by("pk"))
    for difficulty in passed:
        difficulty.raised_by = successor
        difficulty.save(update_fields=["raised_by"])
        detail = {"former": former.pk, "successor": successor.pk, "on": str(on)}
        audit("helpdesk.difficulty.passed_on", by=by, about=difficulty, at=at, path=team.place.path, detail=detail)
        tell(
            persons=[successor],
            code="helpdesk.passed_on",
            key=f"helpdesk.passed_on.{difficulty.pk}.{successor.pk}",
            title=_("Nhận từ %(former)s: %(what)s") % {"former": former.name, "what": difficulty.title},
            address=reverse("helpdesk:difficulty", args=[difficulty.pk]),
            place=team.place,
            at=at,
        )
    return [_("Vướng mắc “%(title)s”") % {"title": difficulty.title} for difficulty in passed]


def _refuse_stranger(difficulty: Ticket, scope: Scope) -> None:
    if not queries.may_settle(difficulty, scope):
        raise Refusal(_("Chỉ người nêu vướng mắc hoặc tổ trưởng hỏi lại hay kết thúc."))
