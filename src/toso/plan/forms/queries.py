"""What is asked about forms, and the sentences in which their faults are told."""

import csv
import io
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Count, Exists, OuterRef, Q, QuerySet, Subquery
from django.urls import reverse
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from toso.ground.people.rules import Role
from toso.ground.places.models import Place as Unit
from toso.ground.places.rules import Level
from toso.ground.shared.jobs import Found, Job
from toso.ground.shared.scope import Scope
from toso.ground.shared.text import fold
from toso.plan.forms.models import Form, Opening, Submission, Version
from toso.plan.forms.rules.answers import day_of, values_at
from toso.plan.forms.rules.faults import Fault, FaultKind, Place
from toso.plan.forms.rules.states import SubmissionState

SHOWN_AT_ONCE = 20
REVIEWERS = (Role.COMMUNE_OFFICIAL, Role.COMMUNE_LEADER, Role.PROVINCE_OFFICER)
KEEPERS = (Role.PROVINCE_OFFICER, Role.COMMUNE_LEADER, Role.COMMUNE_OFFICIAL)
SENTENCES = {
    FaultKind.NOT_A_FORM: _("Đây không phải bảng tính XLSForm (.xlsx, .xls, .ods) hay XForm (.xml) đọc được."),
    FaultKind.TOO_LARGE: _("Biểu mẫu lớn hơn mức đọc được (20 MB, giải nén 200 MB)."),
    FaultKind.NO_SURVEY_SHEET: _("Không có trang tính “survey”. Các trang đang có: %(said)s."),
    FaultKind.NO_QUESTION: _("Chưa có câu hỏi nào."),
    FaultKind.DOUBLE_HEADER: _("Cột “%(said)s” xuất hiện hai lần. Hãy đổi tên hoặc xoá một cột."),
    FaultKind.SAME_COLUMN: _("“%(said)s” và “%(other)s” là hai tên của cùng một cột. Hãy giữ một cột."),
    FaultKind.MISSING_COLUMN: _("Thiếu cột “%(said)s”."),
    FaultKind.NO_TYPE: _("Dòng có tên hoặc nhãn nhưng chưa có kiểu (type)."),
    FaultKind.UNKNOWN_TYPE: _("Không có kiểu câu hỏi “%(said)s”."),
    FaultKind.NO_NAME: _("Câu hỏi kiểu “%(said)s” chưa có tên (name)."),
    FaultKind.BAD_NAME: _(
        "Tên “%(said)s” không dùng được: bắt đầu bằng chữ cái hoặc dấu gạch dưới, sau đó là chữ, số, “_”, “-”, “.”."
    ),
    FaultKind.DOUBLE_NAME: _("Tên “%(said)s” đã dùng ở dòng %(other)s trong cùng nhóm."),
    FaultKind.RESERVED_NAME: _("Tên “%(said)s” dành riêng cho hệ thống."),
    FaultKind.NO_LIST: _("Câu chọn chưa ghi tên danh sách: viết “%(said)s ten_danh_sach”."),
    FaultKind.UNKNOWN_LIST: _("Không có danh sách lựa chọn “%(said)s” ở trang “choices”."),
    FaultKind.CHOICE_WITHOUT_NAME: _("Lựa chọn chưa có tên (name)."),
    FaultKind.CHOICE_WITHOUT_LIST: _("Lựa chọn chưa thuộc danh sách nào (list_name)."),
    FaultKind.CHOICE_WITH_SPACE: _(
        "Câu chọn nhiều dùng danh sách “%(other)s” có lựa chọn “%(said)s” chứa dấu cách. Hãy bỏ dấu cách trong tên."
    ),
    FaultKind.DOUBLE_CHOICE: _("Lựa chọn “%(said)s” có hai lần trong danh sách “%(other)s”."),
    FaultKind.NO_CALCULATION: _("Câu kiểu calculate chưa có công thức (calculation)."),
    FaultKind.END_WITHOUT_BEGIN: _("“%(said)s” không khớp với nhóm nào đang mở."),
    FaultKind.BEGIN_WITHOUT_END: _("“%(said)s” chưa được đóng."),
    FaultKind.BAD_REFERENCE: _("Tham chiếu phải viết dạng ${ten_cau_hoi}: “%(said)s”."),
    FaultKind.UNKNOWN_REFERENCE: _("Không có câu hỏi “%(said)s”."),
    FaultKind.DOUBLE_REFERENCE: _("Có nhiều câu hỏi tên “%(said)s”, không rõ nói câu nào. Hãy đặt tên khác nhau."),
    FaultKind.NOT_YES_OR_NO: _("Chỉ nhận “yes”, “no” hoặc một biểu thức, đang ghi “%(said)s”."),
    FaultKind.BAD_EXPRESSION: _("Biểu thức viết sai cú pháp: “%(said)s”."),
    FaultKind.UNKNOWN_FUNCTION: _("Không có hàm “%(said)s()”."),
    FaultKind.WRONG_ARGUMENTS: _("Hàm “%(said)s()” không nhận số giá trị như đã ghi (cần %(other)s)."),
    FaultKind.DECIDES_ITSELF: _("Câu hỏi quyết định chính nó có hiện hay không, nên không bao giờ hiện: %(said)s."),
    FaultKind.TOO_DEEP: _("Các nhóm lồng nhau quá sâu (hơn %(said)s tầng)."),
    FaultKind.CYCLE: _("Các câu hỏi quyết định lẫn nhau thành vòng, không câu nào tính được: %(said)s."),
    FaultKind.UNKNOWN_PART: _(
        "Cột “part” chỉ nhận “place” (nơi làm việc) hoặc “day” (ngày làm việc), không nhận “%(said)s”."
    ),
    FaultKind.CONVERTER: _("Bộ chuyển đổi không nhận: %(said)s"),
    FaultKind.NOT_XML: _("Không phải XML hợp lệ: %(said)s"),
    FaultKind.FORBIDDEN_XML: _("Biểu mẫu khai báo DTD hoặc thực thể; vì an toàn, hãy bỏ phần “<!DOCTYPE …>”."),
    FaultKind.NOT_XFORM: _("Đây là XML nhưng không phải XForm: cần h:html gồm h:head/model và h:body."),
    FaultKind.NO_INSTANCE: _("Mô hình chưa có phần dữ liệu (instance)."),
    FaultKind.TWO_MODELS: _("Biểu mẫu có hơn một mô hình (model); chỉ nhận một."),
    FaultKind.TWO_ROOTS: _("Phần dữ liệu (instance) chính phải có đúng một phần tử gốc."),
    FaultKind.DOUBLE_NODE: _("Ô dữ liệu “%(said)s” có nhiều lần mà không phải nhóm lặp."),
    FaultKind.UNKNOWN_ELEMENT: _("Không có kiểu câu hỏi hay phần tử “%(said)s”."),
    FaultKind.CHOICE_WITHOUT_VALUE: _("Lựa chọn chưa có giá trị (value)."),
    FaultKind.FOREIGN_SOURCE: _("Nguồn dữ liệu “%(said)s” không nằm trong tệp kèm theo biểu mẫu (jr://…)."),
    FaultKind.NO_FORM_ID: _("Phần dữ liệu chính chưa có mã biểu mẫu (thuộc tính id)."),
    FaultKind.BIND_WITHOUT_NODESET: _("Phần tử bind chưa chỉ ra ô dữ liệu (nodeset)."),
    FaultKind.BIND_TO_NOTHING: _("bind chỉ tới “%(said)s”, không có trong phần dữ liệu."),
    FaultKind.DOUBLE_BIND: _("“%(said)s” có hai phần tử bind."),
    FaultKind.CONTROL_WITHOUT_REF: _("Câu hỏi chưa chỉ ra ô dữ liệu (ref)."),
    FaultKind.CONTROL_TO_NOTHING: _("Câu hỏi chỉ tới “%(said)s”, không có trong phần dữ liệu."),
    FaultKind.UNKNOWN_TEXT: _("Không có đoạn chữ “%(said)s” trong itext."),
    FaultKind.UNKNOWN_INSTANCE: _("Không có nguồn dữ liệu instance('%(said)s')."),
    FaultKind.DOUBLE_INSTANCE: _("Nguồn dữ liệu “%(said)s” khai báo hai lần."),
    FaultKind.NO_CHOICES: _("Câu chọn chưa có lựa chọn nào."),
}


