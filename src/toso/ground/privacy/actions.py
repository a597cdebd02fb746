"""Requests about one's own data, consents, restrictions, and forgetting what was kept long enough."""

from collections.abc import Collection, Sequence
from datetime import date, datetime, timedelta

from django.db import transaction
from django.db.models import F, Value
from django.db.models.functions import Greatest
from django.urls import reverse
from django.utils.timezone import localdate
from django.utils.translation import gettext as _

from toso.ground.audit.actions import record
from toso.ground.delivery.actions import forget_old
from toso.ground.delivery.models import Message
from toso.ground.notices.actions import claim_due, finish_due, tell
from toso.ground.people.actions.restricting import restrict_processing, unrestrict_processing
from toso.ground.people.models import Person
from toso.ground.places.models import Place
from toso.ground.privacy import queries, rules
from toso.ground.privacy.models import Breach, Consent, SubjectRequest
from toso.ground.privacy.rules import RequestState, Way
from toso.ground.shared.refusal import Refusal
from toso.ground.shared.scope import Scope
from toso.ground.shared.text import nfc

FORGET = "privacy.forget"
FORGOTTEN = "Đã ẩn danh"


def _clean(text: str) -> str:
    return " ".join(nfc(text).split())


@transaction.atomic
def receive_request(
    *,
    person: Person | None,
    place: Place | None,
    kind: str,
    way: Way,
    text: str,
    received_on: date,
    by: Person,
    at: datetime,
    subject_name: str = "",
    contact: str = "",
    has_others: bool = False,
) -> SubjectRequest:
    """Take in what somebody asks about his or her own data. ``person`` when it is somebody of the programme."""
    today = localdate(at)
    if place is None:
        raise Refusal(_("Chưa rõ nơi tiếp nhận. Nhờ người quản lý giao vai trò trước."), field="place")
    if received_on > today:
        raise Refusal(_("Ngày nhận chưa đến. Ghi từ hôm nay trở về trước."), field="received_on")
    if kind not in {known.code for known in queries.kinds_on(received_on)}:
        raise Refusal(_("Ngày đó chưa có loại yêu cầu này."), field="kind")
    if person is None and len(_clean(subject_name).split()) < 2:
        raise Refusal(_("Nhập đủ họ và tên."), field="subject_name")
    request = SubjectRequest.objects.create(
        person=person,
        subject_name="" if person else _clean(subject_name),  # of the programme's own people the name stands once
        contact="" if person else _clean(contact),
        place=place,
        kind=kind,
        way=way,
        text=nfc(text).strip(),
        has_others=has_others,
        received_on=received_on,
        recorded_by=by,
    )
    record("privacy.request.received", by=by, about=request, at=at, path=place.path, detail={"kind": kind})
    return request


def _handled(request_id: int, *, scope: Scope, states: tuple[RequestState, ...]) -> SubjectRequest:
    request: SubjectRequest = (
        queries.requests_visible(scope).select_for_update(of=("self",)).select_related("place").get(pk=request_id)
    )
    if not queries.may_handle(request, scope):
        raise Refusal(_("Việc này do người khác giải quyết: không ai tự trả lời yêu cầu của chính mình."))
    if request.state not in states:
        raise Refusal(
            _("Yêu cầu đang ở trạng thái “%(state)s” nên chưa làm được việc này.")
            % {"state": request.get_state_display()}
        )
    return request


def _tell_subject(request: SubjectRequest, title: str, at: datetime) -> None:
    if request.person is not None:
        tell(
            persons=[request.person],
            code="privacy.request",
            key=f"privacy.request.{request.pk}.{request.state}",
            title=title,
            at=at,
            address=reverse("privacy:request", args=[request.pk]),
            place=request.place,
        )


@transaction.atomic
def answer_request(
    *, request_id: int, is_accepted: bool, answer: str, by: Person, scope: Scope, at: datetime
) -> SubjectRequest:
    """Tell whether it will be done, in two working days; a refusal says why."""
    request = _handled(request_id, scope=scope, states=(RequestState.RECEIVED,))
    if not nfc(answer).strip():
        raise Refusal(_("Ghi nội dung trả lời; nếu không thực hiện thì ghi lý do."), field="answer")
    request.state = RequestState.ACCEPTED if is_accepted else RequestState.REFUSED
    request.answer, request.answered_at, request.handled_by = nfc(answer).strip(), at, by
    request.save()
    if is_accepted and request.kind == "restrict" and request.person is not None:
        restrict_processing(person_id=request.person.pk, on=localdate(at), by=by, at=at, path=request.place.path)
    _tell_subject(request, _("Yêu cầu về dữ liệu cá nhân đã được trả lời"), at)
    detail = {"accepted": is_accepted}
    record("privacy.request.answered", by=by, about=request, at=at, path=request.place.path, detail=detail)
    return request


