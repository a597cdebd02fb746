from typing import Any

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from toso.ground.people.models import Person
from toso.ground.places.models import Place
from toso.ground.shared.scope import ScopedQuerySet
from toso.work.allowance.rules import DayKind, DaySource, Item, LineState, ListState, Method

ITEMS = {
    Item.DAILY: _("Phụ cấp lưu trú"),
    Item.ISLAND: _("Phụ cấp lưu trú ở biển, đảo"),
    Item.SAME_DAY: _("Đi về trong ngày"),
    Item.LODGING: _("Khoán phòng nghỉ"),
    Item.MONTHLY: _("Khoán tháng"),
}
DAY_KINDS = {
    DayKind.STAY: _("Ở lại"),
    DayKind.ISLAND: _("Ở biển, đảo"),
    DayKind.SAME_DAY: _("Đi về trong ngày"),
}
DAY_SOURCES = {
    DaySource.LOG: _("Có nhật ký"),
    DaySource.ARRIVAL: _("Ngày đi đường đến, xã đã tiếp nhận"),
    DaySource.RETURN: _("Ngày đi đường về, đã kết thúc đợt"),
    DaySource.HAND: _("Ghi tay"),
}
METHODS = {Method.DAYS: _("Theo ngày"), Method.MONTHLY: _("Khoán tháng")}
LIST_STATES = {
    ListState.DRAFT: _("Đang soát"),
    ListState.CLOSED: _("Đã chốt chi"),
    ListState.CANCELLED: _("Đã huỷ"),
}
LINE_STATES = {
    LineState.OPEN: _("Chờ soát"),
    LineState.CHECKED: _("Đã soát"),
    LineState.STRUCK: _("Bị gạch"),
}
DONG: dict[str, Any] = {"max_digits": 12, "decimal_places": 0}


class Rate(models.Model):
    """One cell of the dated table of allowances; ``amount`` is empty where no document here tells it."""

    item = models.CharField(max_length=10, choices=ITEMS)
    amount = models.DecimalField(null=True, **DONG)
    basis = models.CharField(max_length=200)
    note = models.CharField(max_length=300, blank=True)
    valid_from = models.DateField()
    valid_until = models.DateField(null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["item", "valid_from"], name="rate_once_a_day")]

    def __str__(self) -> str:
        return str(ITEMS[Item(self.item)])


class PlacedQuerySet(ScopedQuerySet):
    """By the place of the body that pays."""


PlacedManager = models.Manager.from_queryset(PlacedQuerySet)


class PaidDayQuerySet(ScopedQuerySet):
    """By the place of the body that pays, not by where the day was worked."""

    place_path = "line__list__place__path"


PaidDayManager = models.Manager.from_queryset(PaidDayQuerySet)


class PaymentList(models.Model):
    """Who is paid for which worked days, by which decision; checked line by line by another than its maker."""

    place = models.ForeignKey(Place, on_delete=models.PROTECT, related_name="+")  # of the body that pays
    label = models.CharField(_("Đợt"), max_length=120)
    decision_number = models.CharField(_("Số quyết định cử đi"), max_length=60)
    decided_on = models.DateField(_("Ngày ký"))
    method = models.CharField(_("Cách chi"), max_length=8, choices=METHODS, default=Method.DAYS)
    state = models.CharField(max_length=10, choices=LIST_STATES, default=ListState.DRAFT)
    reason = models.CharField(max_length=300, blank=True)  # why it was cancelled
    by_hand = models.CharField(_("Vì sao ghi tay"), max_length=300, blank=True)  # where days were typed
    made_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    recorded_at = models.DateTimeField()
    closed_by = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, related_name="+")
    closed_at = models.DateTimeField(null=True)
    is_sample = models.BooleanField(default=False)

    objects = PlacedManager()

    def __str__(self) -> str:
        return self.label


class PaymentLine(models.Model):
    """One person of a list. ``amount`` is what is paid; ``computed`` what the table gives, empty where it is silent."""

    list = models.ForeignKey(PaymentList, on_delete=models.PROTECT, related_name="lines")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    computed = models.DecimalField(null=True, **DONG)
    unknown_days = models.PositiveSmallIntegerField(default=0)
    amount = models.DecimalField(null=True, **DONG)
    reason = models.CharField(max_length=300, blank=True)  # why it was set by hand, or struck
    state = models.CharField(max_length=8, choices=LINE_STATES, default=LineState.OPEN)
    checked_by = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, related_name="+")
    checked_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["list", "person"], name="person_stands_once_in_a_list"),
            models.CheckConstraint(
                condition=~Q(state=LineState.CHECKED) | Q(amount__isnull=False), name="checked_line_has_its_amount"
            ),
        ]


class PaidDay(models.Model):
    """One worked day of a line. While it stands, no other list pays that person for that day."""

    line = models.ForeignKey(PaymentLine, on_delete=models.PROTECT, related_name="days")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    place = models.ForeignKey(Place, on_delete=models.PROTECT, related_name="+")
    day = models.DateField()
    kind = models.CharField(max_length=8, choices=DAY_KINDS)
    is_lodged = models.BooleanField(default=False)
    source = models.CharField(max_length=8, choices=DAY_SOURCES, blank=True)  # empty: drawn up before it was kept
    address = models.CharField(max_length=200, blank=True)  # of the evidence
    allowance = models.DecimalField(null=True, **DONG)
    lodging = models.DecimalField(null=True, **DONG)
    stands = models.BooleanField(default=True)

    objects = PaidDayManager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["person", "day"], condition=Q(stands=True), name="day_is_paid_once")
        ]