def sentence(fault: Fault) -> str:
    """A fault in one sentence, without its place."""
    return str(SENTENCES[fault.kind]) % {"said": fault.said, "other": fault.other}


def whereabouts(place: Place) -> str:
    """A place in words: sheet, row and column of a workbook, or element and line of an XForm; empty when unknown."""
    parts = []
    if place.sheet:
        parts.append(_("trang %(sheet)s") % {"sheet": place.sheet})
    if place.row:
        parts.append(_("dòng %(row)s") % {"row": place.row})
    if place.letter:
        parts.append(_("cột %(letter)s (%(column)s)") % {"letter": place.letter, "column": place.column})
    elif place.column:
        parts.append(_("cột %(column)s") % {"column": place.column})
    if place.line:
        parts.append(_("dòng %(row)s") % {"row": place.line})
    if place.element:
        parts.append(_("phần tử %(element)s") % {"element": place.element})
    return ", ".join(str(part) for part in parts)


def told(fault: Fault) -> str:
    """A fault with its place, as one line."""
    place = whereabouts(fault.place)
    return f"{place}: {sentence(fault)}" if place else sentence(fault)


def version_named(form_id: str, version: str) -> Version | None:
    """A version that was published once, so that what was filled in on an old one is still taken."""
    return (
        Version.objects.filter(form__form_id=form_id, version=version, published_at__isnull=False)
        .select_related("form")
        .defer("source")
        .first()
    )


