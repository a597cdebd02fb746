from django.db import models
from django.utils.translation import gettext_lazy as _

from toso.ground.people.models import Organisation, Person
from toso.ground.people.rules import Role
from toso.ground.places.models import Place
from toso.ground.shared.scope import Scope, ScopedQuerySet, inside
from toso.plan.teams.rules import (
    DecisionKind,
    DecisionState,
    Demand,
    LeaderKind,
    MemberKind,
    MemberRole,
    NominationState,
    ProposalKind,
    ProposalState,
    TeamKind,
)

TEAM_KINDS = {
    TeamKind.COMMUNITY: _("Tổ công nghệ số cộng đồng"),
    TeamKind.SUPPORT: _("Tổ hỗ trợ"),
    TeamKind.RESPONSE: _("Tổ ứng cứu công nghệ và nghiệp vụ"),
}
MEMBER_ROLES = {
    MemberRole.LEADER: _("Tổ trưởng"),
    MemberRole.DEPUTY: _("Tổ phó"),
    MemberRole.MEMBER: _("Thành viên"),
}
MEMBER_KINDS = {
    MemberKind.YOUTH_UNION: _("Đoàn viên thanh niên"),
    MemberKind.FARMERS: _("Chi hội Nông dân"),
    MemberKind.WOMEN: _("Chi hội Phụ nữ"),
    MemberKind.POLICE: _("Công an viên"),
    MemberKind.OFFICIAL: _("Cán bộ"),
    MemberKind.TEACHER: _("Giáo viên"),
    MemberKind.VOLUNTEER: _("Cá nhân tình nguyện"),
    MemberKind.STUDENT: _("Sinh viên công nghệ thông tin"),
    MemberKind.ENTERPRISE: _("Nhân sự doanh nghiệp"),
}
LEADER_KINDS = {
    LeaderKind.YOUTH_SECRETARY: _("Bí thư Chi đoàn Thanh niên thôn"),
    LeaderKind.HAMLET_HEAD: _("Trưởng thôn, tổ trưởng tổ dân phố"),
    LeaderKind.RESPECTED_PERSON: _("Người có uy tín, am hiểu công nghệ thông tin"),
}
DECISION_KINDS = {
    DecisionKind.ESTABLISH: _("Thành lập"),
    DecisionKind.CHANGE: _("Thay đổi thành viên"),
    DecisionKind.DISSOLVE: _("Giải thể"),
}
DECISION_STATES = {
    DecisionState.DRAFT: _("Dự thảo"),
    DecisionState.ISSUED: _("Đã ban hành"),
    DecisionState.DROPPED: _("Đã bỏ"),
}
DEMANDS = {
    Demand.ONE_TEAM: _("Mỗi thôn, tổ dân phố có một tổ; ở đây đang có %(count)s."),
    Demand.AT_MOST_TEN: _("Tổ có nhiều nhất 10 thành viên; danh sách đang có %(count)s người."),
    Demand.ONE_LEADER: _("Tổ có đúng một tổ trưởng; danh sách đang có %(count)s."),
    Demand.LEADER_KIND: _(
        "Tổ trưởng phải là Bí thư Chi đoàn Thanh niên thôn, Trưởng thôn (tổ trưởng tổ dân phố) "
        "hoặc người có uy tín, am hiểu công nghệ thông tin."
    ),
    Demand.ONE_DEPUTY: _("Tổ có đúng một tổ phó; danh sách đang có %(count)s."),
    Demand.BASIC_IT: _("Tổ có ít nhất 2 người có chuyên môn cơ bản về công nghệ thông tin; đang có %(count)s."),
    Demand.BASIC_IT_SKILLS: _(
        "Hai người có chuyên môn cơ bản về công nghệ thông tin nên có năng lực sáng tạo, nhiệt huyết và kỹ năng "
        "tuyên truyền, hướng dẫn người dân; đang ghi đủ ba điều ấy: %(count)s người."
    ),
    Demand.YOUTH_CORE: _(
        "Lực lượng Đoàn Thanh niên chưa là nòng cốt: đang có %(count)s đoàn viên. "
        "Cách hiểu của hệ thống: Bí thư Chi đoàn là tổ trưởng, hoặc không thành phần nào đông hơn đoàn viên."
    ),
}


