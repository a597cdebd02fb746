"""The words of the trail: what a code means to a reader."""

from datetime import date

from django import template
from django.utils.functional import Promise
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from toso.ground.audit.models import Entry

register = template.Library()

ACTS: dict[str, str | Promise] = {
    "forms.form.opened": _("mở biểu mẫu cho các nơi"),
    "forms.submission.approved": _("duyệt phiếu"),
    "forms.submission.edited": _("gửi lại phiếu đã sửa"),
    "forms.submission.note": _("ghi chú vào phiếu"),
    "forms.submission.received": _("gửi phiếu"),
    "forms.submission.reopened": _("bỏ duyệt phiếu"),
    "forms.submission.returned": _("trả lại phiếu"),
    "forms.version.published": _("công bố biểu mẫu"),
    "forms.version.uploaded": _("tải biểu mẫu lên"),
    "sync.key.issued": _("tạo khoá điện thoại"),
    "sync.key.revoked": _("thu hồi khoá điện thoại"),
    "helpdesk.difficulty.raised": _("nêu vướng mắc"),
    "helpdesk.difficulty.escalated": _("chuyển vướng mắc lên cấp trên"),
    "helpdesk.difficulty.forwarded": _("chuyển vướng mắc cho đơn vị khác"),
    "helpdesk.difficulty.answered": _("trả lời vướng mắc"),
    "helpdesk.difficulty.reopened": _("hỏi lại vướng mắc"),
    "helpdesk.difficulty.passed_on": _("chuyển vướng mắc cho tổ trưởng mới"),
    "helpdesk.difficulty.closed": _("kết thúc vướng mắc"),
    "notices.announcement.acknowledged": _("xác nhận thông báo"),
    "notices.announcement.made": _("gửi thông báo"),
    "notices.announcement.reminded": _("nhắc xác nhận thông báo"),
    "notices.announcement.withdrawn": _("thu hồi thông báo"),
    "notices.group.closed": _("đóng nhóm mạng xã hội"),
    "notices.group.kept": _("ghi nhóm mạng xã hội"),
    "notices.group.updated": _("sửa nhóm mạng xã hội"),
    "console.upload.looked": _("xem trước một tệp nhập"),
    "console.upload.taken": _("nhập dữ liệu từ một tệp"),
    "console.upload.undone": _("hoàn tác một lần nhập từ tệp"),
    "console.upload.dropped": _("bỏ một tệp chờ nhập"),
    "kpi.catalogue.approved": _("phê duyệt danh mục KPI"),
    "kpi.catalogue.drafted": _("lập bản danh mục KPI"),
    "kpi.catalogue.filled": _("nhập danh mục KPI"),
    "kpi.cause.asked": _("xin xác nhận nguyên nhân khách quan"),
    "kpi.cause.decided": _("trả lời xin xác nhận khách quan"),
    "kpi.complaint.answered": _("trả lời kiến nghị KPI"),
    "kpi.complaint.made": _("gửi kiến nghị KPI"),
    "kpi.evidence.taken": _("nhận bản ghi làm kết quả KPI"),
    "kpi.leave.noted": _("ghi đợt nghỉ"),
    "kpi.line.decided": _("nghiệm thu một việc KPI"),
    "kpi.line.handed_over": _("chuyển việc KPI"),
    "kpi.line.noted": _("ghi việc phát sinh"),
    "kpi.line.updated": _("ghi kết quả việc KPI"),
    "kpi.line.withdrawn": _("rút việc KPI"),
    "kpi.lines.accepted": _("duyệt nhiều việc KPI"),
    "kpi.lines.assigned": _("giao việc KPI"),
    "kpi.manager.answered": _("trả lời báo sai người quản lý"),
    "kpi.manager.disputed": _("báo sai người quản lý"),
    "kpi.month.closed": _("khoá tháng KPI"),
    "kpi.month.notified": _("thông báo kết quả KPI"),
    "kpi.month.opened": _("mở tháng KPI"),
    "kpi.month.taken_over": _("nhận cả tháng KPI"),
    "kpi.person.transferred": _("chuyển công tác"),
    "kpi.post.given": _("ghi vị trí chấm KPI"),
    "kpi.product.dropped": _("bỏ sản phẩm khỏi danh mục nháp"),
    "kpi.proposal.answered": _("trả lời đề xuất danh mục"),
    "kpi.proposal.made": _("đề xuất đưa việc vào danh mục"),
    "kpi.setting.changed": _("đổi cách chấm KPI"),
    "kpi.sheet.changed": _("sửa phiếu KPI"),
    "kpi.sheet.excluded": _("ghi tháng KPI không tính"),
    "kpi.sheet.replaced": _("mở phiếu KPI theo kiến nghị"),
    "kpi.sheet.returned": _("trả lại phiếu KPI"),
    "kpi.sheet.self_scored": _("tự chấm KPI"),
    "kpi.sheet.unlocked": _("mở khoá phiếu KPI"),
    "kpi.sheets.confirmed": _("xác nhận KPI tháng"),
    "kpi.substitute.named": _("cử người chấm tạm thời"),
    "kpi.task.split": _("chia việc dài theo tháng"),
    "outreach.batch.recorded": _("ghi một bảng công việc"),
    "outreach.batch.undone": _("hoàn tác một bảng công việc"),
    "outreach.photo.added": _("thêm ảnh vào bản ghi"),
    "outreach.photo.removed": _("gỡ ảnh khỏi bản ghi"),
    "outreach.record.corrected": _("sửa bản ghi công việc"),
    "outreach.record.linked": _("nối hai bản ghi cùng một việc"),
    "outreach.record.looked_at": _("xem xét bản ghi bị lưu ý"),
    "outreach.record.recorded": _("ghi công việc"),
    "outreach.record.restored": _("khôi phục bản ghi công việc"),
    "outreach.record.withdrawn": _("rút bản ghi công việc"),
    "people.account.entered": _("đăng nhập"),
    "people.account.locked": _("khoá tài khoản"),
    "people.account.opened": _("mở tài khoản"),
    "people.account.second_factor_reset": _("bỏ mã xác thực cũ"),
    "people.account.sessions_ended": _("đăng xuất ở những nơi khác"),
    "people.account.unlocked": _("mở khoá tài khoản"),
    "people.assignment.ended": _("kết thúc vai trò"),
    "people.assignment.given": _("giao vai trò"),
    "people.duty.routed": _("chuyển nhiệm vụ thường xuyên"),
    "people.invitation.accepted": _("nhận lời mời"),
    "people.invitation.made": _("mời"),
    "people.invitation.revoked": _("thu hồi lời mời"),
    "people.organisation.created": _("thêm đơn vị"),
    "people.organisation.renamed": _("đổi tên đơn vị"),
    "people.organisation.succeeded": _("chuyển giao đơn vị"),
    "people.organisations.loaded": _("nạp danh mục đơn vị"),
    "people.person.corrected": _("sửa thông tin một người"),
    "people.person.created": _("thêm người"),
    "people.person.erased": _("xoá thông tin một người"),
    "people.persons.enrolled": _("nhận một danh sách người"),
    "places.country.imported": _("nạp danh mục hành chính"),
    "places.history.imported": _("nạp các đơn vị hành chính cũ"),
    "places.hamlets.created": _("thêm thôn, tổ dân phố"),
    "places.place.created": _("thêm đơn vị hành chính"),
    "places.place.merged": _("sáp nhập đơn vị hành chính"),
    "places.place.moved": _("chuyển đơn vị hành chính"),
    "places.place.renamed": _("đổi tên đơn vị hành chính"),
    "places.place.split": _("chia đơn vị hành chính"),
    "programme.catalogue.loaded": _("nạp danh mục nhiệm vụ, chỉ tiêu, văn bản"),
    "programme.denominator.recorded": _("nhập mẫu số"),
    "programme.place.counted_again": _("tính lại một nơi vào mẫu số"),
    "programme.place.excluded": _("loại một nơi khỏi mẫu số"),
    "programme.factor.ended": _("thôi tính một yếu tố của kế hoạch"),
    "programme.factor.recorded": _("ghi một yếu tố của kế hoạch"),
    "programme.plan.drafted": _("soạn kế hoạch năm"),
    "programme.plan.issued": _("ban hành kế hoạch năm"),
    "programme.plan.set": _("đặt khối lượng của kế hoạch"),
    "programme.plan.shared_out": _("chia chỉ tiêu cho thôn và tháng"),
    "programme.platform.added": _("thêm nền tảng"),
    "programme.platform.changed": _("sửa thông tin nền tảng"),
    "programme.platform.ended": _("thôi hướng dẫn nền tảng"),
    "programme.procedures.loaded": _("nạp danh mục thủ tục hành chính"),
    "programme.proposal.decided": _("trả lời đề xuất"),
    "programme.proposal.sent": _("gửi đề xuất"),
    "programme.proposal.withdrawn": _("rút đề xuất"),
    "programme.proposals.taken": _("đưa đề xuất vào dự thảo"),
    "programme.targets.drafted": _("soạn quyết định giao chỉ tiêu"),
    "programme.targets.issued": _("ban hành quyết định giao chỉ tiêu"),
    "programme.targets.set": _("đặt chỉ tiêu"),
    "programme.targets.unset": _("hoàn tác lần đặt chỉ tiêu"),
    "reporting.cell.answered": _("trả lời ô bị trả lại"),
    "reporting.cell.corrected": _("sửa một ô của báo cáo"),
    "reporting.cell.correction_dropped": _("bỏ sửa một ô của báo cáo"),
    "reporting.cell.returned": _("trả lại một ô của báo cáo"),
    "reporting.difficulties.carried": _("đưa vướng mắc vào báo cáo"),
    "reporting.feedback.read": _("đọc nhận xét hằng tháng"),
    "reporting.feedback.sent": _("gửi nhận xét hằng tháng"),
    "reporting.late.reminded": _("nhắc báo cáo chậm"),
    "reporting.outline.revised": _("soạn bản mới của đề cương báo cáo"),
    "reporting.paper.attached": _("gắn bản đã ký"),
    "reporting.quote.dropped": _("bỏ đoạn trích"),
    "reporting.report.passed_on": _("chuyển báo cáo cho tổ trưởng mới"),
    "reporting.report.accepted": _("nhận báo cáo"),
    "reporting.report.amended": _("điều chỉnh báo cáo"),
    "reporting.report.consolidated": _("tổng hợp báo cáo"),
    "reporting.report.locked": _("khoá báo cáo"),
    "reporting.report.returned": _("trả lại báo cáo"),
    "reporting.report.submitted": _("gửi báo cáo"),
    "reporting.reports.accepted": _("nhận nhiều báo cáo"),
    "reporting.reports.taken_in": _("nhận nhiều báo cáo của tổ, có bản giấy nhập hộ"),
    "reporting.reports.drafted": _("lập nháp các báo cáo"),
    "reporting.section.quoted": _("trích lời của cấp dưới"),
    "reporting.section.written": _("viết phần lời của báo cáo"),
    "supervision.checklist.written": _("viết bảng kiểm"),
    "supervision.finding.answered": _("giải trình phát hiện"),
    "supervision.finding.closed": _("xác nhận đã khắc phục phát hiện"),
    "supervision.finding.extended": _("gia hạn khắc phục"),
    "supervision.finding.found": _("nêu phát hiện qua kiểm tra"),
    "supervision.finding.returned": _("yêu cầu khắc phục tiếp"),
    "supervision.inspection.cancelled": _("huỷ cuộc kiểm tra"),
    "supervision.inspection.concluded": _("kết thúc cuộc kiểm tra"),
    "supervision.inspection.planned": _("lập kế hoạch kiểm tra"),
    "supervision.opinion.asked": _("xin ý kiến chuyên môn"),
    "supervision.opinion.given": _("cho ý kiến chuyên môn"),
    "supervision.visit.moved": _("đổi ngày kiểm tra"),
    "supervision.visit.written": _("ghi biên bản kiểm tra"),
    "teams.decision.drafted": _("soạn quyết định về tổ"),
    "teams.decision.dropped": _("bỏ dự thảo quyết định về tổ"),
    "teams.decision.issued": _("ban hành quyết định về tổ"),
    "teams.decision.redrafted": _("sửa dự thảo quyết định về tổ"),
    "teams.nomination.declined": _("không nhận người được giới thiệu"),
    "teams.nomination.offered": _("giới thiệu người vào tổ"),
    "teams.nomination.taken": _("đưa người được giới thiệu vào dự thảo"),
    "teams.proposal.agreed": _("đồng ý đề xuất của tổ"),
    "teams.proposal.declined": _("từ chối đề xuất của tổ"),
    "teams.proposal.done": _("nhận điều kiện đã đề xuất"),
    "teams.proposal.made": _("đề xuất điều kiện cho tổ"),
    "teams.roster.confirmed": _("xác nhận danh sách tổ"),
    "teams.silence.followed_up": _("theo dõi tổ không có việc"),
    "teams.wish.answered": _("trả lời tâm tư"),
    "teams.wish.sent": _("gửi tâm tư"),
    "teams.rosters.taken_over": _("nhận danh sách thành viên các tổ"),
}

