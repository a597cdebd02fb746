"""What stands around a legal document: its articles, how documents change one another, what rests on them."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from toso.plan.programme.models.core import LegalDocument
from toso.plan.programme.rules.law import LinkKind

LINK_KINDS = {
    LinkKind.AMENDS: _("Sửa đổi, bổ sung"),
    LinkKind.REPEALS_PART: _("Bãi bỏ một phần"),
    LinkKind.GUIDES: _("Hướng dẫn"),
    LinkKind.FOLLOWS: _("Nối tiếp"),
}
LINK_KINDS_BACKWARDS = {
    LinkKind.AMENDS: _("Được sửa đổi, bổ sung bởi"),
    LinkKind.REPEALS_PART: _("Bị bãi bỏ một phần bởi"),
    LinkKind.GUIDES: _("Được hướng dẫn bởi"),
    LinkKind.FOLLOWS: _("Được nối tiếp bởi"),
}


class Article(models.Model):
    """An article or section that the product points to, with its gist in our own words."""

    document = models.ForeignKey(LegalDocument, on_delete=models.CASCADE, related_name="articles")
    label = models.CharField(_("Điều, mục"), max_length=40)
    gist = models.CharField(_("Nội dung"), max_length=400)
    order = models.PositiveSmallIntegerField(default=0)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["document", "label"], name="legal_article_once")]


class DocumentLink(models.Model):
    """How one document changes, guides or continues another. Whole replacement is ``LegalDocument.replaced_by``."""

    document = models.ForeignKey(LegalDocument, on_delete=models.CASCADE, related_name="links")
    other = models.ForeignKey(LegalDocument, on_delete=models.CASCADE, related_name="links_back")
    kind = models.CharField(max_length=12, choices=LINK_KINDS)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["document", "other", "kind"], name="legal_link_once"),
            models.CheckConstraint(
                condition=~models.Q(document=models.F("other")), name="legal_document_does_not_change_itself"
            ),
        ]


class BasisKind(models.TextChoices):
    RULE = "rule", _("Quy tắc")
    RATE = "rate", _("Định mức")
    DEADLINE = "deadline", _("Thời hạn")


class Basis(models.Model):
    """A rule, rate or deadline of the product and the document it rests on: one register for all rooms."""

    code = models.CharField(max_length=60, unique=True)
    what = models.CharField(_("Điều dựa vào"), max_length=250)
    kind = models.CharField(_("Loại"), max_length=8, choices=BasisKind)
    document = models.ForeignKey(LegalDocument, on_delete=models.PROTECT, related_name="rests")
    article = models.CharField(_("Điều, mục"), max_length=120, blank=True)
    page = models.CharField(max_length=60, blank=True)  # the name of the page where it is seen
    due_on = models.DateField(null=True)  # the day of a deadline that came once
    order = models.PositiveSmallIntegerField(default=0)
