from typing import Self

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from toso.ground.shared.text import fold


class ProcedureQuerySet(models.QuerySet["Procedure"]):
    def in_force(self) -> Self:
        """Those that can be carried out today."""
        return self.filter(ended_on__isnull=True)

    def of_communes(self) -> Self:
        """Those that a commune handles."""
        return self.filter(is_commune=True)

    def named(self, text: str) -> Self:
        """Those whose code, name or field hold every word, typed with or without marks."""
        rows = self
        for word in fold(text).split():
            rows = rows.filter(Q(search__contains=word))
        return rows


class Procedure(models.Model):
    """An administrative procedure of the national catalogue, by its code. Ended ones stay, for records name them."""

    code = models.CharField(_("Mã thủ tục"), max_length=30, unique=True)
    name = models.CharField(_("Tên thủ tục"), max_length=1500)
    field = models.CharField(_("Lĩnh vực"), max_length=200, blank=True)
    ministry = models.CharField(_("Bộ, ngành"), max_length=160, blank=True)
    decision = models.CharField(_("Quyết định công bố"), max_length=120, blank=True)
    levels = models.CharField(_("Cấp giải quyết"), max_length=40, blank=True)  # xa|tinh|bo|khac, as imported
    address = models.URLField(_("Địa chỉ"), max_length=300, blank=True)
    is_commune = models.BooleanField(default=False)
    search = models.CharField(max_length=2000)
    loaded_on = models.DateField()
    ended_on = models.DateField(_("Không còn trong danh mục từ"), null=True)

    objects = models.Manager.from_queryset(ProcedureQuerySet)()

    class Meta:
        indexes = [
            models.Index(
                fields=["is_commune", "code"], condition=models.Q(ended_on__isnull=True), name="procedure_in_force"
            )
        ]

    def __str__(self) -> str:
        return self.name
