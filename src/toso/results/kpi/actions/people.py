"""Who works where, who scores whom, who is away: the personnel officer's register."""

from datetime import date, datetime, timedelta

from django.db import IntegrityError, transaction
from django.utils.timezone import localdate
from django.utils.translation import gettext as _

from toso.ground.audit.actions import record
from toso.ground.people.models import Organisation, Person
from toso.ground.shared.refusal import Refusal
from toso.ground.shared.scope import Scope
from toso.ground.shared.text import nfc
from toso.results.kpi.actions.checks import path_of, refuse_unless_keeper, sheet_to_change, standing_at, touch
from toso.results.kpi.models import Leave, Post, Sheet, Substitute, WrongManager
from toso.results.kpi.queries.access import agencies_kept
from toso.results.kpi.queries.months import body_on
from toso.results.kpi.rules.states import LeaveKind, Rank


def _path(agency: Organisation) -> str:
    return agency.place.path if agency.place else ""


@transaction.atomic
def give_post(
    *,
    agency: Organisation,
    body: Organisation,
    person: Person,
    title: str,
    starts_on: date,
    by: Person | None,
    at: datetime,
    scope: Scope | None = None,
    rank: Rank = Rank.OFFICIAL,
    group: str = "",
    is_main: bool = True,
    keeps_personnel: bool = False,
    rule_set: str = "",
    is_sample: bool = False,
) -> Post:
    """Seat a person in a body of the agency. A post besides the main one is allowed; a second main one is not."""
    if scope is not None:
        refuse_unless_keeper(agency, standing_at(scope, at))
    if not body.path.startswith(agency.path):
        raise Refusal(_("Đơn vị phải thuộc cơ quan này."), field="body")
    try:
        with transaction.atomic():
            post = Post.objects.create(
                agency=agency,
                body=body,
                person=person,
                title=" ".join(nfc(title).split()),
                rank=rank,
                group=group,
                is_main=is_main,
                keeps_personnel=keeps_personnel,
                rule_set=rule_set,
                starts_on=starts_on,
                is_sample=is_sample,
            )
    except IntegrityError as error:
        if "kpi_person_has_one_main_post" in str(error):
            raise Refusal(
                _("%(name)s đã có vị trí chính lúc này. Ghi vị trí thứ hai là kiêm nhiệm, hoặc chuyển công tác.")
                % {"name": person.name},
                field="is_main",
            ) from error
        raise Refusal(_("Đơn vị này đã có người đứng đầu trong thời gian này."), field="rank") from error
    record("kpi.post.given", by=by, about=post, at=at, path=_path(agency), detail={"rank": rank.value, "main": is_main})
    return post


@transaction.atomic
def transfer(
    *,
    person: Person,
    agency: Organisation,
    body: Organisation,
    title: str,
    on: date,
    by: Person,
    scope: Scope,
    at: datetime,
    rank: Rank = Rank.OFFICIAL,
    group: str = "",
) -> Post:
    """Move a person to another body or agency from a day on.

    Months that are past stay with the old one, which has scored them; the new one's year reads them
    (Article 19.1). The month of the move belongs to the body of its last day; each line keeps the body
    it was assigned in.
    """
    old = body_on(person.pk, on)
    standing = standing_at(scope, at)
    refuse_unless_keeper(old.agency if old else agency, standing)
    if old is not None:
        if old.starts_on >= on:
            raise Refusal(_("Ngày chuyển phải sau ngày bắt đầu vị trí hiện nay."), field="on")
        old.ends_on = on
        old.save(update_fields=["ends_on"])
    post = give_post(
        agency=agency, body=body, person=person, title=title, starts_on=on, by=by, at=at, rank=rank, group=group
    )
    detail = {"from": old.body_id if old else None, "to": body.pk, "on": f"{on}"}
    record("kpi.person.transferred", by=by, about=post, at=at, path=_path(agency), detail=detail)
    return post


def _post(post_id: int, scope: Scope, at: datetime) -> Post:
    kept = agencies_kept(standing_at(scope, at))
    rows = Post.objects.select_related("agency__place", "person").select_for_update(of=("self",))
    found: Post = rows.get(pk=post_id, agency__in=kept)
    return found


@transaction.atomic
def change_post(
    *,
    post_id: int,
    title: str,
    group: str,
    rule_set: str,
    keeps_personnel: bool,
    by: Person,
    scope: Scope,
    at: datetime,
) -> Post:
    """Put right what a post is called, whom it is compared with, by which rules it is scored.

    Months already scored keep theirs; another body or rank is a transfer.
    """
    post = _post(post_id, scope, at)
    post.title, post.group = " ".join(nfc(title).split()), " ".join(nfc(group).split())
    post.rule_set, post.keeps_personnel = rule_set, keeps_personnel
    post.save(update_fields=["title", "group", "rule_set", "keeps_personnel"])
    record("kpi.post.changed", by=by, about=post, at=at, path=_path(post.agency), detail={"rule_set": rule_set})
    return post


@transaction.atomic
def end_post(*, post_id: int, on: date, by: Person, scope: Scope, at: datetime) -> Post:
    """The last day before ``on`` was the last in this post. What was scored there stays there."""
    post = _post(post_id, scope, at)
    if post.ends_on is not None and post.ends_on <= on:
        raise Refusal(_("Vị trí này đã thôi từ trước."), field="on")
    if on <= post.starts_on:
        raise Refusal(_("Ngày thôi phải sau ngày bắt đầu."), field="on")
    post.ends_on = on
    post.save(update_fields=["ends_on"])
    record("kpi.post.ended", by=by, about=post, at=at, path=_path(post.agency), detail={"on": f"{on}"})
    return post