KINDS: dict[str, str | Promise] = {
    "helpdesk": _("vướng mắc"),
    "notices.socialgroup": _("nhóm mạng xã hội"),
    "notices": _("thông báo"),
    "kpi": _("KPI"),
    "outreach.batch": _("bảng nhập"),
    "outreach": _("bản ghi"),
    "people.account": _("tài khoản"),
    "people.organisation": _("đơn vị"),
    "people": _("nhân sự"),
    "places": _("địa bàn"),
    "programme.denominator": _("mẫu số"),
    "programme.legaldocument": _("văn bản"),
    "programme.plan": _("kế hoạch"),
    "programme.planfactor": _("yếu tố"),
    "programme.platform": _("nền tảng"),
    "programme.procedure": _("thủ tục hành chính"),
    "programme.proposal": _("đề xuất"),
    "programme.targetdecision": _("quyết định"),
    "programme": _("chỉ tiêu"),
    "reporting.feedback": _("nhận xét"),
    "reporting.period": _("kỳ"),
    "reporting": _("báo cáo"),
    "supervision.checklist": _("bảng kiểm"),
    "supervision.finding": _("phát hiện"),
    "supervision.opinion": _("ý kiến chuyên môn"),
    "supervision": _("kiểm tra"),
    "teams.decision": _("quyết định"),
    "teams.nomination": _("lời giới thiệu"),
    "teams.proposal": _("đề xuất"),
    "teams.wish": _("tâm tư"),
    "teams": _("tổ"),
}

