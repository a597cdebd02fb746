"""At the commune: received, working day by day, gone. The work itself is recorded in its own rooms."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID, uuid5

from django.db import transaction
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from toso.ground.audit.actions import record as audit
from toso.ground.people.models import Person
from toso.ground.shared.calendar import VIETNAM
from toso.ground.shared.refusal import Refusal
from toso.ground.shared.scope import Scope
from toso.ground.shared.text import nfc
from toso.work.assessment.actions.studies import open_study
from toso.work.assessment.queries.studies import criteria_on
from toso.work.assessment.rules import LONGEST_STAY
from toso.work.campaign.actions.naming import end_role
from toso.work.campaign.models import DayNote, Deployment, TaskGroup
from toso.work.campaign.queries import change, figures
from toso.work.campaign.queries import plans as queries
from toso.work.campaign.rules import service as rules
from toso.work.campaign.rules.service import LogFault, Standing
from toso.work.outreach.actions.recording import record_work
from toso.work.outreach.models import Record, Source
from toso.work.outreach.rules import Counts

SPACE = UUID("8f8c6ad5-1a0c-5b0e-8c3b-1f0a6f3d5e21")  # one row a person, day and group: a second tap adds nothing
FAULTS: dict[LogFault, str | Promise] = {
    LogFault.NOT_RECEIVED: gettext_lazy(
        "%(place)s chưa ghi tiếp nhận %(name)s nên chưa ghi nhật ký được. Nhờ đầu mối của xã ghi ngày đến."
    ),
    LogFault.NOT_YET_THERE: gettext_lazy(
        "%(name)s đến %(place)s ngày %(begins)s; ngày %(day)s ở ngoài đợt hỗ trợ nên không ghi vào nhật ký."
    ),
    LogFault.ALREADY_LEFT: gettext_lazy(
        "%(name)s ở %(place)s đến hết ngày %(ends)s; ngày %(day)s ở ngoài đợt hỗ trợ nên không ghi vào nhật ký."
    ),
    LogFault.TO_COME: gettext_lazy("Ngày %(day)s chưa đến. Ghi từ hôm nay trở về trước."),
}


def _locked(deployment_id: int, scope: Scope) -> Deployment:
    rows = Deployment.objects.visible_to(scope).select_for_update(of=("self",))
    found: Deployment = rows.select_related("place", "person", "wave__campaign__place").get(pk=deployment_id)
    return found


def hosts(deployment: Deployment, scope: Scope) -> bool:
    """Whether somebody speaks for the commune of a deployment, or coordinates the campaign."""
    own = scope.holds(*queries.COMMUNE, at_place=deployment.place.path)
    return own or queries.runs(deployment.wave.campaign, scope)


def _refuse_others(deployment: Deployment, scope: Scope) -> None:
    if not hosts(deployment, scope):
        raise Refusal(_("Chỉ công chức của %(place)s hoặc người điều phối làm việc này.") % {"place": deployment.place})


@dataclass(frozen=True, slots=True)
class Reception:
    """How the commune received somebody: the day, who goes along, where they live and what they will do."""

    arrived_on: date
    focal: Person
    lodging: str = ""
    workplan: str = ""


@transaction.atomic
def receive(*, deployment_id: int, reception: Reception, by: Person, scope: Scope, at: datetime) -> Deployment:
    """The commune receives somebody sent to it; said again while the service runs, the later words stand."""
    row = _locked(deployment_id, scope)
    _refuse_others(row, scope)
    if row.standing not in {Standing.DECIDED, Standing.SERVING}:
        raise Refusal(_("Chỉ tiếp nhận người đã có quyết định và chưa kết thúc."))
    today = at.astimezone(VIETNAM).date()
    if reception.arrived_on > today:
        raise Refusal(_("Ngày đến chưa tới; ghi khi người hỗ trợ đã đến."), field="arrived_on")
    if not row.first_day <= reception.arrived_on <= row.last_day:
        words = {"first": f"{row.first_day:%d/%m/%Y}", "last": f"{row.last_day:%d/%m/%Y}"}
        raise Refusal(_("Ngày đến phải từ %(first)s đến %(last)s, theo quyết định.") % words, field="arrived_on")
    row.arrived_on, row.focal, row.standing = reception.arrived_on, reception.focal, Standing.SERVING
    row.lodging, row.workplan = nfc(reception.lodging).strip()[:200], nfc(reception.workplan).strip()
    row.save(update_fields=["arrived_on", "focal", "standing", "lodging", "workplan"])
    detail = {"person": row.person_id, "on": reception.arrived_on.isoformat()}
    audit("campaign.deployment.received", by=by, about=row, at=at, path=row.place.path, detail=detail)
    _watch(row, by=by, scope=scope, at=at)
    return row


def _watch(row: Deployment, *, by: Person, scope: Scope, at: datetime) -> None:
    """Open the study of the commune around this wave, when nobody has and there are criteria to assess by."""
    wave = row.wave
    if change.is_watched(row.place, wave.first_day, wave.last_day) or criteria_on(wave.first_day) is None:
        return
    open_study(
        place=row.place,
        label=f"{wave}, {wave.campaign.number}, {wave.campaign.title}",
        first_day=wave.first_day,
        last_day=min(wave.last_day, wave.first_day + timedelta(days=LONGEST_STAY)),
        by=by,
        scope=scope,
        at=at,
    )


@transaction.atomic
def finish(*, deployment_id: int, left_on: date, handover: str, by: Person, scope: Scope, at: datetime) -> Deployment:
    """The last day of work, planned or earlier, and what was handed over to whom. The role ends with it."""
    row = _locked(deployment_id, scope)
    _refuse_others(row, scope)
    if row.standing != Standing.SERVING or row.arrived_on is None:
        raise Refusal(_("Người này chưa được tiếp nhận hoặc đã kết thúc."))
    today = at.astimezone(VIETNAM).date()
    if not row.arrived_on <= left_on <= min(row.last_day, today):
        words = {"first": f"{row.arrived_on:%d/%m/%Y}", "last": f"{min(row.last_day, today):%d/%m/%Y}"}
        raise Refusal(_("Ngày làm việc cuối phải từ %(first)s đến %(last)s.") % words, field="left_on")
    logged = max(figures.days_logged([row])[row.pk], default=left_on)
    if logged > left_on:
        words = {"logged": f"{logged:%d/%m/%Y}"}
        raise Refusal(
            _("Nhật ký đã có việc ngày %(logged)s. Chọn ngày cuối từ ngày đó, hoặc rút việc ấy trước.") % words,
            field="left_on",
        )
    row.left_on, row.handover, row.standing = left_on, nfc(handover).strip(), Standing.ENDED
    row.save(update_fields=["left_on", "handover", "standing"])
    end_role(row, on=left_on + timedelta(days=1), by=by, at=at)
    detail = {"person": row.person_id, "on": left_on.isoformat()}
    audit("campaign.deployment.ended", by=by, about=row, at=at, path=row.place.path, detail=detail)
    return row


def refuse_outside(deployment: Deployment, day: date, today: date) -> None:
    """A day outside the mission has no log: the sentence says which days it has."""
    fault = rules.log_fault(deployment.service, day, today)
    if fault is not None:
        service = deployment.service
        raise Refusal(
            str(FAULTS[fault])
            % {
                "name": deployment.person,
                "place": deployment.place,
                "day": f"{day:%d/%m/%Y}",
                "begins": f"{service.begins:%d/%m/%Y}",
                "ends": f"{service.ends:%d/%m/%Y}",
            },
            field="day",
        )


def _own(deployment_id: int, day: date, by: Person, scope: Scope, at: datetime) -> Deployment:
    row = _locked(deployment_id, scope)
    if row.person_id != by.pk:
        raise Refusal(_("Nhật ký do chính người được cử ghi."))
    refuse_outside(row, day, at.astimezone(VIETNAM).date())
    return row


@transaction.atomic
def write_note(
    *, deployment_id: int, day: date, text: str, story: str, by: Person, scope: Scope, at: datetime
) -> DayNote:
    """Words about a day of one's own service. What was done is read from its rooms, not written here."""
    row = _own(deployment_id, day, by, scope, at)
    text, story = nfc(text).strip(), nfc(story).strip()
    if not text and not story:
        raise Refusal(_("Ghi vài chữ về ngày này."), field="text")
    note, _is_new = DayNote.objects.update_or_create(
        deployment=row, day=day, defaults={"text": text, "story": story, "written_at": at}
    )
    audit("campaign.day.noted", by=by, about=note, at=at, path=row.place.path, detail={"day": day.isoformat()})
    return note