@transaction.atomic
def extend_request(
    *, request_id: int, days: int, reason: str, by: Person, scope: Scope, at: datetime
) -> SubjectRequest:
    """Once, by at most fifteen days, with the reason that the person is told."""
    request = _handled(request_id, scope=scope, states=(RequestState.ACCEPTED,))
    if not rules.may_extend(request.extended_days, days):
        raise Refusal(_("Chỉ gia hạn một lần, nhiều nhất 15 ngày."), field="days")
    if not nfc(reason).strip():
        raise Refusal(_("Ghi lý do gia hạn."), field="reason")
    request.extended_days, request.extension_reason = days, nfc(reason).strip()
    request.save(update_fields=["extended_days", "extension_reason"])
    detail = {"days": days}
    record("privacy.request.extended", by=by, about=request, at=at, path=request.place.path, detail=detail)
    return request


@transaction.atomic
def finish_request(*, request_id: int, outcome: str, by: Person, scope: Scope, at: datetime) -> SubjectRequest:
    """Say what was done; the person is told."""
    request = _handled(request_id, scope=scope, states=(RequestState.ACCEPTED,))
    if not nfc(outcome).strip():
        raise Refusal(_("Ghi đã làm gì."), field="outcome")
    if queries.waits_for_erasure(request):
        raise Refusal(_("Dữ liệu của người này chưa được xoá nên chưa ghi là đã làm xong được."))
    request.state, request.outcome, request.done_at = RequestState.DONE, nfc(outcome).strip(), at
    request.save()
    if request.kind != "erase":  # whoever is erased reads nothing here any more
        _tell_subject(request, _("Yêu cầu về dữ liệu cá nhân đã làm xong"), at)
    record("privacy.request.done", by=by, about=request, at=at, path=request.place.path)
    return request


@transaction.atomic
def lift_restriction(*, request_id: int, by: Person, scope: Scope, at: datetime) -> None:
    """The person's data are used again as before."""
    request: SubjectRequest = queries.requests_visible(scope).select_related("place").get(pk=request_id)
    if not queries.may_handle(request, scope):
        raise Refusal(_("Việc này do người khác giải quyết: không ai tự trả lời yêu cầu của chính mình."))
    person = request.person
    if person is None or not unrestrict_processing(person_id=person.pk, by=by, at=at, path=request.place.path):
        raise Refusal(_("Người này không bị hạn chế xử lý dữ liệu."))


@transaction.atomic
def record_consent(
    *,
    place: Place,
    subject_name: str,
    contact: str,
    purpose: str,
    way: Way,
    proof: str,
    given_on: date,
    by: Person,
    scope: Scope,
    at: datetime,
) -> Consent:
    """What a citizen agreed to: voluntary, for a named purpose, so that it can be proved."""
    if not scope.holds(*queries.CONSENT_TAKERS, at_place=place.path):
        raise Refusal(_("Chỉ ghi sự đồng ý ở nơi mình phụ trách."), field="place")
    if given_on > localdate(at):
        raise Refusal(_("Ngày đồng ý chưa đến. Ghi từ hôm nay trở về trước."), field="given_on")
    if way != Way.ONLINE and not _clean(proof):
        raise Refusal(_("Ghi chứng cứ: số phiếu, nơi giữ giấy, hoặc ai làm chứng."), field="proof")
    consent = Consent.objects.create(
        place=place,
        subject_name=_clean(subject_name),
        contact=_clean(contact),
        purpose=_clean(purpose),
        way=way,
        proof=_clean(proof),
        given_on=given_on,
        recorded_by=by,
        recorded_at=at,
    )
    record("privacy.consent.given", by=by, about=consent, at=at, path=place.path)
    return consent