NOMINATION_STATES = {
    NominationState.OFFERED: _("Chờ xã quyết định"),
    NominationState.TAKEN: _("Đã đưa vào dự thảo"),
    NominationState.DECLINED: _("Không nhận"),
}
PROPOSAL_KINDS = {
    ProposalKind.EQUIPMENT: _("Thiết bị"),
    ProposalKind.PLACE: _("Địa điểm"),
    ProposalKind.MONEY: _("Kinh phí"),
    ProposalKind.MEETING: _("Họp, trao đổi công việc"),
    ProposalKind.OTHER: _("Điều kiện khác"),
}
PROPOSAL_STATES = {
    ProposalState.PROPOSED: _("Chờ xã trả lời"),
    ProposalState.AGREED: _("Xã đồng ý"),
    ProposalState.DECLINED: _("Xã không đáp ứng được"),
    ProposalState.DONE: _("Đã có"),
}


class TeamQuerySet(ScopedQuerySet):
    def active_on(self, day: object) -> "TeamQuerySet":
        return self.filter(
            models.Q(ended_on__isnull=True) | models.Q(ended_on__gt=day),
            established_on__isnull=False,
            established_on__lte=day,
        )


TeamManager = models.Manager.from_queryset(TeamQuerySet)


class Team(models.Model):
    """A team at a place. Exists from the day a decision establishes it; days are half-open."""

    place = models.ForeignKey(Place, on_delete=models.PROTECT, related_name="teams")
    kind = models.CharField(_("Loại tổ"), max_length=10, choices=TEAM_KINDS, default=TeamKind.COMMUNITY)
    name = models.CharField(_("Tên tổ"), max_length=160)
    established_on = models.DateField(_("Thành lập ngày"), null=True)
    ended_on = models.DateField(_("Giải thể ngày"), null=True)
    recorded_at = models.DateTimeField()
    superseded_at = models.DateTimeField(null=True)  # set when the whole row proved wrong
    is_sample = models.BooleanField(default=False)

    objects = TeamManager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["place"],
                condition=models.Q(kind=TeamKind.COMMUNITY, ended_on__isnull=True, superseded_at__isnull=True),
                name="community_team_once_per_hamlet",
            ),
        ]

    def __str__(self) -> str:
        return self.name


class PlacedQuerySet(ScopedQuerySet):
    """Rows that stand at a place."""


class SpanQuerySet(ScopedQuerySet):
    place_path = "team__place__path"


SpanManager = models.Manager.from_queryset(SpanQuerySet)


DecisionManager = models.Manager.from_queryset(PlacedQuerySet)


class Decision(models.Model):
    """A decision of the commune chairman on a team. ``content`` holds the drafted changes until issued."""

    place = models.ForeignKey(Place, on_delete=models.PROTECT, related_name="team_decisions")  # the commune
    team = models.ForeignKey(Team, on_delete=models.PROTECT, related_name="decisions")
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, null=True, related_name="+")
    kind = models.CharField(_("Loại"), max_length=10, choices=DECISION_KINDS)
    state = models.CharField(_("Trạng thái"), max_length=8, choices=DECISION_STATES, default=DecisionState.DRAFT)
    number = models.CharField(_("Số, ký hiệu"), max_length=60, blank=True)
    signed_on = models.DateField(_("Ngày ký"), null=True)
    effective_on = models.DateField(_("Có hiệu lực từ"), null=True)
    signer = models.CharField(_("Người ký"), max_length=120, blank=True)
    signer_title = models.CharField(_("Chức vụ"), max_length=120, blank=True)
    content = models.JSONField(default=dict)
    recipients = models.JSONField(default=list)  # who receives the paper, after "Như Điều …"; told when it is issued
    drafted_by = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, related_name="+")
    drafted_at = models.DateTimeField()
    issued_at = models.DateTimeField(null=True)
    is_sample = models.BooleanField(default=False)

    objects = DecisionManager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=~models.Q(state=DecisionState.ISSUED)
                | (~models.Q(number="") & models.Q(signed_on__isnull=False) & models.Q(effective_on__isnull=False)),
                name="issued_decision_has_number_and_days",
            ),
            models.UniqueConstraint(
                fields=["place", "number", "signed_on"], condition=~models.Q(number=""), name="decision_number_once"
            ),
        ]