@transaction.atomic
def record_ordinary_day(
    *, deployment_id: int, day: date, done: Mapping[str, tuple[int, int]], by: Person, scope: Scope, at: datetime
) -> int:
    """One tap for an ordinary day: for each task group so many persons and so many things, as outreach rows.

    The numbers are kept as this member's ordinary day. A second tap for a day adds nothing. Returns the new rows.
    """
    row = _own(deployment_id, day, by, scope, at)
    groups = {
        group.code: group for group in TaskGroup.objects.filter(campaign=row.wave.campaign).select_related("task")
    }
    wanted = {code: numbers for code, numbers in done.items() if code in groups and any(numbers)}
    if not wanted:
        raise Refusal(_("Ghi ít nhất một việc của ngày này."), field="day")
    uuids = {code: uuid5(SPACE, f"{row.pk}|{day}|{code}") for code in wanted}
    known = set(Record.objects.filter(uuid__in=uuids.values()).values_list("uuid", flat=True))
    fresh = [code for code in wanted if uuids[code] not in known]
    if not fresh:
        raise Refusal(_("Ngày này đã ghi rồi. Muốn sửa số, mở từng bản ghi trong nhật ký."), field="day")
    for code in fresh:
        _record(row, groups[code], day, wanted[code], uuids[code], by=by, scope=scope, at=at)
    row.ordinary = {code: list(numbers) for code, numbers in wanted.items()}
    row.save(update_fields=["ordinary"])
    return len(fresh)


def _record(
    row: Deployment,
    group: TaskGroup,
    day: date,
    numbers: tuple[int, int],
    uuid: UUID,
    *,
    by: Person,
    scope: Scope,
    at: datetime,
) -> None:
    if group.task is None:
        raise Refusal(_("Nhóm “%(group)s” chưa gắn với việc nào trong danh mục.") % {"group": group.name})
    record_work(
        uuid=uuid,
        place=row.place,
        day=day,
        task=group.task,
        counts=Counts(citizens=numbers[0]),
        things=numbers[1],
        result=group.name[:250],
        people=[by.pk],
        captured_at=at,
        source=Source.PAGE,
        by=by,
        scope=scope,
        at=at,
    )
