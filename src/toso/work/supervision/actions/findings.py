"""Findings: raised with a term, answered with evidence, returned, extended, closed. Each step is kept."""

from dataclasses import dataclass
from datetime import date, datetime

from django.core.files.base import ContentFile
from django.db import transaction
from django.urls import Resolver404, resolve, reverse
from django.utils.translation import gettext as _

from toso.ground.audit.actions import record as audit
from toso.ground.notices.actions import settle, tell
from toso.ground.people.models import Person
from toso.ground.shared.calendar import VIETNAM
from toso.ground.shared.refusal import Refusal
from toso.ground.shared.scope import Scope
from toso.ground.shared.text import nfc
from toso.ground.shared.uploads import CleanFile
from toso.ground.shared.vietnam_days import vietnam_calendar
from toso.plan.programme.actions import mark_changed
from toso.work.supervision import queries, rules
from toso.work.supervision.actions.inspections import refuse_others
from toso.work.supervision.models import FINDING_STATES, Evidence, Finding, Step, Visit
from toso.work.supervision.rules import FindingState, Side, StepKind


@dataclass(frozen=True, slots=True)
class Proof:
    """A photo or file, or the address of a record of this house, with a name to show."""

    file: CleanFile | None = None
    link: str = ""

    @property
    def is_empty(self) -> bool:
        return self.file is None and not self.link.strip()


NO_PROOF = Proof()


@transaction.atomic
def raise_finding(
    *,
    visit_id: int,
    text: str,
    by: Person,
    scope: Scope,
    at: datetime,
    demand: str = "",
    basis: str = "",
    working_days: int = rules.WORKING_DAYS_TO_ANSWER,
    proof: Proof = NO_PROOF,
) -> Finding:
    """Say what must be put right at a visited place, within so many working days of the visit."""
    rows = Visit.objects.visible_to(scope).filter(superseded_at__isnull=True).select_for_update(of=("self",))
    visit: Visit = rows.select_related("place", "inspection__place").get(pk=visit_id)
    refuse_others(visit.inspection, scope)
    if visit.held_on is None:
        raise Refusal(_("Ghi ngày kiểm tra trước, rồi nêu phát hiện."))
    text = _needed(text, _("Ghi phát hiện trong một câu."), field="text")
    if len(text) > 400:
        raise Refusal(_("Phát hiện dài nhất 400 chữ; phần còn lại ghi ở yêu cầu khắc phục."), field="text")
    begins = max(visit.held_on, at.astimezone(VIETNAM).date())
    finding = Finding.objects.create(
        visit=visit,
        place=visit.place,
        text=text,
        demand=nfc(demand).strip(),
        basis=nfc(basis).strip()[:200],
        found_on=visit.held_on,
        working_days=_term(working_days),
        term_from=begins,
        due_at=_due(begins, working_days),
        found_by=by,
        recorded_at=at,
        is_sample=visit.place.is_sample,
    )
    mark_changed([(finding.place_id, finding.found_on)], at=at)
    _add_proof(finding, Side.FOUND, proof, by=by, at=at)
    _keep(finding, StepKind.FOUND, text="", by=by, at=at)
    return finding


@transaction.atomic
def answer_finding(
    *, finding_id: int, text: str, by: Person, scope: Scope, at: datetime, proof: Proof = NO_PROOF
) -> Finding:
    """The one inspected says what was done, with evidence where there is some."""
    finding = _locked(finding_id, StepKind.ANSWERED, scope)
    if not queries.may_answer(finding, scope):
        raise Refusal(_("Nơi được kiểm tra giải trình; tài khoản này không thuộc nơi đó."))
    text = _needed(text, _("Ghi đã khắc phục thế nào."))
    _add_proof(finding, Side.ANSWER, proof, by=by, at=at)
    return _keep(finding, StepKind.ANSWERED, text=text, by=by, at=at)


@transaction.atomic
def return_finding(
    *, finding_id: int, text: str, by: Person, scope: Scope, at: datetime, working_days: int = 5
) -> Finding:
    """It is not done yet: say what is missing, with a new term."""
    finding = _locked(finding_id, StepKind.RETURNED, scope)
    _refuse_not_inspecting(finding, scope)
    text = _needed(text, _("Ghi còn phải làm gì."))
    _new_term(finding, working_days, at=at)
    return _keep(finding, StepKind.RETURNED, text=text, by=by, at=at)


@transaction.atomic
def extend_finding(
    *, finding_id: int, text: str, by: Person, scope: Scope, at: datetime, working_days: int = 5
) -> Finding:
    """Give more time, with the reason."""
    finding = _locked(finding_id, StepKind.EXTENDED, scope)
    _refuse_not_inspecting(finding, scope)
    text = _needed(text, _("Ghi lý do gia hạn."))
    _new_term(finding, working_days, at=at)
    return _keep(finding, StepKind.EXTENDED, text=text, by=by, at=at)