def forms_open_to(scope: Scope) -> QuerySet[Form]:
    """The forms that somebody may fill: those with a published version, opened where they work or above it."""
    return Form.objects.filter(Exists(_openings(scope).filter(form=OuterRef("pk")))).order_by("title", "pk")


def open_among(form_ids: Collection[int], scope: Scope) -> set[int]:
    """Those of these forms that somebody may fill."""
    return set(_openings(scope).filter(form__in=form_ids).values_list("form_id", flat=True))


def _openings(scope: Scope) -> QuerySet[Opening]:
    above = Q(pk__in=[])
    for root in scope.place_roots:
        steps = root.split(".")[:-1]
        above |= Q(place__path__in=[".".join(steps[: count + 1]) + "." for count in range(len(steps))])
        above |= Q(place__path__startswith=root)
    found: QuerySet[Opening] = Opening.objects.filter(above, closed_at__isnull=True)
    return found


def published_versions(scope: Scope) -> QuerySet[Version]:
    """The version that phones get of each form that somebody may fill."""
    return (
        Version.objects.filter(form__in=forms_open_to(scope), published_at__isnull=False, retired_at__isnull=True)
        .select_related("form")
        .order_by("form__title", "pk")
    )


def hamlets_of(scope: Scope) -> QuerySet[Unit]:
    """The hamlets of somebody's scope that stand today, by name: the list that a form may offer as `hamlets.csv`."""
    return Unit.objects.visible_to(scope).filter(level=Level.HAMLET, valid_until__isnull=True).order_by("sort_key")


def hamlets_csv(scope: Scope) -> bytes:
    """Those hamlets as the file `hamlets.csv`, by which a form offers them."""
    written = io.StringIO()
    rows = csv.writer(written, lineterminator="\n")
    rows.writerow(["name", "label"])
    rows.writerows((hamlet.code, f"{hamlet.kind} {hamlet.name}") for hamlet in hamlets_of(scope))
    return written.getvalue().encode()


def returned_to(person_id: int) -> QuerySet[Submission]:
    """The submissions that somebody has to mend."""
    return Submission.objects.filter(sent_by=person_id, state=SubmissionState.HAS_ISSUES)


def forms_seen(scope: Scope) -> QuerySet[Form]:
    """The forms kept inside a scope, or open to it; with how many submissions of the scope wait for a look."""
    waiting = (
        Submission.objects.visible_to(scope)
        .filter(form=OuterRef("pk"), state__in=[SubmissionState.RECEIVED, SubmissionState.EDITED])
        .order_by()
        .values("form")
        .annotate(count=Count("pk"))
        .values("count")
    )
    return (
        Form.objects.filter(Q(pk__in=Form.objects.visible_to(scope)) | Q(pk__in=forms_open_to(scope)))
        .annotate(waiting=Subquery(waiting))
        .select_related("place")
        .order_by("title", "pk")
    )