@transaction.atomic
def end_substitute(*, substitute_id: int, by: Person, scope: Scope, at: datetime) -> Substitute:
    """From today on the usual scorer scores again."""
    rows = Substitute.objects.select_related("agency__place").select_for_update(of=("self",))
    found: Substitute = rows.get(pk=substitute_id, agency__in=agencies_kept(standing_at(scope, at)))
    today = localdate(at)
    if found.ends_on is not None and found.ends_on <= today:
        raise Refusal(_("Việc chấm thay này đã kết thúc."))
    if found.starts_on >= today:
        found.ends_on = found.starts_on + timedelta(days=1)
    else:
        found.ends_on = today
    found.save(update_fields=["ends_on"])
    record("kpi.substitute.ended", by=by, about=found, at=at, path=_path(found.agency))
    return found


@transaction.atomic
def name_substitute(
    *,
    person: Person,
    scorer: Person,
    agency: Organisation,
    starts_on: date,
    ends_on: date | None,
    reason: str,
    by: Person,
    scope: Scope,
    at: datetime,
) -> Substitute:
    """Let somebody else score a person for a while."""
    refuse_unless_keeper(agency, standing_at(scope, at))
    if person.pk == scorer.pk:
        raise Refusal(_("Không ai tự chấm mình. Chọn người khác."), field="scorer")
    if not reason.strip():
        raise Refusal(_("Ghi lý do cử người chấm tạm thời."), field="reason")
    try:
        with transaction.atomic():
            found = Substitute.objects.create(
                agency=agency,
                person=person,
                scorer=scorer,
                starts_on=starts_on,
                ends_on=ends_on,
                reason=nfc(reason).strip(),
                named_by=by,
                named_at=at,
            )
    except IntegrityError as error:
        raise Refusal(
            _("Trong thời gian này đã có người chấm tạm thời; mỗi lúc chỉ một người chấm."), field="scorer"
        ) from error
    detail = {"person": person.pk, "scorer": scorer.pk, "from": f"{starts_on}"}
    record("kpi.substitute.named", by=by, about=found, at=at, path=_path(agency), detail=detail)
    return found


@transaction.atomic
def report_wrong_manager(*, sheet_id: int, reason: str, by: Person, scope: Scope, at: datetime) -> WrongManager:
    """Anybody may say that his scorer is the wrong one; the personnel officer answers."""
    sheet = sheet_to_change(sheet_id, standing_at(scope, at))
    if not reason.strip():
        raise Refusal(_("Ghi sai ở đâu, người đúng là ai."), field="reason")
    said = WrongManager.objects.create(
        agency=sheet.month.agency, person=sheet.person, said_by=by, said_at=at, reason=nfc(reason).strip()
    )
    record("kpi.manager.disputed", by=by, about=said, at=at, path=path_of(sheet.month))
    return said


@transaction.atomic
def answer_wrong_manager(
    *, report_id: int, answer: str, by: Person, scope: Scope, at: datetime, scorer: Person | None = None
) -> WrongManager:
    """Answer the report; with a scorer, that person scores from today until the register is put right."""
    standing = standing_at(scope, at)
    said = WrongManager.objects.select_for_update(of=("self",)).get(pk=report_id, agency__in=agencies_kept(standing))
    if said.answered_at is not None:
        raise Refusal(_("Báo cáo này đã được trả lời."))
    if not answer.strip():
        raise Refusal(_("Ghi câu trả lời."), field="answer")
    if scorer is not None:
        said.substitute = name_substitute(
            person=said.person,
            scorer=scorer,
            agency=said.agency,
            starts_on=localdate(at),
            ends_on=None,
            reason=answer,
            by=by,
            scope=scope,
            at=at,
        )
    said.answer, said.answered_by, said.answered_at = nfc(answer).strip(), by, at
    said.save()
    record("kpi.manager.answered", by=by, about=said, at=at, path=_path(said.agency))
    return said


@transaction.atomic
def note_leave(
    *,
    agency: Organisation,
    person: Person,
    kind: LeaveKind,
    starts_on: date,
    ends_on: date,
    by: Person,
    scope: Scope,
    at: datetime,
    basis: str = "",
) -> Leave:
    """Note the days a person is away, from a day until before another."""
    refuse_unless_keeper(agency, standing_at(scope, at))
    if ends_on <= starts_on:
        raise Refusal(_("Ngày đi làm lại phải sau ngày bắt đầu nghỉ."), field="ends_on")
    try:
        with transaction.atomic():
            leave = Leave.objects.create(
                agency=agency,
                person=person,
                kind=kind,
                starts_on=starts_on,
                ends_on=ends_on,
                basis=nfc(basis).strip(),
                noted_by=by,
                noted_at=at,
            )
    except IntegrityError as error:
        raise Refusal(_("Người này đã có đợt nghỉ trùng những ngày đó."), field="starts_on") from error
    record("kpi.leave.noted", by=by, about=leave, at=at, path=_path(agency), detail={"kind": kind.value})
    return leave


@transaction.atomic
def exclude_month(*, sheet_id: int, reason: str, by: Person, scope: Scope, at: datetime) -> Sheet:
    """Leave a month out of a person's year, with the reason; an empty reason takes it in again."""
    standing = standing_at(scope, at)
    sheet = sheet_to_change(sheet_id, standing)
    refuse_unless_keeper(sheet.month.agency, standing)
    if sheet.person_id == by.pk:
        raise Refusal(_("Không ai tự loại tháng của chính mình."))
    sheet.excluded = " ".join(nfc(reason).split())[:200]
    touch(sheet, "excluded")
    record(
        "kpi.sheet.excluded", by=by, about=sheet, at=at, path=path_of(sheet.month), detail={"reason": sheet.excluded}
    )
    return sheet