# What the lines carry beside; a guard finds a name that has no word here.
DETAILS: dict[str, str | Promise] = {
    "line": _("Việc số"),
    "taken": _("Nhận vào danh mục"),
    "name": _("Tên"),
    "upheld": _("Kiến nghị đúng"),
    "sheets": _("Phiếu KPI"),
    "lines": _("Số việc"),
    "parts": _("Các phần"),
    "quantity": _("Số lượng"),
    "plan": _("Theo kế hoạch"),
    "rule_set": _("Bộ quy tắc"),
    "locked": _("Số phiếu đã khoá"),
    "policy": _("Tuỳ chọn"),
    "missing": _("Còn thiếu"),
    "mode": _("Cách làm"),
    "main": _("Vị trí chính"),
    "scorer": _("Người chấm"),
    "rank": _("Vị trí"),
    "confirmed": _("Được xác nhận"),
    "rows": _("số dòng"),
    "new": _("dòng mới"),
    "about": _("Về"),
    "added": _("Thêm"),
    "after": _("Sau"),
    "basis": _("Căn cứ"),
    "before": _("Trước"),
    "below": _("Số báo cáo cấp dưới"),
    "cell": _("Ô số"),
    "cells": _("Số ô"),
    "changed": _("Đã đổi"),
    "channel": _("Kênh"),
    "code": _("Mã"),
    "computed": _("Hệ thống tính"),
    "count": _("Số lượng"),
    "day": _("Ngày"),
    "difficulties": _("Vướng mắc số"),
    "reminded": _("Đã nhắc"),
    "reached": _("Đã gửi"),
    "level": _("Cấp"),
    "form": _("Biểu mẫu"),
    "digest": _("Mã băm"),
    "due": _("Hạn"),
    "ended": _("Đơn vị kết thúc, số"),
    "first": _("Ngày đầu"),
    "flags": _("Điều cần lưu ý"),
    "former": _("Người trước, số"),
    "from": _("Từ"),
    "gap": _("Chênh lệch"),
    "holder": _("Người giữ, số"),
    "kind": _("Loại"),
    "last": _("Ngày cuối"),
    "length": _("Số chữ"),
    "met": _("Số điều đạt"),
    "members": _("Số thành viên"),
    "not_met": _("Số điều chưa đạt"),
    "number": _("Số, ký hiệu"),
    "on": _("Từ ngày"),
    "on_time": _("Đúng hạn"),
    "organisation": _("Đơn vị số"),
    "other": _("Bản ghi kia, số"),
    "period": _("Kỳ"),
    "person": _("Người số"),
    "places": _("Nơi, số"),
    "previous": _("Bản trước, số"),
    "reason": _("Lý do"),
    "records": _("Số bản ghi"),
    "reports": _("Báo cáo số"),
    "role": _("Vai trò"),
    "section": _("Mục"),
    "source": _("Nguồn"),
    "state": _("Trạng thái"),
    "successor": _("Nơi, người tiếp nhận, số"),
    "successors": _("Đơn vị tiếp nhận, số"),
    "teams": _("Số tổ"),
    "to": _("Thành"),
    "told": _("Đã báo cho"),
    "until": _("Đến trước ngày"),
    "uuid": _("Mã bản ghi"),
    "value": _("Giá trị"),
    "version": _("Bản số"),
    "year": _("Năm"),
    "factor": _("Hệ số"),
    "part": _("Việc của kế hoạch"),
    "proposals": _("Đề xuất, số"),
}
MANY = 5
ISO_DAY = len("2026-11-21")


