"""What the rooms below offer to "Việc của tôi" and to the search. A plain dictionary each, room by room."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime
from functools import partial

from django.db.models import Q, QuerySet
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from toso.ground.notices import queries as notices
from toso.ground.people import queries as people
from toso.ground.people.actions import Forget
from toso.ground.places import queries as places
from toso.ground.places.models import Place
from toso.ground.privacy import queries as privacy
from toso.ground.shared.jobs import Found, Job
from toso.ground.shared.scope import Scope
from toso.ground.shared.text import fold
from toso.plan.forms import queries as forms
from toso.plan.programme import queries as programme
from toso.plan.programme.queries import proposals
from toso.plan.teams import queries as teams
from toso.plan.teams.actions import PassOn
from toso.results.kpi.queries import jobs as kpi
from toso.results.reporting.actions.handover import pass_reports_on
from toso.results.reporting.queries import jobs as reporting
from toso.results.reporting.queries import plans, reports
from toso.work.assessment.queries import jobs as assessment
from toso.work.assessment.queries.cores import Learned
from toso.work.campaign.queries import jobs as campaign
from toso.work.helpdesk import queries as helpdesk
from toso.work.helpdesk.actions import pass_difficulties_on
from toso.work.helpdesk.actions.forgetting import forget_requests_of
from toso.work.outreach.queries import jobs as outreach
from toso.work.outreach.queries import records
from toso.work.registry.queries import register as registry
from toso.work.supervision import queries as supervision
from toso.work.training.queries import jobs as training
from toso.work.training.queries.sessions import attended_by

JOBS: dict[str, Callable[..., list[Job]]] = {
    "reporting": reporting.jobs,
    "helpdesk": helpdesk.jobs,
    "kpi": kpi.jobs,
    "programme": programme.jobs,
    "forms": forms.jobs,
    "proposals": proposals.jobs,
    "plans": plans.jobs,
    "teams": teams.jobs,
    "notices": notices.jobs,
    "privacy": privacy.jobs,
    "outreach": outreach.jobs,
    "registry": registry.jobs,
    "supervision": supervision.jobs,
    "training": training.jobs,
    "campaign": campaign.jobs,
    "assessment": assessment.jobs,
}

ROOMS: dict[str, tuple[str | Promise, str]] = {
    "places": (_("Địa bàn"), "map-pin"),
    "people": (_("Người, cơ quan"), "user"),
    "teams": (_("Tổ"), "users"),
    "forms": (_("Biểu mẫu"), "clipboard-list"),
    "reporting": (_("Báo cáo"), "file-text"),
    "helpdesk": (_("Vướng mắc"), "message-report"),
    "kpi": (_("KPI"), "star"),
    "outreach": (_("Bản ghi"), "pencil"),
    "registry": (_("Sổ hộ"), "home"),
    "notices": (_("Thông báo"), "speakerphone"),
    "supervision": (_("Kiểm tra, giám sát"), "list-check"),
    "training": (_("Tập huấn"), "calendar"),
    "campaign": (_("Chiến dịch"), "target"),
    "assessment": (_("Đánh giá xã"), "clipboard-list"),
    "programme": (_("Chỉ tiêu, văn bản"), "target"),
}

WIDER = 5  # several words: so many times more hits are looked at, as each word may match alone

FOUND: dict[str, Callable[..., list[Found]]] = {
    "places": places.found,
    "people": people.found,
    "forms": forms.found,
    "teams": teams.found,
    "reporting": reporting.found,
    "helpdesk": helpdesk.found,
    "kpi": kpi.found,
    "programme": programme.found,
    "outreach": outreach.found,
    "registry": registry.found,
    "notices": notices.found,
    "supervision": supervision.found,
    "training": training.found,
    "campaign": campaign.found,
    "assessment": assessment.found,
}


def jobs(scope: Scope, *, at: datetime) -> list[Job]:
    """Everything this person has to do, from every room."""
    return [job for offer in JOBS.values() for job in offer(scope=scope, person_id=scope.person_id, at=at)]


@dataclass(frozen=True, slots=True)
class Hits:
    label: str | Promise
    icon: str
    found: list[Found]


def found(text: str, scope: Scope, *, limit: int) -> list[Hits]:
    """The hits of every room that has any, at most ``limit`` from each; those that hold the words together first."""
    phrase = fold(text)
    hits = []
    for room, search in FOUND.items():
        if " " not in phrase or room == "places":  # places ask for the words side by side themselves, in every name
            some = search(text=text, scope=scope, limit=limit)
        else:
            some = sorted(search(text=text, scope=scope, limit=limit * WIDER), key=partial(_apart, phrase))[:limit]
        if some:
            hits.append(Hits(*ROOMS[room], some))
    return hits


def _apart(phrase: str, hit: Found) -> int:
    """0: the name holds the words side by side; 1: what stands beside it does; 2: the words stand apart."""
    together = [f" {phrase}" in f" {fold(str(words))}" for words in (hit.label, hit.detail)]
    return together.index(True) if True in together else len(together)


WHAT_MOVES: dict[str, Callable[[QuerySet[Place]], dict[str, int]]] = {
    "teams": teams.kept_at,
    "people": people.kept_at,
    "outreach": records.kept_at,
    "registry": registry.kept_at,
    "helpdesk": helpdesk.kept_at,
    "supervision": supervision.kept_at,
    "training": training.kept_at,
    "campaign": campaign.kept_at,
    "assessment": assessment.kept_at,
    "programme": programme.kept_at,
    "reporting": reports.kept_at,
}

MOVING_WORDS: dict[str, str | Promise] = {
    "teams": _("Tổ đang hoạt động"),
    "members": _("Thành viên tổ"),
    "assignments": _("Phân công người theo địa bàn"),
    "records": _("Bản ghi hướng dẫn"),
    "registrants": _("Hộ, cơ sở trong sổ"),
    "difficulties": _("Vướng mắc chưa kết thúc"),
    "devices": _("Thiết bị, đường truyền trong sổ"),
    "service_points": _("Trung tâm, điểm phục vụ có giờ mở cửa"),
    "findings": _("Phát hiện qua kiểm tra chưa khắc phục"),
    "sessions": _("Buổi tập huấn sắp tới"),
    "deployments": _("Người đang được cử về hỗ trợ"),
    "studies": _("Đợt đánh giá xã"),
    "targets": _("Chỉ tiêu đã giao"),
    "denominators": _("Mẫu số đã ghi"),
    "drafts": _("Báo cáo còn dự thảo"),
}


def what_moves(affected: Iterable[Place]) -> list[tuple[str | Promise, int]]:
    """How much every room keeps at these units and below them: what goes along when they change."""
    inside = Q(pk__in=[])
    for place in affected:
        inside |= Q(path__startswith=place.path)
    units = Place.objects.filter(inside)
    counts: dict[str, int] = {}
    for counted in WHAT_MOVES.values():
        counts |= counted(units)
    return [(words, counts[code]) for code, words in MOVING_WORDS.items()]


def classes_attended(person_id: int) -> list[Learned]:
    """The classes that a person attended, for the page of a core person."""
    return [
        Learned(session.day, session.course.title, reverse("training:session", args=[session.pk]))
        for session in attended_by(person_id)
    ]


# What a new team leader takes over from the former one, room by room.
PASS_ON: tuple[PassOn, ...] = (pass_reports_on, pass_difficulties_on)

# What of an erased person stands outside the room of people, room by room.
FORGET: tuple[Forget, ...] = (forget_requests_of,)


@dataclass(frozen=True, slots=True)
class Naming:
    """What a table says of a person. ``is_about``: the rows are about the person and are shown whole; else the
    person only acted in them, they may be about others, and are shown by place and day alone."""

    label: str | Promise
    is_about: bool = False


# Every table with a person in it. A guard fails when one is missing: whoever asks for their data gets all of it.
NAMES_A_PERSON: dict[str, Naming] = {
    "people.Account": Naming(_("Tài khoản"), True),
    "people.Assignment": Naming(_("Vai trò"), True),
    "people.Invitation": Naming(_("Lời mời"), True),
    "teams.Membership": Naming(_("Thành viên tổ"), True),
    "teams.Decision": Naming(_("Quyết định về tổ đã dự thảo")),
    "teams.Wish": Naming(_("Nguyện vọng đã gửi"), True),
    "teams.Nomination": Naming(_("Giới thiệu thành viên đã gửi, đã trả lời")),
    "teams.Proposal": Naming(_("Đề xuất của tổ đã gửi, đã trả lời")),
    "teams.Confirmation": Naming(_("Xác nhận danh sách tổ đã ghi")),
    "teams.FollowUp": Naming(_("Đôn đốc tổ đã ghi")),
    "notices.Notice": Naming(_("Tin báo"), True),
    "notices.Recipient": Naming(_("Thông báo đã nhận"), True),
    "notices.Announcement": Naming(_("Thông báo đã soạn")),
    "notices.SocialGroup": Naming(_("Nhóm mạng xã hội đã ghi")),
    "outreach.Share": Naming(_("Phần tham gia công việc"), True),
    "outreach.Record": Naming(_("Bản ghi công việc đã ghi, đã sửa")),
    "outreach.Batch": Naming(_("Bảng công việc đã nhập")),
    "outreach.Photo": Naming(_("Ảnh đã thêm")),
    "outreach.Draft": Naming(_("Nội dung đang gõ dở"), True),
    "registry.Registrant": Naming(_("Hộ, cơ sở đã ghi vào sổ")),
    "registry.Answer": Naming(_("Câu trả lời đã ghi trong sổ hộ")),
    "registry.Change": Naming(_("Thay đổi đã ghi trong sổ hộ")),
    "registry.Merge": Naming(_("Hai dòng sổ hộ đã gộp")),
    "registry.Distinct": Naming(_("Hai dòng sổ hộ đã xem là khác nhau")),
    "registry.Grouping": Naming(_("Tiêu chí nhóm hộ đã đặt")),
    "registry.Adjustment": Naming(_("Hộ đã xếp lại nhóm")),
    "registry.ElectronicArea": Naming(_("Khu dân cư điện tử đã công nhận")),
    "helpdesk.Ticket": Naming(_("Vướng mắc, yêu cầu đã nêu, được giao")),
    "helpdesk.Letter": Naming(_("Thư điện tử đã gửi đến bàn hỗ trợ"), True),
    "helpdesk.Attachment": Naming(_("Tệp đã kèm vào yêu cầu")),
    "helpdesk.Round": Naming(_("Lần rà soát mạng, máy tính đã ghi")),
    "helpdesk.Batch": Naming(_("Danh sách yêu cầu đã nhập")),
    "helpdesk.Shift": Naming(_("Ca trực"), True),
    "helpdesk.CannedAnswer": Naming(_("Câu mẫu đã thêm")),
    "helpdesk.Article": Naming(_("Bài hướng dẫn đã viết, đã duyệt")),
    "helpdesk.Cooperation": Naming(_("Đề nghị phối hợp đã gửi, đã trả lời")),
    "helpdesk.ServicePoint": Naming(_("Nơi tiếp dân đã thêm")),
    "helpdesk.OpeningHours": Naming(_("Giờ tiếp dân đã ghi")),
    "helpdesk.Device": Naming(_("Thiết bị đã ghi vào sổ")),
    "helpdesk.DeviceStep": Naming(_("Thay đổi của thiết bị đã ghi")),
    "helpdesk.Step": Naming(_("Bước xử lý vướng mắc")),
    "supervision.Checklist": Naming(_("Bảng kiểm đã lập")),
    "supervision.Inspection": Naming(_("Cuộc kiểm tra phụ trách")),
    "supervision.Inspection_members": Naming(_("Cuộc kiểm tra tham gia")),
    "supervision.Finding": Naming(_("Kết luận kiểm tra đã ghi")),
    "supervision.Step": Naming(_("Bước xử lý kết luận kiểm tra")),
    "supervision.Evidence": Naming(_("Bằng chứng đã thêm")),
    "supervision.Opinion": Naming(_("Ý kiến chuyên môn đã hỏi, đã cho")),
    "allowance.PaymentList": Naming(_("Danh sách chi đã lập, đã chốt")),
    "allowance.PaymentLine": Naming(_("Dòng chi công tác phí"), True),
    "allowance.PaidDay": Naming(_("Ngày công tác được chi"), True),
    "assessment.Study": Naming(_("Đợt đánh giá xã đã mở")),
    "assessment.Answer": Naming(_("Mục đánh giá xã đã ghi")),
    "assessment.Core": Naming(_("Hạt nhân công nghệ"), True),
    "assessment.CoreCheck": Naming(_("Lần xem hạt nhân công nghệ đã ghi")),
    "assessment.DigitalPost": Naming(_("Vị trí công nghệ đã khai")),
    "assessment.Holding": Naming(_("Vị trí công nghệ đã giữ"), True),
    "reporting.Report": Naming(_("Báo cáo đã nộp, đã nhận")),
    "reporting.Cell": Naming(_("Ô báo cáo đã sửa")),
    "reporting.CellReturn": Naming(_("Ô báo cáo đã trả lại, đã trả lời")),
    "reporting.Section": Naming(_("Mục báo cáo đã viết")),
    "reporting.Quote": Naming(_("Ý đã đưa vào báo cáo")),
    "reporting.Event": Naming(_("Bước của báo cáo")),
    "reporting.Paper": Naming(_("Bản in đã thêm")),
    "reporting.Ranking": Naming(_("Xếp hạng đã công bố")),
    "reporting.Receipt": Naming(_("Biên nhận báo cáo đã lưu")),
    "training.Course": Naming(_("Khoá học đã soạn")),
    "training.Proposal": Naming(_("Đề nghị mở lớp đã gửi hoặc trả lời")),
    "training.Session": Naming(_("Buổi học đã mở")),
    "training.Session_trainers": Naming(_("Buổi học đã giảng"), True),
    "training.Registration": Naming(_("Đăng ký học"), True),
    "training.Attendance": Naming(_("Buổi học đã dự"), True),
    "training.Question": Naming(_("Câu hỏi đã soạn")),
    "training.Attempt": Naming(_("Bài kiểm tra đã làm"), True),
    "training.PracticeMark": Naming(_("Việc tự làm được"), True),
    "training.Recheck": Naming(_("Kết quả kiểm tra lại kỹ năng"), True),
    "training.Certificate": Naming(_("Giấy chứng nhận tập huấn"), True),
    "training.Completion": Naming(_("Khoá tự học đã hoàn thành"), True),
    "training.HeadCount": Naming(_("Số người học đã ghi")),
    "training.TrainedSpan": Naming(_("Nội dung đã được tập huấn"), True),
    "campaign.Campaign": Naming(_("Chiến dịch đã soạn")),
    "campaign.Regulation": Naming(_("Quy chế đã soạn")),
    "campaign.Acknowledgement": Naming(_("Quy chế đã đọc"), True),
    "campaign.Wave": Naming(_("Đợt hỗ trợ phụ trách")),
    "campaign.Need": Naming(_("Nhu cầu của xã đã đăng ký")),
    "campaign.SendingList": Naming(_("Danh sách người đã gửi")),
    "campaign.Candidate": Naming(_("Tên trong danh sách cử đi"), True),
    "campaign.Deployment": Naming(_("Lần được cử về xã"), True),
    "campaign.MissionReport": Naming(_("Báo cáo của đợt hỗ trợ đã soạn")),
    "campaign.Endorsement": Naming(_("Ý kiến về báo cáo đợt hỗ trợ")),
    "campaign.Appraisal": Naming(_("Nhận xét lẫn nhau sau đợt hỗ trợ")),
    "campaign.Commendation": Naming(_("Đề nghị khen thưởng đã gửi, đã quyết định")),
    "campaign.ConductCase": Naming(_("Sự việc kỷ luật đã báo, đã kết luận")),
    "reporting.Feedback": Naming(_("Thông báo kết quả đã gửi")),
    "programme.Denominator": Naming(_("Mẫu số đã ghi")),
    "programme.Exclusion": Naming(_("Quyết định không tính vào mẫu số")),
    "programme.TargetDecision": Naming(_("Quyết định chỉ tiêu đã dự thảo")),
    "programme.Plan": Naming(_("Kế hoạch năm đã lập")),
    "programme.PlanLine": Naming(_("Dòng kế hoạch được phân công, đã ghi")),
    "programme.PlanFactor": Naming(_("Yếu tố kế hoạch đã ghi")),
    "programme.Proposal": Naming(_("Đề xuất chỉ tiêu, nhiệm vụ")),
    "kpi.Post": Naming(_("Vị trí việc làm"), True),
    "kpi.Substitute": Naming(_("Thay thế chấm điểm"), True),
    "kpi.OwnRules": Naming(_("Bộ tiêu chí của đơn vị đã nhập")),
    "kpi.OutsideResult": Naming(_("Kết quả KPI nhận từ nơi khác"), True),
    "kpi.Finding": Naming(_("Kỷ luật, kết luận liên quan xếp loại"), True),
    "kpi.YearMeeting": Naming(_("Cuộc họp xếp loại năm")),
    "kpi.WrongManager": Naming(_("Báo sai người quản lý"), True),
    "kpi.Leave": Naming(_("Ngày nghỉ"), True),
    "kpi.Catalogue": Naming(_("Danh mục sản phẩm đã soạn, đã duyệt")),
    "kpi.Proposal": Naming(_("Đề xuất sản phẩm"), True),
    "kpi.Sheet": Naming(_("Phiếu đánh giá tháng"), True),
    "kpi.Line": Naming(_("Việc đã giao, đã nghiệm thu")),
    "kpi.Update": Naming(_("Cập nhật công việc"), True),
    "kpi.Cause": Naming(_("Nguyên nhân khách quan đã nêu, đã xét")),
    "kpi.Step": Naming(_("Bước của phiếu đánh giá")),
    "kpi.Complaint": Naming(_("Kiến nghị về đánh giá"), True),
    "kpi.YearDecision": Naming(_("Quyết định xếp loại đã ban hành")),
    "kpi.BodyYear": Naming(_("Xếp loại tập thể đã quyết định")),
    "kpi.YearSheet": Naming(_("Phiếu đánh giá năm"), True),
    "forms.Form": Naming(_("Biểu khảo sát đã lập")),
    "forms.Version": Naming(_("Phiên bản biểu đã nạp")),
    "forms.Submission": Naming(_("Phiếu đã gửi")),
    "forms.Content": Naming(_("Nội dung phiếu đã gửi")),
    "forms.Review": Naming(_("Phiếu đã xét")),
    "sync.PhoneKey": Naming(_("Máy đã nối"), True),
    "sync.Pairing": Naming(_("Mã ghép điện thoại"), True),
    "sync.Item": Naming(_("Mục đã gửi từ điện thoại")),
    "sync.Upload": Naming(_("Tệp gửi từ điện thoại")),
    "sync.Rescue": Naming(_("Yêu cầu cứu dữ liệu điện thoại đã duyệt")),
    "console.Upload": Naming(_("Tệp đã nạp")),
    "console.AnsweredForm": Naming(_("Lần gửi trong bảy ngày")),
    "privacy.SubjectRequest": Naming(_("Yêu cầu về dữ liệu cá nhân")),
    "privacy.Breach": Naming(_("Sự cố dữ liệu cá nhân")),
    "privacy.Consent": Naming(_("Sự đồng ý đã ghi")),
}