@transaction.atomic
def record_consents(
    subjects: Sequence[tuple[Place, str, str]],
    *,
    purpose: str,
    way: Way,
    proof: str,
    given_on: date,
    by: Person,
    at: datetime,
) -> list[Consent]:
    """Many consents of one list, in its order: place, name and contact of each. Whoever takes the list in has checked
    that each place is theirs to write for; without a proof nothing is kept."""
    if not subjects:
        return []
    if not _clean(proof):
        raise Refusal(_("Ghi chứng cứ: số phiếu, nơi giữ giấy, hoặc ai làm chứng."), field="proof")
    consents = Consent.objects.bulk_create(
        [
            Consent(
                place=place,
                subject_name=_clean(name),
                contact=_clean(contact),
                purpose=_clean(purpose),
                way=way,
                proof=_clean(proof),
                given_on=given_on,
                recorded_by=by,
                recorded_at=at,
            )
            for place, name, contact in subjects
        ]
    )
    first = consents[0]
    record("privacy.consents.given", by=by, about=first, at=at, path=first.place.path, detail={"rows": len(consents)})
    return consents


@transaction.atomic
def withdraw_consent(*, consent_id: int, on: date, by: Person, scope: Scope, at: datetime) -> Consent:
    """The citizen no longer agrees. What was done before stands; from this day nothing more is."""
    consent: Consent = (
        Consent.objects.visible_to(scope).select_for_update(of=("self",)).select_related("place").get(pk=consent_id)
    )
    if not scope.holds(*queries.CONSENT_TAKERS, at_place=consent.place.path):
        raise Refusal(_("Chỉ ghi sự đồng ý ở nơi mình phụ trách."))
    if consent.withdrawn_on is not None:
        raise Refusal(_("Sự đồng ý này đã rút lại rồi."))
    if not consent.given_on <= on <= localdate(at):
        raise Refusal(_("Ngày rút lại từ ngày đồng ý đến hôm nay."), field="on")
    consent.withdrawn_on, consent.withdrawn_by = on, by
    consent.save(update_fields=["withdrawn_on", "withdrawn_by"])
    record("privacy.consent.withdrawn", by=by, about=consent, at=at, path=consent.place.path)
    return consent


def forget_consents(*, consents: Collection[int], by: Person, at: datetime) -> None:
    """Consents that were recorded by mistake, with the list that brought them: their names go at once, that one was
    recorded stands. The caller leaves the audit line of what was taken back."""
    Consent.objects.filter(pk__in=consents).update(
        subject_name=FORGOTTEN,
        contact="",
        forgotten_at=at,
        withdrawn_on=Greatest(F("given_on"), Value(localdate(at))),
        withdrawn_by=by,
    )


@transaction.atomic
def forget_expired(*, at: datetime) -> dict[str, int]:
    """What was kept long enough loses its names, once a day: withdrawn consents, finished requests, messages that
    left. Counts stand."""
    today = localdate(at)
    if not claim_due(FORGET, today, at):
        return {}
    keep = {row.rule: timedelta(days=row.keep_days) for row in queries.activities_on(today) if row.rule}
    gone = {"subject_name": FORGOTTEN, "contact": "", "forgotten_at": at}
    consents = Consent.objects.filter(withdrawn_on__lt=today - keep["consents"], forgotten_at=None)
    requests = SubjectRequest.objects.filter(
        received_on__lt=today - keep["requests"],
        state__in=[RequestState.DONE, RequestState.REFUSED],
        forgotten_at=None,
    )
    done = {
        "consents": consents.update(**gone, proof=""),
        "requests": requests.update(**gone, person=None, text="", answer="", outcome=""),
        "messages": forget_old(before=at - keep["messages"], at=at),
    }
    finish_due(FORGET, today, at)
    if (first := Consent.objects.filter(forgotten_at=at).first()) and done["consents"]:
        record("privacy.consents.forgotten", by=None, about=first, at=at, detail=done)
    if (one := SubjectRequest.objects.filter(forgotten_at=at).first()) and done["requests"]:
        record("privacy.requests.forgotten", by=None, about=one, at=at, detail=done)
    if (old := Message.objects.filter(forgotten_at=at).first()) and done["messages"]:
        record("privacy.messages.forgotten", by=None, about=old, at=at, detail=done)
    return done