@transaction.atomic
def close_finding(
    *, finding_id: int, text: str, by: Person, scope: Scope, at: datetime, proof: Proof = NO_PROOF
) -> Finding:
    """It was put right, and there is evidence: of the one inspected, or of whoever looked again."""
    finding = _locked(finding_id, StepKind.CLOSED, scope)
    _refuse_not_inspecting(finding, scope)
    _add_proof(finding, Side.CLOSING, proof, by=by, at=at)
    if not rules.may_close(finding.evidence.values_list("side", flat=True)):
        raise Refusal(_("Cần có bằng chứng đã khắc phục: ảnh, tệp hoặc địa chỉ một bản ghi."), field="file")
    finding.closed_on, finding.closed_at = at.astimezone(VIETNAM).date(), at
    mark_changed([(finding.place_id, finding.found_on), (finding.place_id, finding.closed_on)], at=at)
    return _keep(finding, StepKind.CLOSED, text=nfc(text).strip(), by=by, at=at)


def _locked(finding_id: int, step: StepKind, scope: Scope) -> Finding:
    rows = queries.all_findings(scope).select_for_update(of=("self",))
    finding: Finding = rows.select_related("place", "visit__inspection__place", "visit__inspection__lead").get(
        pk=finding_id
    )
    if rules.state_after(FindingState(finding.state), step) is None:
        state = FINDING_STATES[FindingState(finding.state)]
        raise Refusal(_("Phát hiện này đang ở trạng thái “%(state)s”. Tải lại trang để xem.") % {"state": state})
    return finding


def _refuse_not_inspecting(finding: Finding, scope: Scope) -> None:
    if not queries.inspects(finding.visit.inspection, scope):
        raise Refusal(_("Chỉ %(place)s, nơi kiểm tra, làm việc này.") % {"place": finding.visit.inspection.place})


def _needed(text: str, sentence: str, *, field: str = "text") -> str:
    text = nfc(text).strip()
    if not text:
        raise Refusal(sentence, field=field)
    return text


def _term(days: int) -> int:
    if not 1 <= days <= rules.MOST_WORKING_DAYS:
        raise Refusal(
            _("Ghi từ 1 đến %(most)s ngày làm việc.") % {"most": rules.MOST_WORKING_DAYS}, field="working_days"
        )
    return days


def _due(start: date, days: int) -> datetime:
    calendar = vietnam_calendar()
    on = calendar.add_working_days(start, _term(days))
    return datetime.combine(on, calendar.bands[-1].closes, tzinfo=VIETNAM)


def _new_term(finding: Finding, days: int, *, at: datetime) -> None:
    finding.term_from = at.astimezone(VIETNAM).date()
    finding.working_days, finding.due_at = _term(days), _due(finding.term_from, days)


def _add_proof(finding: Finding, side: Side, proof: Proof, *, by: Person, at: datetime) -> None:
    if proof.is_empty:
        return
    kept = Evidence(finding=finding, place=finding.place, side=side, added_by=by, added_at=at)
    if proof.file is not None:
        kept.name, kept.digest = proof.file.name, proof.file.digest
        ending = proof.file.name.rpartition(".")[2]
        kept.file.save(f"{finding.pk}-{kept.digest[:12]}.{ending}", ContentFile(proof.file.content), save=False)
    kept.link = _own_address(proof.link)
    kept.name = kept.name or kept.link
    kept.name = kept.name[:120]
    kept.save()


def _own_address(link: str) -> str:
    """The path of a page of this house; an address of another is no evidence here."""
    link = link.strip()
    if not link:
        return ""
    path = "/" + link.split("://", 1)[1].partition("/")[2] if "://" in link else link
    try:
        resolve(path.partition("?")[0].partition("#")[0])
    except Resolver404 as error:
        raise Refusal(_("Địa chỉ này không phải trang của Tổ Số. Chép địa chỉ của bản ghi."), field="link") from error
    return path[:250]


def _keep(finding: Finding, kind: StepKind, *, text: str, by: Person, at: datetime) -> Finding:
    """Save the finding in its next state with the step, the audit line and the notice to whoever is next."""
    if last := finding.steps.order_by("-pk").first():
        settle(key=f"supervision.step.{last.pk}", at=at)
    finding.state = rules.state_after(FindingState(finding.state), kind) or finding.state
    finding.save()
    step = Step.objects.create(finding=finding, kind=kind, text=text, by=by, at=at)
    detail = {"state": finding.state, "due": finding.due_at.isoformat()}
    audit(f"supervision.finding.{kind}", by=by, about=finding, at=at, path=finding.place.path, detail=detail)
    _tell(finding, step, at=at)
    return finding


def _tell(finding: Finding, step: Step, *, at: datetime) -> None:
    if step.kind == StepKind.ANSWERED:
        persons = queries.inspecting(finding.visit.inspection)
        title = _("Đã giải trình: %(text)s")
    else:
        persons = list(queries.answerers_of(finding, on=at.astimezone(VIETNAM).date()))
        title = _("Đã xác nhận khắc phục: %(text)s") if step.kind == StepKind.CLOSED else _("Cần khắc phục: %(text)s")
    tell(
        persons=[person for person in persons if person.pk != step.by_id],
        code=f"supervision.finding.{step.kind}",
        key=f"supervision.step.{step.pk}",
        title=title % {"text": finding.text},
        address=reverse("supervision:finding", args=[finding.pk]),
        place=finding.place,
        at=at,
    )
