"""Forms, their versions, where they are open, and what came back."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from toso.ground.people.models import Person
from toso.ground.places.models import Place
from toso.ground.shared.scope import ScopedQuerySet
from toso.plan.forms.rules.states import ReviewKind, SubmissionState

SUBMISSION_STATES = {
    SubmissionState.RECEIVED: _("Đã nhận"),
    SubmissionState.HAS_ISSUES: _("Bị trả lại"),
    SubmissionState.EDITED: _("Đã sửa, chờ xem"),
    SubmissionState.APPROVED: _("Đã duyệt"),
}
REVIEW_KINDS = {
    ReviewKind.RETURNED: _("Trả lại để sửa"),
    ReviewKind.APPROVED: _("Duyệt"),
    ReviewKind.REOPENED: _("Bỏ duyệt"),
    ReviewKind.NOTE: _("Ghi chú"),
}


class Form(models.Model):
    """A questionnaire. Its id is that of the XForm, one in the whole instance, as OpenRosa asks."""

    form_id = models.CharField(_("Mã biểu mẫu"), max_length=100, unique=True)
    title = models.CharField(_("Tên biểu mẫu"), max_length=200)
    place = models.ForeignKey(Place, on_delete=models.PROTECT, related_name="forms")  # who keeps it
    made_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    made_at = models.DateTimeField()
    is_sample = models.BooleanField(default=False)

    objects = models.Manager.from_queryset(ScopedQuerySet)()

    def __str__(self) -> str:
        return self.title


class Version(models.Model):
    """One wording of a form. The XForm is the truth; what it asks is read from it and kept beside it."""

    form = models.ForeignKey(Form, on_delete=models.PROTECT, related_name="versions")
    version = models.CharField(_("Phiên bản"), max_length=60, blank=True)
    xform = models.TextField()
    digest = models.CharField(max_length=64)
    source_name = models.CharField(max_length=200)
    source = models.BinaryField()  # the file as it was uploaded
    questions = models.JSONField(default=list)
    uploaded_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    uploaded_at = models.DateTimeField()
    published_at = models.DateTimeField(null=True)
    retired_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["form", "version"], name="form_version_once"),
            models.UniqueConstraint(
                fields=["form"],
                condition=models.Q(published_at__isnull=False, retired_at__isnull=True),
                name="form_has_one_published_version",
            ),
        ]


class Opening(models.Model):
    """A form is open to those who work at a place or below it, from a moment until another."""

    form = models.ForeignKey(Form, on_delete=models.PROTECT, related_name="openings")
    place = models.ForeignKey(Place, on_delete=models.PROTECT, related_name="+")
    opened_at = models.DateTimeField()
    closed_at = models.DateTimeField(null=True)

    objects = models.Manager.from_queryset(ScopedQuerySet)()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["form", "place"], condition=models.Q(closed_at__isnull=True), name="form_open_once_at_a_place"
            )
        ]


SubmissionManager = models.Manager.from_queryset(ScopedQuerySet)


class Submission(models.Model):
    """One filled form, through all its edits. What was sent never changes; an edit is a further content."""

    instance_id = models.CharField(max_length=100, unique=True)  # of the first content
    form = models.ForeignKey(Form, on_delete=models.PROTECT, related_name="submissions")
    version = models.ForeignKey(Version, on_delete=models.PROTECT, related_name="+")
    province_code = models.CharField(max_length=2)
    place = models.ForeignKey(Place, on_delete=models.PROTECT, related_name="submissions")
    day = models.DateField(_("Ngày"))
    sent_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    device = models.CharField(max_length=100, blank=True)
    captured_at = models.DateTimeField()
    received_at = models.DateTimeField()
    state = models.CharField(_("Trạng thái"), max_length=10, choices=SUBMISSION_STATES)
    flags = models.JSONField(default=list)  # late_capture, clock_jump, place_unknown
    is_sample = models.BooleanField(default=False)

    objects = SubmissionManager()

    class Meta:
        indexes = [
            models.Index(fields=["form", "-id"], name="submission_of_form"),
            models.Index(fields=["sent_by", "state"], name="submission_by_sender"),
        ]


class Content(models.Model):
    """What was sent, as it was sent. The last one of a submission is what it says today."""

    submission = models.ForeignKey(Submission, on_delete=models.PROTECT, related_name="contents")
    instance_id = models.CharField(max_length=100, unique=True)
    number = models.PositiveSmallIntegerField(default=1)
    xml = models.TextField()
    digest = models.CharField(max_length=64)
    answers = models.JSONField(default=dict)
    sent_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    received_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["submission", "number"], name="form_content_numbered_once")]


class Attachment(models.Model):
    """A file that a content names; it may arrive before, with or long after it."""

    content = models.ForeignKey(Content, on_delete=models.PROTECT, related_name="attachments")
    name = models.CharField(max_length=200)
    file = models.FileField(upload_to="forms/%Y/%m/", blank=True)
    digest = models.CharField(max_length=64, blank=True)
    size = models.PositiveIntegerField(default=0)
    received_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["content", "name"], name="form_attachment_once")]


class Answer(models.Model):
    """What a submission adds to an indicator; a returned or edited submission closes its answers."""

    submission = models.ForeignKey(Submission, on_delete=models.PROTECT, related_name="fed_answers")
    feeds = models.CharField(max_length=80)
    place = models.ForeignKey(Place, on_delete=models.PROTECT, related_name="+")
    day = models.DateField()
    value = models.DecimalField(max_digits=18, decimal_places=4)
    recorded_at = models.DateTimeField()
    superseded_at = models.DateTimeField(null=True)

    objects = models.Manager.from_queryset(ScopedQuerySet)()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["submission", "feeds"],
                condition=models.Q(superseded_at__isnull=True),
                name="form_answer_counts_once",
            )
        ]
        indexes = [
            models.Index(
                fields=["feeds", "place", "day"],
                condition=models.Q(superseded_at__isnull=True),
                name="form_answers_by_cell",
            )
        ]


class Review(models.Model):
    """What somebody decided about a submission, or noted on it."""

    submission = models.ForeignKey(Submission, on_delete=models.PROTECT, related_name="reviews")
    kind = models.CharField(max_length=10, choices=REVIEW_KINDS)
    text = models.TextField(blank=True)
    by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()
