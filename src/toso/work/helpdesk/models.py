from django.db import models
from django.utils.translation import gettext_lazy as _

from toso.ground.notices.models import CHANNELS
from toso.ground.people.models import Organisation, Person
from toso.ground.places.models import Place
from toso.ground.places.rules import Level
from toso.ground.shared.scope import ScopedQuerySet
from toso.plan.programme.models import Platform
from toso.work.helpdesk.rules import Category, CooperationState, DifficultyState, StepKind

DIFFICULTY_STATES = {
    DifficultyState.OPEN: _("Chờ trả lời"),
    DifficultyState.ESCALATED: _("Đã chuyển cấp trên"),
    DifficultyState.ANSWERED: _("Đã trả lời"),
    DifficultyState.CLOSED: _("Đã xong"),
}
STEP_KINDS = {
    StepKind.RAISED: _("Nêu vướng mắc"),
    StepKind.ESCALATED: _("Chuyển cấp trên"),
    StepKind.FORWARDED: _("Chuyển đơn vị chủ quản"),
    StepKind.ANSWERED: _("Trả lời"),
    StepKind.REOPENED: _("Hỏi lại"),
    StepKind.CLOSED: _("Kết thúc"),
}
COOPERATION_STATES = {
    CooperationState.ASKED: _("Chờ trả lời"),
    CooperationState.AGREED: _("Nhận phối hợp"),
    CooperationState.DECLINED: _("Không phối hợp được"),
    CooperationState.DONE: _("Đã phối hợp xong"),
}
HOLDER_LEVELS = {Level.HAMLET: _("Tổ"), Level.COMMUNE: _("Xã, phường, đặc khu"), Level.PROVINCE: _("Tỉnh")}
CATEGORIES = {
    Category.LOGIN: _("Đăng nhập Cổng dịch vụ công, VNeID"),
    Category.FORM_ERROR: _("Biểu mẫu điện tử báo lỗi"),
    Category.SYNCHRONISATION: _("Đồng bộ hồ sơ"),
    Category.PAYMENT: _("Thanh toán trực tuyến"),
    Category.SIGNATURE: _("Chữ ký số"),
    Category.ACCOUNT: _("Tài khoản, phân quyền"),
    Category.CITIZEN_GUIDANCE: _("Hướng dẫn người dân"),
    Category.TRAINING: _("Cần tập huấn"),
    Category.NETWORK: _("Mạng, đường truyền"),
    Category.COMPUTER: _("Máy tính"),
    Category.PRINTER: _("Máy in"),
    Category.SCANNER: _("Máy quét"),
    Category.QUEUE_MACHINE: _("Máy lấy số"),
    Category.DOCUMENT_SYSTEM: _("Hệ thống văn bản"),
    Category.KPI_SOFTWARE: _("Phần mềm đánh giá công việc"),
    Category.DATA: _("Dữ liệu, danh sách"),
    Category.POLICY: _("Chính sách, thủ tục"),
    Category.OTHER: _("Việc khác"),
}


class DifficultyQuerySet(ScopedQuerySet):
    organisation_path = "organisation__path"

    def unanswered(self) -> "DifficultyQuerySet":
        return self.filter(state__in=[DifficultyState.OPEN, DifficultyState.ESCALATED])


DifficultyManager = models.Manager.from_queryset(DifficultyQuerySet)


class Difficulty(models.Model):
    """Something that hinders the work, raised where it is felt and carried up until answered."""

    place = models.ForeignKey(Place, on_delete=models.PROTECT, related_name="difficulties")
    title = models.CharField(_("Vướng mắc"), max_length=200)
    text = models.TextField(_("Mô tả"), blank=True)
    category = models.CharField(_("Nhóm"), max_length=40, blank=True)
    platform = models.ForeignKey(Platform, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    state = models.CharField(_("Trạng thái"), max_length=10, choices=DIFFICULTY_STATES, default=DifficultyState.OPEN)
    holder_level = models.CharField(_("Đang ở cấp"), max_length=8, choices=HOLDER_LEVELS, default=Level.COMMUNE)
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, null=True, related_name="difficulties")
    raised_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    raised_on = models.DateField(_("Ngày nêu"))
    due_at = models.DateTimeField(_("Hạn trả lời"), null=True)
    answered_on = models.DateField(null=True)
    recorded_at = models.DateTimeField()
    superseded_at = models.DateTimeField(null=True)
    is_sample = models.BooleanField(default=False)

    objects = DifficultyManager()

    class Meta:
        indexes = [models.Index(fields=["state", "holder_level"], name="difficulty_by_state")]

    def __str__(self) -> str:
        return self.title


class Step(models.Model):
    """One thing that happened to a difficulty."""

    difficulty = models.ForeignKey(Difficulty, on_delete=models.PROTECT, related_name="steps")
    kind = models.CharField(max_length=10, choices=STEP_KINDS)
    text = models.TextField(blank=True)
    by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()


class CooperationQuerySet(ScopedQuerySet):
    organisation_path = "organisation__path"


CooperationManager = models.Manager.from_queryset(CooperationQuerySet)


class Cooperation(models.Model):
    """A team or a commune calls another body to take part (Plan 6863, IV.1.d); its answer has a clock.

    A body without an account answers by telephone or on paper: the commune writes that down, and how it came.
    """

    place = models.ForeignKey(Place, on_delete=models.PROTECT, related_name="+")
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    title = models.CharField(_("Đề nghị phối hợp"), max_length=200)
    text = models.TextField(_("Nội dung"), blank=True)
    needed_on = models.DateField(_("Cần vào ngày"), null=True)
    state = models.CharField(max_length=8, choices=COOPERATION_STATES, default=CooperationState.ASKED)
    asked_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    asked_at = models.DateTimeField()
    due_at = models.DateTimeField()
    answer = models.TextField(_("Trả lời"), blank=True)
    channel = models.CharField(max_length=8, choices=CHANNELS, blank=True)
    answered_by = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, related_name="+")
    answered_at = models.DateTimeField(null=True)
    is_sample = models.BooleanField(default=False)

    objects = CooperationManager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(state=CooperationState.ASKED) | ~models.Q(answer=""),
                name="answered_cooperation_has_words",
            )
        ]

    def __str__(self) -> str:
        return self.title
