"""Raising a difficulty, passing it on and settling it. Each step is kept; whoever waits is told."""

from datetime import date, datetime

from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext as _

from toso.ground.audit.actions import record as audit
from toso.ground.notices.actions import settle, tell
from toso.ground.notices.rules import Channel
from toso.ground.people.models import Organisation, Person
from toso.ground.people.rules import Role
from toso.ground.places.models import Place
from toso.ground.places.rules import Level
from toso.ground.shared.calendar import VIETNAM
from toso.ground.shared.refusal import Refusal
from toso.ground.shared.scope import Scope
from toso.ground.shared.text import nfc
from toso.ground.shared.vietnam_days import vietnam_calendar
from toso.plan.programme.actions import mark_changed
from toso.plan.programme.models import Platform
from toso.plan.teams.models import Team
from toso.work.helpdesk import queries, rules
from toso.work.helpdesk.models import CATEGORIES, DIFFICULTY_STATES, Cooperation, Difficulty, Step
from toso.work.helpdesk.rules import CooperationState, DifficultyState, StepKind

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
) -> Difficulty:
    """Say what hinders the work. A team asks its commune; a commune asks the province."""
    place = Place.objects.visible_to(scope).get(pk=place.pk)
    if not scope.holds(*queries.RAISERS, at_place=place.path):
        raise Refusal(
            _("Tài khoản này chỉ được xem %(place)s, không nêu vướng mắc ở đây.") % {"place": place}, field="place"
        )
    title = _needed(title, _("Ghi vướng mắc trong một câu."), field="title")
    if len(title) > 200:
        raise Refusal(_("Câu nêu vướng mắc dài nhất 200 chữ; phần còn lại ghi ở mô tả."), field="title")
    if category and category not in CATEGORIES:
        raise Refusal(_("Chọn nhóm vướng mắc trong danh sách."), field="category")
    on = at.astimezone(VIETNAM).date()
    difficulty = Difficulty.objects.create(
        place=place,
        title=title,
        text=nfc(text).strip(),
        category=category,
        platform=platform,
        holder_level=Level.PROVINCE if scope.holds(*COMMUNE_ROLES, at_place=place.path) else Level.COMMUNE,
        raised_by=by,
        raised_on=on,
        due_at=_due(at),
        recorded_at=at,
        is_sample=place.is_sample,
    )
    mark_changed([(place.pk, on)], at=at)
    _keep(difficulty, StepKind.RAISED, text="", by=by, at=at)
    return difficulty


@transaction.atomic
def answer_difficulty(*, difficulty_id: int, text: str, by: Person, scope: Scope, at: datetime) -> Difficulty:
    """Answer in words. Who raised it is told, and decides whether that settles it."""
    difficulty = _locked(difficulty_id, StepKind.ANSWERED, scope=scope)
    _refuse_other_holder(difficulty, scope)
    text = _needed(text, _("Ghi câu trả lời."))
    if difficulty.answered_on is None:
        difficulty.answered_on = at.astimezone(VIETNAM).date()
        mark_changed([(difficulty.place_id, difficulty.answered_on)], at=at)
    _settle(difficulty, at=at)
    _keep(difficulty, StepKind.ANSWERED, text=text, by=by, at=at)
    return difficulty


@transaction.atomic
def escalate_difficulty(*, difficulty_id: int, text: str, by: Person, scope: Scope, at: datetime) -> Difficulty:
    """Ask the level above, with a reason; it has its own five working days."""
    difficulty = _locked(difficulty_id, StepKind.ESCALATED, scope=scope)
    _refuse_other_holder(difficulty, scope)
    above = rules.level_above(Level(difficulty.holder_level))
    if above is None:
        raise Refusal(_("Không còn cấp nào trên tỉnh. Trả lời, hoặc chuyển đơn vị chủ quản nền tảng."))
    text = _needed(text, _("Ghi vì sao chuyển cấp trên."))
    _settle(difficulty, at=at)
    difficulty.holder_level, difficulty.organisation, difficulty.due_at = above, None, _due(at)
    _keep(difficulty, StepKind.ESCALATED, text=text, by=by, at=at)
    return difficulty


