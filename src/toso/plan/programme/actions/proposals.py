"""What is proposed upward each year, decided with an answer, and taken into the next decision on targets."""

from datetime import date, datetime
from decimal import Decimal

from django.db import transaction
from django.urls import reverse
from django.utils.timezone import localdate
from django.utils.translation import gettext as _

from toso.ground.audit.actions import record
from toso.ground.notices.actions import tell
from toso.ground.people.models import Person
from toso.ground.places.models import Place
from toso.ground.shared.refusal import Refusal
from toso.ground.shared.scope import Scope
from toso.ground.shared.text import format_number, nfc
from toso.plan.programme import rules
from toso.plan.programme.actions.targets import set_targets
from toso.plan.programme.models import TARGET_FAULTS, Indicator, LegalDocument, Proposal, TargetDecision, TaskType
from toso.plan.programme.queries import proposals as queries
from toso.plan.programme.rules.proposals import (
    DECISIONS,
    GRANTED,
    OPEN,
    ProposalKind,
    ProposalState,
    needs_number,
    proposers,
)


@transaction.atomic
def propose(
    *,
    place: Place,
    year: int,
    kind: str,
    reason: str,
    by: Person,
    scope: Scope,
    at: datetime,
    indicator: Indicator | None = None,
    value: Decimal | None = None,
    words: str = "",
    document: LegalDocument | None = None,
    article: str = "",
    is_sample: bool = False,
) -> Proposal:
    """Propose a target, a further task or a change of the plan for a year, with the reason (Plan 6863, V.2, V.5)."""
    if not scope.holds(*proposers(place.level), at_place=place.path):
        raise Refusal(_("Việc này của %(place)s không thuộc quyền của anh, chị.") % {"place": place})
    if not rules.is_plausible_year(year, at.year):
        raise Refusal(_("Năm %(year)s không hợp lệ.") % {"year": year}, field="year")
    if not reason.strip():
        raise Refusal(_("Hãy ghi lý do của đề xuất."), field="reason")
    if kind == ProposalKind.TARGET:
        _refuse_wrong_target(place, year, indicator, value)
        words, document, article = "", None, ""
    else:
        indicator = value = None
        if not words.strip():
            raise Refusal(_("Hãy ghi nội dung đề xuất."), field="words")
        if kind == ProposalKind.CHANGE and document is None:
            raise Refusal(_("Hãy chọn văn bản cần sửa."), field="document")
    new: Proposal = Proposal.objects.create(
        place=place,
        year=year,
        kind=ProposalKind(kind),
        indicator=indicator,
        value=value,
        words=nfc(words).strip(),
        document=document,
        article=nfc(article).strip(),
        reason=nfc(reason).strip(),
        proposed_by=by,
        proposed_at=at,
        is_sample=is_sample or place.is_sample,
    )
    record("programme.proposal.sent", by=by, about=new, at=at, path=place.path, detail={"kind": kind, "year": year})
    return new


def _refuse_wrong_target(place: Place, year: int, indicator: Indicator | None, value: Decimal | None) -> None:
    if indicator is None:
        raise Refusal(_("Hãy chọn chỉ tiêu."), field="indicator")
    if value is None:
        raise Refusal(_("Hãy nhập mức đề xuất."), field="value")
    if fault := rules.fault_of_target(value, indicator.unit, indicator.decimals):
        words = {"indicator": indicator.short_name, "place": place, "value": format_number(value)}
        raise Refusal(TARGET_FAULTS[fault] % words, field="value")
    if Proposal.objects.filter(place=place, year=year, indicator=indicator, state__in=OPEN).exists():
        raise Refusal(
            _("Đã có đề xuất cho chỉ tiêu này đang chờ trả lời. Hãy rút đề xuất ấy trước."), field="indicator"
        )


@transaction.atomic
def withdraw_proposal(*, proposal_id: int, by: Person, scope: Scope, at: datetime) -> Proposal:
    """Take a proposal back before it is decided."""
    proposal = _open(proposal_id, scope)
    if not scope.holds(*proposers(proposal.place.level), at_place=proposal.place.path):
        raise Refusal(_("Chỉ nơi đề xuất mới rút được đề xuất."))
    proposal.state = ProposalState.WITHDRAWN
    proposal.save(update_fields=["state"])
    record("programme.proposal.withdrawn", by=by, about=proposal, at=at, path=proposal.place.path)
    return proposal


