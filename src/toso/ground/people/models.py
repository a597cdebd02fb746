from typing import ClassVar

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import RangeOperators
from django.db import models
from django.db.models import F, Func, Value
from django.db.models.functions import Coalesce, Lower
from django.utils.translation import gettext_lazy as _

from toso.ground.people.rules import Role
from toso.ground.places.models import Place
from toso.ground.shared.scope import ScopedQuerySet

ROLES = {
    Role.ADMINISTRATOR: _("Quản trị hệ thống"),
    Role.PROVINCE_OFFICER: _("Cơ quan thường trực cấp tỉnh"),
    Role.PROVINCE_VIEWER: _("Lãnh đạo, theo dõi cấp tỉnh"),
    Role.COMMUNE_LEADER: _("Lãnh đạo UBND cấp xã"),
    Role.COMMUNE_OFFICIAL: _("Công chức cấp xã"),
    Role.TEAM_LEADER: _("Tổ trưởng"),
    Role.TEAM_MEMBER: _("Thành viên tổ"),
    Role.YOUTH_UNION: _("Đoàn Thanh niên"),
    Role.PARTNER: _("Đơn vị cử người, đối tác"),
    Role.AUDITOR: _("Kiểm tra, giám sát"),
}


class OrganisationQuerySet(ScopedQuerySet):
    organisation_path = "path"


OrganisationManager = models.Manager.from_queryset(OrganisationQuerySet)


class Organisation(models.Model):
    """A body of the state, a mass organisation, a school or a company, in a dated tree of its own.

    Days are half-open, as for places. ``symbol`` is the mark in document numbers (05/QĐ-UBND: UBND).
    """

    code = models.CharField(_("Mã"), max_length=40, unique=True)
    name = models.CharField(_("Tên"), max_length=200)
    short_name = models.CharField(_("Tên gọi tắt"), max_length=80, blank=True)
    kind = models.CharField(_("Loại"), max_length=30)
    symbol = models.CharField(_("Ký hiệu văn bản"), max_length=30, blank=True)
    parent = models.ForeignKey("self", on_delete=models.PROTECT, null=True, blank=True, related_name="children")
    path = models.CharField(max_length=120, unique=True)
    place = models.ForeignKey(Place, on_delete=models.PROTECT, null=True, blank=True, related_name="organisations")
    search = models.CharField(max_length=400)
    sort_key = models.CharField(max_length=900, db_collation="C")
    valid_from = models.DateField()
    valid_until = models.DateField(null=True, blank=True)
    basis = models.CharField(max_length=200, blank=True)
    is_sample = models.BooleanField(default=False)

    objects = OrganisationManager()

    class Meta:
        indexes = [models.Index(fields=["path"], name="organisation_path_prefix", opclasses=["varchar_pattern_ops"])]

    def __str__(self) -> str:
        return self.name


class OrganisationVersion(models.Model):
    """What an organisation was called and where it belonged in one span of days."""

    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="versions")
    valid_from = models.DateField()
    valid_until = models.DateField(null=True, blank=True)
    name = models.CharField(max_length=200)
    parent = models.ForeignKey(Organisation, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    basis = models.CharField(max_length=200, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["organisation", "valid_from"], name="organisation_version_once_per_day")
        ]


class OrganisationSuccession(models.Model):
    """An ended organisation and the one that took over its work."""

    predecessor = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="successions")
    successor = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="inheritances")
    on = models.DateField()
    basis = models.CharField(max_length=200, blank=True)


class Duty(models.Model):
    """A standing duty and the organisation or level that carries it in a span of days.

    So a duty of the district in 2022 is routed to today's actor by data, not by code.
    """

    code = models.CharField(max_length=60)
    name = models.CharField(_("Nhiệm vụ"), max_length=250)
    organisation = models.ForeignKey(
        Organisation, on_delete=models.PROTECT, null=True, blank=True, related_name="duties"
    )
    level = models.CharField(max_length=8, blank=True)  # carried by every body of this level, when no organisation
    valid_from = models.DateField()
    valid_until = models.DateField(null=True, blank=True)
    basis = models.CharField(max_length=200, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["code", "valid_from"], name="duty_once_per_day")]