@register.filter
def act(entry: Entry) -> str:
    """What was done, in words; a code without words stands as it is, and a test finds it."""
    return str(ACTS.get(entry.code, entry.code))


@register.filter
def actor(entry: Entry) -> str:
    """Who did it: a name, the system, or somebody whose name was erased."""
    if entry.actor_id is None:
        return gettext("Hệ thống")
    return entry.actor_name or gettext("Người đã xoá số %(number)s") % {"number": entry.actor_id}


@register.filter
def about(entry: Entry) -> str:
    """What it was done to: its own word, or that of its room."""
    kind = entry.about_kind.lower()
    room = kind.split(".")[0]
    return f"{KINDS.get(kind) or KINDS.get(room, room)} {entry.about_id}"


@register.filter
def details(entry: Entry) -> list[tuple[str, str]]:
    """What the line carries beside, each with its word; a name without one stands as it is."""
    return [(str(DETAILS.get(name, name)), said(value)) for name, value in (entry.detail or {}).items()]


def said(value: object) -> str:
    """A value as a person would write it: days, yes and no, lists cut short."""
    if isinstance(value, bool):
        return gettext("có") if value else gettext("không")
    if value is None or value == "" or value == []:
        return "–"
    if isinstance(value, list):
        shown = ", ".join(said(one) for one in value[:MANY])
        more = len(value) - MANY
        return shown if more <= 0 else gettext("%(shown)s và %(more)s nữa") % {"shown": shown, "more": more}
    if isinstance(value, dict):
        return "; ".join(f"{DETAILS.get(name, name)}: {said(inner)}" for name, inner in value.items())
    return _day_or_text(str(value))


def _day_or_text(text: str) -> str:
    try:
        return f"{date.fromisoformat(text):%d/%m/%Y}" if len(text) == ISO_DAY else text
    except ValueError:
        return text