@transaction.atomic
def record_breach(
    *,
    place: Place,
    what: str,
    subjects: str,
    what_data: str,
    known_at: datetime,
    by: Person,
    scope: Scope,
    at: datetime,
    how_many: int | None = None,
    happened_on: date | None = None,
    measures: str = "",
) -> Breach:
    """Write a breach of personal data down as soon as it is known; its clock runs from ``known_at``.

    Whoever answers for the place and the province are told at once.
    """
    if not scope.holds(*queries.HANDLERS, at_place=place.path):
        raise Refusal(_("Chỉ ghi sự cố ở nơi mình phụ trách."), field="place")
    if known_at > at:
        raise Refusal(_("Lúc biết ở tương lai. Ghi lúc đã biết."), field="known_at")
    if happened_on and happened_on > localdate(known_at):
        raise Refusal(_("Ngày xảy ra không được sau lúc biết."), field="happened_on")
    for field, text in (("what", what), ("subjects", subjects), ("what_data", what_data)):
        if not _clean(text):
            raise Refusal(_("Không để trống."), field=field)
    breach: Breach = Breach.objects.create(
        place=place,
        what=nfc(what).strip(),
        subjects=_clean(subjects),
        how_many=how_many,
        data=_clean(what_data),
        happened_on=happened_on,
        known_at=known_at,
        measures=nfc(measures).strip(),
        recorded_by=by,
        recorded_at=at,
    )
    record("privacy.breach.recorded", by=by, about=breach, at=at, path=place.path)
    tell(
        persons=[one for one in queries.to_be_told(place, on=localdate(at)) if one.pk != by.pk],
        code="privacy.breach",
        key=f"privacy.breach.{breach.pk}",
        title=_("Sự cố dữ liệu cá nhân ở %(place)s") % {"place": place},
        at=at,
        address=reverse("privacy:breach", args=[breach.pk]),
        place=place,
    )
    return breach


def _open_breach(breach_id: int, scope: Scope) -> Breach:
    rows = Breach.objects.visible_to(scope).select_for_update(of=("self",)).select_related("place")
    breach: Breach = rows.get(pk=breach_id)
    if not scope.holds(*queries.HANDLERS, at_place=breach.place.path):
        raise Refusal(_("Chỉ ghi sự cố ở nơi mình phụ trách."))
    if breach.closed_at is not None:
        raise Refusal(_("Sự cố này đã kết thúc."))
    return breach


@transaction.atomic
def report_breach(
    *,
    breach_id: int,
    reported_at: datetime,
    reported_to: str,
    report_number: str,
    late_reason: str,
    by: Person,
    scope: Scope,
    at: datetime,
) -> Breach:
    """Note when and to whom the breach was reported; after its time only with the reason."""
    breach = _open_breach(breach_id, scope)
    if breach.reported_at is not None:
        raise Refusal(_("Đã ghi lần báo trước đó."))
    if not breach.known_at <= reported_at <= at:
        raise Refusal(_("Lúc báo nằm giữa lúc biết và bây giờ."), field="reported_at")
    if not _clean(reported_to):
        raise Refusal(_("Ghi cơ quan đã nhận thông báo."), field="reported_to")
    if rules.is_late(queries.period_of(breach), breach.known_at, reported_at) and not _clean(late_reason):
        raise Refusal(_("Báo sau hạn: ghi lý do báo chậm."), field="late_reason")
    breach.reported_at, breach.reported_to = reported_at, _clean(reported_to)
    breach.report_number, breach.late_reason = _clean(report_number), _clean(late_reason)
    breach.save(update_fields=["reported_at", "reported_to", "report_number", "late_reason"])
    record("privacy.breach.reported", by=by, about=breach, at=at, path=breach.place.path)
    return breach


@transaction.atomic
def close_breach(*, breach_id: int, subjects_told: str, outcome: str, by: Person, scope: Scope, at: datetime) -> Breach:
    """The breach is over: what was done about it, and how those affected were told."""
    breach = _open_breach(breach_id, scope)
    if breach.reported_at is None:
        raise Refusal(_("Ghi việc báo cơ quan có thẩm quyền trước khi kết thúc."))
    for field, text in (("subjects_told", subjects_told), ("outcome", outcome)):
        if not _clean(text):
            raise Refusal(_("Không để trống."), field=field)
    breach.subjects_told, breach.outcome, breach.closed_at = nfc(subjects_told).strip(), nfc(outcome).strip(), at
    breach.save(update_fields=["subjects_told", "outcome", "closed_at"])
    record("privacy.breach.closed", by=by, about=breach, at=at, path=breach.place.path)
    return breach