@transaction.atomic
def forward_difficulty(
    *, difficulty_id: int, organisation: Organisation, text: str, by: Person, scope: Scope, at: datetime
) -> Difficulty:
    """Hand it to the organisation that owns the platform. The level that holds it may still answer."""
    difficulty = _locked(difficulty_id, StepKind.FORWARDED, scope=scope)
    _refuse_other_holder(difficulty, scope)
    if difficulty.organisation_id == organisation.pk:
        raise Refusal(
            _("Vướng mắc đang ở %(organisation)s rồi.") % {"organisation": organisation}, field="organisation"
        )
    text = _needed(text, _("Ghi vì sao chuyển đơn vị này."))
    _settle(difficulty, at=at)
    difficulty.organisation, difficulty.due_at = organisation, _due(at)
    _keep(difficulty, StepKind.FORWARDED, text=text, by=by, at=at)
    return difficulty


@transaction.atomic
def reopen_difficulty(*, difficulty_id: int, text: str, by: Person, scope: Scope, at: datetime) -> Difficulty:
    """The answer did not help: ask again, of the same holder, with a new term."""
    difficulty = _locked(difficulty_id, StepKind.REOPENED, scope=scope)
    _refuse_stranger(difficulty, scope)
    text = _needed(text, _("Ghi điều còn vướng."))
    difficulty.due_at = _due(at)
    _settle(difficulty, at=at)
    _keep(difficulty, StepKind.REOPENED, text=text, by=by, at=at)
    return difficulty


@transaction.atomic
def close_difficulty(*, difficulty_id: int, text: str, by: Person, scope: Scope, at: datetime) -> Difficulty:
    """It is settled, by the answer or by itself. Only who raised it says so; it can be asked again."""
    difficulty = _locked(difficulty_id, StepKind.CLOSED, scope=scope)
    _refuse_stranger(difficulty, scope)
    _settle(difficulty, at=at)
    _keep(difficulty, StepKind.CLOSED, text=nfc(text).strip(), by=by, at=at)
    return difficulty


@transaction.atomic
def pass_difficulties_on(
    *, team: Team, former: Person, successor: Person, on: date, by: Person, at: datetime
) -> list[str]:
    """Hand what the former team leader raised and is not closed to the new one, who hears the answers from now on.

    Who raised it stays in its first step. Says in words what passed.
    """
    rows = Difficulty.objects.filter(place_id=team.place_id, raised_by=former, superseded_at__isnull=True)
    passed = list(rows.exclude(state=DifficultyState.CLOSED).select_for_update(of=("self",)).order_by("pk"))
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
    title = _needed(title, _("Ghi đề nghị trong một câu."), field="title")
    if needed_on is not None and needed_on < at.astimezone(VIETNAM).date():
        raise Refusal(_("Ngày cần đã qua. Chọn ngày từ hôm nay."), field="needed_on")
    asked = Cooperation.objects.create(
        place=place,
        organisation=organisation,
        title=title[:200],
        text=nfc(text).strip(),
        needed_on=needed_on,
        asked_by=by,
        asked_at=at,
        due_at=_due(at),
        is_sample=place.is_sample,
    )
    detail = {"organisation": organisation.pk}
    audit("helpdesk.cooperation.asked", by=by, about=asked, at=at, path=place.path, detail=detail)
    _tell_cooperation(asked, list(queries.partners_of(organisation, on=at.astimezone(VIETNAM).date())), at=at)
    return asked


