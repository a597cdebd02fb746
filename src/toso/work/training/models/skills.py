"""What stays of a class: questions and answers, what each does alone, the look again later, papers, self-study."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from toso.ground.people.models import Person
from toso.ground.places.models import Place
from toso.ground.shared.scope import ScopedQuerySet
from toso.work.training.models.core import Course, Session
from toso.work.training.rules import AFTER_DAYS, Moment, Paper

MOMENTS = {
    Moment.BEFORE: _("Trước khi học"),
    Moment.AFTER: _("Sau khi học"),
    Moment.DAY_30: _("Sau 30 ngày"),
    Moment.DAY_90: _("Sau 90 ngày"),
}
PAPERS = {
    Paper.ATTENDANCE: _("Đã dự tập huấn"),
    Paper.QUIZ: _("Đạt bài kiểm tra của khoá"),
}


class Question(models.Model):
    """A question of a course's bank. It is never edited, so an answer always meets the words it was given to."""

    course = models.ForeignKey(Course, on_delete=models.PROTECT, related_name="questions")
    text = models.CharField(_("Câu hỏi"), max_length=300)
    choices = models.JSONField(default=list)
    right = models.PositiveSmallIntegerField()  # counted from 0
    why = models.CharField(_("Vì sao"), max_length=300, blank=True)
    made_by = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, related_name="+")
    recorded_at = models.DateTimeField()
    dropped_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return self.text


class Attempt(models.Model):
    """The quiz of one person at one moment of a class; answered once."""

    session = models.ForeignKey(Session, on_delete=models.PROTECT, related_name="attempts")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    moment = models.CharField(max_length=6, choices=MOMENTS)
    answers = models.JSONField(default=dict)  # number of the question → number of the choice
    score = models.DecimalField(max_digits=4, decimal_places=1)  # percent of those asked
    recorded_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["session", "person", "moment"], name="quiz_answered_once")]


class PracticeMark(models.Model):
    """Somebody did one task of the practice list alone: "tự làm được". Taken back it stays readable."""

    session = models.ForeignKey(Session, on_delete=models.PROTECT, related_name="practice_marks")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    task = models.CharField(max_length=300)  # in the words of the course
    marked_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    recorded_at = models.DateTimeField()
    superseded_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["session", "person", "task"],
                condition=Q(superseded_at__isnull=True),
                name="practice_marked_once",
            )
        ]


class Recheck(models.Model):
    """Whether the skill was still there 30 or 90 days after the class. A correction is the next version."""

    session = models.ForeignKey(Session, on_delete=models.PROTECT, related_name="rechecks")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    after_days = models.PositiveSmallIntegerField(choices=[(days, str(days)) for days in AFTER_DAYS.values()])
    day = models.DateField()
    is_able = models.BooleanField(_("Còn tự làm được"))
    by_quiz = models.BooleanField(default=False)  # by the own answers; else seen by the trainer
    note = models.CharField(max_length=200, blank=True)
    looked_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    recorded_at = models.DateTimeField()
    superseded_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["session", "person", "after_days"],
                condition=Q(superseded_at__isnull=True),
                name="skill_looked_at_once_a_term",
            )
        ]


class Certificate(models.Model):
    """A paper of ours: was there, or passed our own quiz. Anybody can verify it by its code.

    It names its person by the person's own row: erased there, it stands here without a name.
    """

    session = models.ForeignKey(Session, on_delete=models.PROTECT, related_name="certificates")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(max_length=10, choices=PAPERS)
    code = models.CharField(max_length=10, unique=True)
    score = models.DecimalField(max_digits=4, decimal_places=1, null=True)
    issued_on = models.DateField()
    expires_on = models.DateField(null=True)  # the first day on which it is no longer good
    issued_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    recorded_at = models.DateTimeField()
    superseded_at = models.DateTimeField(null=True)  # revoked
    reason = models.CharField(max_length=300, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["session", "person", "kind"],
                condition=Q(superseded_at__isnull=True),
                name="one_paper_of_a_kind_a_class",
            )
        ]

    def __str__(self) -> str:
        return self.code


class CompletionQuerySet(ScopedQuerySet):
    """Completions by the place where the person held a post."""


CompletionManager = models.Manager.from_queryset(CompletionQuerySet)


class Completion(models.Model):
    """A course finished on an open platform, taken in from the platform's own list."""

    course = models.ForeignKey(Course, on_delete=models.PROTECT, related_name="completions")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="completions")
    place = models.ForeignKey(Place, on_delete=models.PROTECT, related_name="+")
    day = models.DateField(_("Ngày hoàn thành"))
    score = models.CharField(_("Kết quả"), max_length=40, blank=True)  # in the platform's own words
    batch = models.UUIDField()
    taken_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    recorded_at = models.DateTimeField()
    superseded_at = models.DateTimeField(null=True)

    objects = CompletionManager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["course", "person"], condition=Q(superseded_at__isnull=True), name="course_completed_once"
            )
        ]
