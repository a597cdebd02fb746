from django.db import models
from django.utils.translation import gettext_lazy as _

from toso.ground.people.models import Person
from toso.ground.places.models import Place
from toso.ground.privacy.rules import WAITING, RequestState, Way
from toso.ground.shared.scope import ScopedQuerySet

STATES = {
    RequestState.RECEIVED: _("Chờ trả lời"),
    RequestState.ACCEPTED: _("Đã nhận, đang làm"),
    RequestState.REFUSED: _("Không thực hiện"),
    RequestState.DONE: _("Đã làm xong"),
}
WAYS = {
    Way.PAPER: _("Giấy có chữ ký"),
    Way.SPOKEN: _("Lời nói, có người làm chứng"),
    Way.ONLINE: _("Trực tuyến"),
    Way.ACCOUNT: _("Từ tài khoản của mình"),
}


class RequestQuerySet(ScopedQuerySet):
    def waiting(self) -> "RequestQuerySet":
        return self.filter(state__in=WAITING)


class SubjectRequest(models.Model):
    """What somebody asks about his or her own data: received, answered, done. The clocks follow from its kind."""

    person = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, related_name="data_requests")
    subject_name = models.CharField(_("Họ và tên"), max_length=120, blank=True)
    contact = models.CharField(_("Cách liên hệ"), max_length=120, blank=True)
    place = models.ForeignKey(Place, on_delete=models.PROTECT, related_name="data_requests")
    kind = models.CharField(_("Yêu cầu"), max_length=20)
    way = models.CharField(_("Cách gửi"), max_length=10, choices=WAYS)
    text = models.TextField(_("Nội dung"), blank=True)
    has_others = models.BooleanField(_("Có bên xử lý hoặc bên thứ ba"), default=False)
    received_on = models.DateField(_("Ngày nhận"))
    extended_days = models.PositiveSmallIntegerField(default=0)
    extension_reason = models.CharField(max_length=300, blank=True)
    state = models.CharField(_("Trạng thái"), max_length=10, choices=STATES, default=RequestState.RECEIVED.value)
    answer = models.TextField(_("Trả lời"), blank=True)
    answered_at = models.DateTimeField(null=True)
    outcome = models.TextField(_("Đã làm gì"), blank=True)
    done_at = models.DateTimeField(null=True)
    recorded_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    handled_by = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, related_name="+")
    forgotten_at = models.DateTimeField(null=True)

    objects = models.Manager.from_queryset(RequestQuerySet)()

    class Meta:
        indexes = [models.Index(fields=["state", "received_on"], name="data_request_by_state")]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(extended_days__lte=15), name="data_request_is_extended_by_15_days"
            ),
        ]

    @property
    def asked_by(self) -> str:
        """Who asks: of somebody of the programme the name as it stands now, erased when it was erased."""
        return self.person.name if self.person else self.subject_name


class Consent(models.Model):
    """A citizen's agreement to one purpose: when, how, before whom; and when it was withdrawn. Never by default."""

    place = models.ForeignKey(Place, on_delete=models.PROTECT, related_name="consents")
    subject_name = models.CharField(_("Họ và tên"), max_length=120)
    contact = models.CharField(_("Cách liên hệ"), max_length=120, blank=True)
    purpose = models.CharField(_("Mục đích"), max_length=300)
    way = models.CharField(_("Cách đồng ý"), max_length=10, choices=WAYS)
    proof = models.CharField(_("Chứng cứ"), max_length=300, blank=True)
    given_on = models.DateField(_("Ngày đồng ý"))
    recorded_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    recorded_at = models.DateTimeField()
    withdrawn_on = models.DateField(null=True)
    withdrawn_by = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, related_name="+")
    forgotten_at = models.DateTimeField(null=True)

    objects = models.Manager.from_queryset(ScopedQuerySet)()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(withdrawn_on__isnull=True) | models.Q(withdrawn_on__gte=models.F("given_on")),
                name="consent_is_withdrawn_after_it_was_given",
            )
        ]


class Breach(models.Model):
    """Personal data that went astray: what, whose, since when it is known, and when it was reported and told.

    What is known at first stays; what comes later is added. The clock runs from ``known_at``.
    """

    place = models.ForeignKey(Place, on_delete=models.PROTECT, related_name="breaches")
    what = models.CharField(_("Việc gì đã xảy ra"), max_length=1000)
    subjects = models.CharField(_("Dữ liệu của ai"), max_length=200)
    how_many = models.PositiveIntegerField(_("Khoảng bao nhiêu người"), null=True)
    data = models.CharField(_("Dữ liệu gì"), max_length=300)
    happened_on = models.DateField(_("Ngày xảy ra"), null=True)
    known_at = models.DateTimeField(_("Biết lúc"))
    measures = models.CharField(_("Đã làm gì ngay"), max_length=1000, blank=True)
    recorded_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    recorded_at = models.DateTimeField()
    reported_at = models.DateTimeField(_("Báo lúc"), null=True)
    reported_to = models.CharField(_("Báo cho cơ quan"), max_length=200, blank=True)
    report_number = models.CharField(_("Số văn bản"), max_length=60, blank=True)
    late_reason = models.CharField(_("Lý do báo chậm"), max_length=300, blank=True)
    subjects_told = models.CharField(_("Đã cho người bị ảnh hưởng biết thế nào"), max_length=500, blank=True)
    outcome = models.CharField(_("Đã khắc phục thế nào"), max_length=1000, blank=True)
    closed_at = models.DateTimeField(null=True)

    objects = models.Manager.from_queryset(ScopedQuerySet)()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(reported_at__isnull=True) | ~models.Q(reported_to=""),
                name="reported_breach_says_to_whom",
            ),
            models.CheckConstraint(
                condition=models.Q(closed_at__isnull=True) | models.Q(reported_at__isnull=False),
                name="breach_is_closed_after_it_was_reported",
            ),
        ]

    def __str__(self) -> str:
        return self.what[:80]