@transaction.atomic
def answer_cooperation(
    *, cooperation_id: int, is_agreed: bool, text: str, by: Person, scope: Scope, at: datetime, channel: str = ""
) -> Cooperation:
    """The body asked says yes or no; or the commune writes down what it said by telephone or on paper."""
    asked = _cooperation(cooperation_id, CooperationState.ASKED, scope)
    if not queries.may_cooperate(asked, scope):
        raise Refusal(_("Đơn vị được đề nghị hoặc nơi đề nghị ghi câu trả lời."))
    is_own = scope.holds(*queries.RAISERS, at_place=asked.place.path)
    if is_own and channel not in (Channel.PHONE, Channel.PAPER, Channel.MEETING, Channel.CHAT):
        raise Refusal(_("Chọn đơn vị trả lời bằng cách nào."), field="channel")
    asked.answer = _needed(text, _("Ghi câu trả lời."))
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


def _locked(difficulty_id: int, step: StepKind, *, scope: Scope) -> Difficulty:
    rows = (
        queries.all_difficulties(scope)
        .select_for_update(of=("self",))
        .select_related("place", "organisation", "raised_by")
    )
    difficulty: Difficulty = rows.get(pk=difficulty_id)
    if rules.state_after(DifficultyState(difficulty.state), step) is None:
        state = DIFFICULTY_STATES[DifficultyState(difficulty.state)]
        raise Refusal(_("Vướng mắc này đang ở trạng thái “%(state)s”. Tải lại trang để xem.") % {"state": state})
    return difficulty


def _refuse_other_holder(difficulty: Difficulty, scope: Scope) -> None:
    if not queries.may_answer(difficulty, scope):
        level = difficulty.get_holder_level_display().lower()
        raise Refusal(_("Vướng mắc này đang ở cấp %(level)s; cấp đó trả lời.") % {"level": level})


def _refuse_stranger(difficulty: Difficulty, scope: Scope) -> None:
    if not queries.may_settle(difficulty, scope):
        raise Refusal(_("Chỉ người nêu vướng mắc hoặc tổ trưởng hỏi lại hay kết thúc."))


def _needed(text: str, sentence: str, *, field: str = "text") -> str:
    text = nfc(text).strip()
    if not text:
        raise Refusal(sentence, field=field)
    return text


def _due(at: datetime) -> datetime:
    calendar = vietnam_calendar()
    on = calendar.add_working_days(at.astimezone(VIETNAM).date(), rules.WORKING_DAYS_TO_ANSWER)
    return datetime.combine(on, calendar.bands[-1].closes, tzinfo=VIETNAM)


def _keep(difficulty: Difficulty, kind: StepKind, *, text: str, by: Person, at: datetime) -> None:
    """Save the difficulty in its next state with the step, the audit line and the notice to whoever is next."""
    difficulty.state = rules.state_after(DifficultyState(difficulty.state), kind) or difficulty.state
    difficulty.save()
    step = Step.objects.create(difficulty=difficulty, kind=kind, text=text, by=by, at=at)
    audit(
        f"helpdesk.difficulty.{kind}",
        by=by,
        about=difficulty,
        at=at,
        path=difficulty.place.path,
        detail={
            "state": difficulty.state,
            "holder": difficulty.holder_level,
            "organisation": difficulty.organisation_id,
        },
    )
    _tell(difficulty, step, at=at)


def _tell(difficulty: Difficulty, step: Step, *, at: datetime) -> None:
    address = reverse("helpdesk:difficulty", args=[difficulty.pk])
    if difficulty.state in rules.WAITING:
        persons = list(queries.holders(difficulty, on=at.astimezone(VIETNAM).date()).exclude(pk=step.by_id))
        code, title = "helpdesk.to_answer", _("Chờ trả lời: %(title)s")
    elif step.kind == StepKind.ANSWERED:
        persons = [difficulty.raised_by]
        code, title = "helpdesk.answered", _("Đã trả lời: %(title)s")
    else:
        return
    tell(
        persons=persons,
        code=code,
        key=f"helpdesk.step.{step.pk}",
        title=title % {"title": difficulty.title},
        at=at,
        address=address,
        place=difficulty.place,
    )


def _settle(difficulty: Difficulty, *, at: datetime) -> None:
    """What the last step asked for is done."""
    if last := difficulty.steps.order_by("-pk").first():
        settle(key=f"helpdesk.step.{last.pk}", at=at)