class Person(models.Model):
    """Somebody who works in the programme. Citizens who are helped are counted, not registered."""

    name = models.CharField(_("Họ và tên"), max_length=120)
    salutation = models.CharField(_("Xưng hô"), max_length=10, blank=True)  # ông, bà, anh, chị
    phone = models.CharField(_("Điện thoại"), max_length=20, blank=True)
    email = models.EmailField(_("Thư điện tử"), blank=True)
    search = models.CharField(max_length=200)
    sort_key = models.CharField(max_length=500, db_collation="C")
    is_sample = models.BooleanField(default=False)
    restricted_since = models.DateField(null=True)  # the data are only kept: not searched, not called, not written to

    class Meta:
        indexes = [models.Index(fields=["sort_key"], name="person_by_given_name")]

    def __str__(self) -> str:
        return self.name


def _point(value: models.expressions.Combinable) -> Func:
    """A number as a range of itself: lets an exclusion constraint compare it without btree_gist."""
    return Func(value, value, Value("[]"), function="int8range")


class AssignmentQuerySet(ScopedQuerySet):
    organisation_path = "organisation__path"


AssignmentManager = models.Manager.from_queryset(AssignmentQuerySet)


class Assignment(models.Model):
    """A person holds a role over a place or an organisation, from a day until before another day."""

    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="assignments")
    role = models.CharField(_("Vai trò"), max_length=20, choices=ROLES)
    place = models.ForeignKey(Place, on_delete=models.PROTECT, null=True, blank=True, related_name="assignments")
    organisation = models.ForeignKey(
        Organisation, on_delete=models.PROTECT, null=True, blank=True, related_name="assignments"
    )
    title = models.CharField(_("Chức danh"), max_length=120, blank=True)
    starts_on = models.DateField(_("Từ ngày"))
    ends_on = models.DateField(_("Đến trước ngày"), null=True, blank=True)
    decision_number = models.CharField(_("Số quyết định"), max_length=60, blank=True)

    objects = AssignmentManager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(place__isnull=False) | models.Q(organisation__isnull=False),
                name="assignment_is_over_a_place_or_an_organisation",
            ),
            models.CheckConstraint(
                condition=models.Q(ends_on__isnull=True) | models.Q(ends_on__gt=models.F("starts_on")),
                name="assignment_ends_after_it_begins",
            ),
            ExclusionConstraint(
                name="assignment_is_not_held_twice",
                expressions=[
                    (_point(F("person")), RangeOperators.OVERLAPS),
                    (
                        _point(Func(F("role"), function="hashtext", output_field=models.IntegerField())),
                        RangeOperators.OVERLAPS,
                    ),
                    (_point(Coalesce(F("place"), 0)), RangeOperators.OVERLAPS),
                    (_point(Coalesce(F("organisation"), 0)), RangeOperators.OVERLAPS),
                    (Func(F("starts_on"), F("ends_on"), function="daterange"), RangeOperators.OVERLAPS),
                ],
            ),
        ]


class AccountManager(BaseUserManager["Account"]):
    def get_by_natural_key(self, username: str | None) -> "Account":
        return self.get(username__iexact=username)


class Account(AbstractBaseUser):
    """How a person logs in. Rights come from assignments alone."""

    username = models.CharField(_("Tên đăng nhập"), max_length=60, unique=True)
    person = models.OneToOneField(Person, on_delete=models.PROTECT, related_name="account")
    email = models.EmailField(_("Thư điện tử"), blank=True)
    is_active = models.BooleanField(default=True)
    theme = models.CharField(_("Nền hiển thị"), max_length=10, default="light")
    language = models.CharField(_("Ngôn ngữ"), max_length=5, default="vi")
    created_at = models.DateTimeField(auto_now_add=True)

    USERNAME_FIELD = "username"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = []

    objects = AccountManager()

    class Meta:
        constraints = [models.UniqueConstraint(Lower("username"), name="account_username_once")]

    def __str__(self) -> str:
        return self.username

    def choose_display(self, *, theme: str, language: str) -> None:
        """Keep how this person likes to see the pages. No audit line: nothing but their own view changes."""
        self.theme, self.language = theme, language
        self.save(update_fields=["theme", "language"])


class Invitation(models.Model):
    """A link that lets a named person choose a password once. Only the digest of its secret is kept."""

    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="invitations")
    digest = models.CharField(max_length=64, unique=True)
    invited_by = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, related_name="+")
    created_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    accepted_at = models.DateTimeField(null=True)
    revoked_at = models.DateTimeField(null=True)