@transaction.atomic
def decide_proposal(
    *,
    proposal_id: int,
    state: str,
    answer: str,
    by: Person,
    scope: Scope,
    at: datetime,
    granted: Decimal | None = None,
    number: str = "",
    short_name: str = "",
    valid_from: date | None = None,
) -> Proposal:
    """Answer a proposal with the reason. A granted target waits for the next decision; a granted task becomes
    a kind of work from ``valid_from``; a granted change is put into the document by whoever issues it."""
    proposal = _open(proposal_id, scope)
    if not queries.may_decide(scope, proposal):
        raise Refusal(_("Việc này của %(place)s không thuộc quyền của anh, chị.") % {"place": proposal.place})
    if state not in DECISIONS:
        raise Refusal(_("Hãy chọn cách giải quyết."), field="state")
    if not answer.strip():
        raise Refusal(_("Hãy ghi câu trả lời và lý do."), field="answer")
    if needs_number(proposal.place.level) and not number.strip():
        raise Refusal(_("Hãy ghi số văn bản trả lời của cấp trên."), field="number")
    proposal.state = ProposalState(state)
    proposal.answer, proposal.answer_number = nfc(answer).strip(), nfc(number).strip()
    proposal.decided_by, proposal.decided_at = by, at
    if proposal.kind == ProposalKind.TARGET and state in GRANTED:
        proposal.granted = _granted(proposal, state, granted)
    if proposal.kind == ProposalKind.TASK and state in GRANTED:
        proposal.task = _task_from(proposal, short_name, valid_from or localdate(at))
    proposal.save()
    record(
        "programme.proposal.decided", by=by, about=proposal, at=at, path=proposal.place.path, detail={"state": state}
    )
    tell(
        persons=[proposal.proposed_by],
        code="programme.proposal",
        key=f"programme.proposal.{proposal.pk}",
        title=_("Đề xuất %(year)s đã được trả lời: %(state)s")
        % {"year": proposal.year, "state": proposal.get_state_display()},
        address=reverse("programme:proposal", args=[proposal.pk]),
        place=proposal.place,
        at=at,
    )
    return proposal


def _granted(proposal: Proposal, state: str, granted: Decimal | None) -> Decimal | None:
    if state == ProposalState.ACCEPTED:
        return proposal.value
    indicator = proposal.indicator
    if granted is None or indicator is None:
        raise Refusal(_("Hãy nhập mức chấp nhận."), field="granted")
    if fault := rules.fault_of_target(granted, indicator.unit, indicator.decimals):
        words = {"indicator": indicator.short_name, "place": proposal.place, "value": format_number(granted)}
        raise Refusal(TARGET_FAULTS[fault] % words, field="granted")
    return granted


def _task_from(proposal: Proposal, short_name: str, valid_from: date) -> TaskType:
    if not short_name.strip():
        raise Refusal(_("Hãy đặt tên ngắn cho nhiệm vụ mới."), field="short_name")
    last = TaskType.objects.order_by("-order").values_list("order", flat=True).first() or 0
    return TaskType.objects.create(
        code=f"proposed_{proposal.pk}",
        name=proposal.words[:250],
        short_name=nfc(short_name).strip()[:40],
        source=(_("Theo đề xuất của %(place)s năm %(year)s.") % {"place": proposal.place, "year": proposal.year})[:200],
        basis=LegalDocument.objects.filter(code="KH-6863").first(),
        article="V.2",
        order=last + 1,
        valid_from=valid_from,
    )


@transaction.atomic
def take_proposals(*, decision_id: int, by: Person, scope: Scope, at: datetime) -> int:
    """Put every granted target of the year into a draft decision. Returns how many cells were filled."""
    decision = TargetDecision.objects.visible_to(scope).filter(pk=decision_id, issued_at__isnull=True).first()
    if decision is None:
        raise Refusal(_("Quyết định đã ban hành hoặc không còn. Hãy lập dự thảo mới."))
    rows = queries.grantable(decision)
    cells = queries.cells_of(rows)
    if not cells:
        raise Refusal(_("Không có đề xuất nào đã đồng ý mà chưa đưa vào dự thảo."))
    taken = list(rows)
    set_targets(decision_id=decision.pk, values=cells, reasons={}, by=by, scope=scope, at=at)
    Proposal.objects.filter(pk__in=[proposal.pk for proposal in taken]).update(taken_into=decision)
    record(
        "programme.proposals.taken",
        by=by,
        about=decision,
        at=at,
        path=decision.place.path,
        detail={"proposals": [proposal.pk for proposal in taken]},
    )
    return len(cells)


def _open(proposal_id: int, scope: Scope) -> Proposal:
    proposal: Proposal | None = (
        Proposal.objects.visible_to(scope)
        .select_for_update(of=("self",))
        .select_related("place", "indicator", "proposed_by")
        .filter(pk=proposal_id)
        .first()
    )
    if proposal is None or proposal.state not in OPEN:
        raise Refusal(_("Đề xuất này đã được trả lời hoặc đã rút."))
    return proposal