class TeamSpan(models.Model):
    """The days on which a team exists, by its decisions. Versions are superseded, never edited."""

    team = models.ForeignKey(Team, on_delete=models.PROTECT, related_name="spans")
    starts_on = models.DateField(_("Từ ngày"))
    ends_on = models.DateField(_("Đến trước ngày"), null=True)
    decision = models.ForeignKey(Decision, on_delete=models.PROTECT, null=True, related_name="+")
    ended_by = models.ForeignKey(Decision, on_delete=models.PROTECT, null=True, related_name="+")
    recorded_at = models.DateTimeField()
    superseded_at = models.DateTimeField(null=True)

    objects = SpanManager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(ends_on__isnull=True) | models.Q(ends_on__gt=models.F("starts_on")),
                name="team_ends_after_it_begins",
            ),
            models.UniqueConstraint(
                fields=["team"], condition=models.Q(superseded_at__isnull=True), name="team_span_once"
            ),
        ]


class MembershipQuerySet(ScopedQuerySet):
    place_path = "team__place__path"

    def active_on(self, day: object) -> "MembershipQuerySet":
        return self.filter(
            models.Q(ends_on__isnull=True) | models.Q(ends_on__gt=day), starts_on__lte=day, superseded_at__isnull=True
        )


MembershipManager = models.Manager.from_queryset(MembershipQuerySet)


class Membership(models.Model):
    """A person's place in a team in a span of days, by a decision. Versions are superseded, never edited."""

    team = models.ForeignKey(Team, on_delete=models.PROTECT, related_name="memberships")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="memberships")
    role = models.CharField(_("Vai trò"), max_length=8, choices=MEMBER_ROLES)
    kind = models.CharField(_("Thành phần"), max_length=12, choices=MEMBER_KINDS)
    leader_kind = models.CharField(_("Diện tổ trưởng"), max_length=16, choices=LEADER_KINDS, blank=True)
    has_basic_it = models.BooleanField(_("Có chuyên môn cơ bản về CNTT"), default=False)
    skills = models.CharField(_("Kỹ năng"), max_length=250, blank=True)
    starts_on = models.DateField(_("Từ ngày"))
    ends_on = models.DateField(_("Đến trước ngày"), null=True)
    decision = models.ForeignKey(Decision, on_delete=models.PROTECT, null=True, related_name="+")
    ended_by = models.ForeignKey(Decision, on_delete=models.PROTECT, null=True, related_name="+")
    recorded_at = models.DateTimeField()
    superseded_at = models.DateTimeField(null=True)

    objects = MembershipManager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(ends_on__isnull=True) | models.Q(ends_on__gt=models.F("starts_on")),
                name="membership_ends_after_it_begins",
            ),
        ]
        indexes = [models.Index(fields=["team", "starts_on"], name="membership_by_team")]


PlacedManager = models.Manager.from_queryset(PlacedQuerySet)


class Nomination(models.Model):
    """Somebody the Youth Union sends to a team (Plan 6863, V.6); the commune takes or declines."""

    team = models.ForeignKey(Team, on_delete=models.PROTECT, related_name="nominations")
    place = models.ForeignKey(Place, on_delete=models.PROTECT, related_name="+")
    name = models.CharField(_("Họ và tên"), max_length=120)
    phone = models.CharField(_("Điện thoại"), max_length=20, blank=True)
    has_basic_it = models.BooleanField(_("Biết công nghệ"), default=False)
    note = models.CharField(_("Giới thiệu"), max_length=250, blank=True)
    state = models.CharField(max_length=8, choices=NOMINATION_STATES, default=NominationState.OFFERED)
    offered_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    offered_at = models.DateTimeField()
    decision = models.ForeignKey(Decision, on_delete=models.PROTECT, null=True, related_name="+")
    answered_by = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, related_name="+")
    answered_at = models.DateTimeField(null=True)
    reason = models.CharField(_("Lý do"), max_length=250, blank=True)
    is_sample = models.BooleanField(default=False)

    objects = PlacedManager()