def submissions_of(form: Form, scope: Scope) -> QuerySet[Submission]:
    return Submission.objects.visible_to(scope).filter(form=form)


KINDS = {
    "select1": _("chọn một"),
    "select": _("chọn nhiều"),
    "rank": _("xếp hạng"),
    "upload": _("tệp hoặc ảnh"),
    "trigger": _("đánh dấu đã đọc"),
    "range": _("thước số"),
    "calculate": _("tự tính"),
}
TYPES = {
    "int": _("số nguyên"),
    "integer": _("số nguyên"),
    "decimal": _("số lẻ"),
    "date": _("ngày"),
    "time": _("giờ"),
    "dateTime": _("ngày giờ"),
    "geopoint": _("vị trí"),
    "geotrace": _("đường đi"),
    "geoshape": _("khu đất"),
    "barcode": _("mã vạch"),
}


def kind_words(question: Mapping[str, Any]) -> str:
    """What kind of answer a question takes, in words."""
    return str(KINDS.get(question["kind"]) or TYPES.get(question["type"]) or _("chữ"))


@dataclass(frozen=True)
class Line:
    """One question as a person reads it: what was asked, what was answered."""

    label: str
    answers: list[str]


def lines_of(version: Version, answers: Mapping[str, Any]) -> list[Line]:
    """The answers of a filled form in the order of its questions, choices in words; what was not asked is left out."""
    lines = []
    for question in version.questions:
        held = list(values_at(answers, question["path"]))
        if not held or not (question["label"] or question["kind"] != "calculate"):
            continue
        choices = question["choices"]
        if question["type"] == "date":
            held = [f"{day:%d/%m/%Y}" if (day := day_of(each)) else each for each in held]
        if choices:
            held = [", ".join(choices.get(word, word) for word in each.split()) for each in held]
        lines.append(Line(question["label"] or question["path"], held))
    return lines


def _forms_waiting(scope: Scope) -> list[Any]:
    seen: QuerySet[Any] = forms_seen(scope)
    return [form for form in seen if form.waiting]


def _waiting_words(form: Any) -> str:
    """How many submissions of a form, as `forms_seen` counts them, wait for a look."""
    return ngettext("%(n)s phiếu chờ xem", "%(n)s phiếu chờ xem", form.waiting) % {"n": form.waiting}


def jobs(*, scope: Scope, person_id: int, at: datetime) -> list[Job]:  # noqa: ARG001 the shape of every room's answer
    """For “Việc của tôi”: what was given back to this person to mend, and forms with submissions to look at."""
    given_back = returned_to(person_id).select_related("form", "place").order_by("-pk")[:SHOWN_AT_ONCE]
    found = [
        Job(
            key=f"forms.returned.{submission.pk}",
            title=submission.form.title,
            detail=gettext("Phiếu ở %(place)s ngày %(day)s bị trả lại")
            % {"place": submission.place, "day": f"{submission.day:%d/%m/%Y}"},
            address=reverse("forms:submission", args=[submission.pk]),
            act=gettext("Xem lý do"),
            icon="clipboard-x",
            is_returned=True,
        )
        for submission in given_back
    ]
    if scope.holds(*REVIEWERS):
        found += [
            Job(
                key=f"forms.review.{form.pk}",
                title=form.title,
                detail=_waiting_words(form),
                address=reverse("forms:submissions", args=[form.pk]),
                act=gettext("Xem phiếu"),
                icon="clipboard-list",
            )
            for form in _forms_waiting(scope)
        ]
    return found


def found(*, text: str, scope: Scope, limit: int) -> list[Found]:
    """Forms by title or id, without diacritics."""
    words = fold(text).split()
    hits = [form for form in forms_seen(scope) if all(word in fold(f"{form.title} {form.form_id}") for word in words)]
    return [
        Found(kind="forms", label=form.title, address=reverse("forms:form", args=[form.pk]), detail=form.form_id)
        for form in hits[:limit]
    ]