class WishQuerySet(ScopedQuerySet):
    """Confidential: read by whoever wrote it and by the Youth Union of that area, by nobody else."""

    def visible_to(self, scope: Scope) -> "WishQuerySet":
        union = tuple(grant.place for grant in scope.grants if grant.place and grant.role == Role.YOUTH_UNION)
        return self.filter(inside(union, "place__path") | models.Q(person=scope.person_id))


WishManager = models.Manager.from_queryset(WishQuerySet)


class Wish(models.Model):
    """What a member tells the Youth Union in confidence (Plan 6863, V.6: work, feelings and wishes)."""

    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    place = models.ForeignKey(Place, on_delete=models.PROTECT, related_name="+")
    text = models.TextField(_("Tâm tư, nguyện vọng"))
    sent_at = models.DateTimeField()
    answer = models.TextField(_("Trả lời"), blank=True)
    answered_by = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, related_name="+")
    answered_at = models.DateTimeField(null=True)
    is_sample = models.BooleanField(default=False)

    objects = WishManager()


class Proposal(models.Model):
    """A condition the team needs (Plan 6863, IV.1.c); the commune answers with reason and day (V.7)."""

    team = models.ForeignKey(Team, on_delete=models.PROTECT, related_name="proposals")
    place = models.ForeignKey(Place, on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(_("Cần gì"), max_length=10, choices=PROPOSAL_KINDS)
    title = models.CharField(_("Đề xuất"), max_length=200)
    text = models.TextField(_("Vì sao cần"), blank=True)
    needed_on = models.DateField(_("Cần trước ngày"), null=True)
    state = models.CharField(max_length=8, choices=PROPOSAL_STATES, default=ProposalState.PROPOSED)
    proposed_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    proposed_at = models.DateTimeField()
    due_at = models.DateTimeField()
    answer = models.TextField(_("Trả lời, lý do"), blank=True)
    promised_on = models.DateField(_("Có vào ngày"), null=True)
    answered_by = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, related_name="+")
    answered_at = models.DateTimeField(null=True)
    done_at = models.DateTimeField(null=True)
    is_sample = models.BooleanField(default=False)

    objects = PlacedManager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(state=ProposalState.PROPOSED) | ~models.Q(answer=""),
                name="answered_proposal_says_why",
            ),
            models.CheckConstraint(
                condition=~models.Q(state=ProposalState.AGREED) | models.Q(promised_on__isnull=False),
                name="agreed_proposal_has_its_day",
            ),
        ]


class Confirmation(models.Model):
    """The commune looked at a roster in a year and found it right."""

    team = models.ForeignKey(Team, on_delete=models.PROTECT, related_name="confirmations")
    place = models.ForeignKey(Place, on_delete=models.PROTECT, related_name="+")
    year = models.PositiveSmallIntegerField()
    members = models.PositiveSmallIntegerField()
    confirmed_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    confirmed_at = models.DateTimeField()

    objects = PlacedManager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["team", "year"], name="roster_confirmed_once_a_year")]


class FollowUp(models.Model):
    """Somebody asked a silent team what is the matter, and what came of it."""

    team = models.ForeignKey(Team, on_delete=models.PROTECT, related_name="follow_ups")
    place = models.ForeignKey(Place, on_delete=models.PROTECT, related_name="+")
    note = models.CharField(_("Đã làm gì"), max_length=300)
    outcome = models.CharField(_("Kết quả"), max_length=300, blank=True)
    noted_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    noted_at = models.DateTimeField()

    objects = PlacedManager()
