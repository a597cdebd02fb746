"""Checklists: those that ship with the product, and the versions a province writes itself."""

import tomllib
from collections.abc import Sequence
from datetime import date, datetime
from pathlib import Path

from django.db import transaction
from django.utils.text import slugify
from django.utils.translation import gettext as _

from toso.ground.audit.actions import record as audit
from toso.ground.people.models import Person
from toso.ground.people.rules import Role
from toso.ground.shared.refusal import Refusal
from toso.ground.shared.scope import Scope
from toso.ground.shared.text import fold, nfc
from toso.plan.programme.models import LegalDocument
from toso.work.supervision.models import Checklist

DATA = Path(__file__).parents[1] / "data" / "checklists.toml"
MOST_POINTS = 60


@transaction.atomic
def load_checklists(*, at: datetime) -> int:
    """Write the shipped versions that are not there yet; what stands is never changed. Returns how many are new."""
    rows = tomllib.loads(nfc(DATA.read_text(encoding="utf-8")))["checklist"]
    names = {document.code: str(document) for document in LegalDocument.objects.all()}
    known = set(Checklist.objects.values_list("code", "version"))
    new = [
        Checklist(
            code=row["code"],
            version=row["version"],
            title=row["title"],
            basis=f"{names.get(row['basis'], row['basis'])}, {row['article']}",
            points=row["points"],
            valid_from=row["valid_from"],
            valid_until=row.get("valid_until"),
            recorded_at=at,
        )
        for row in rows
        if (row["code"], row["version"]) not in known
    ]
    Checklist.objects.bulk_create(new)
    return len(new)


@transaction.atomic
def write_checklist(
    *,
    title: str,
    points: Sequence[tuple[str, str]],
    basis: str,
    valid_from: date,
    by: Person,
    scope: Scope,
    at: datetime,
    code: str = "",
) -> Checklist:
    """Write a checklist, or with the ``code`` of one its next version. ``points`` are (words, article)."""
    if not scope.holds(Role.PROVINCE_OFFICER):
        raise Refusal(_("Bảng kiểm do cơ quan thường trực cấp tỉnh lập."))
    title = nfc(title).strip()
    wanted = [(nfc(text).strip(), nfc(article).strip()) for text, article in points if text.strip()]
    if not title:
        raise Refusal(_("Ghi tên bảng kiểm."), field="title")
    if not 1 <= len(wanted) <= MOST_POINTS:
        raise Refusal(_("Bảng kiểm có từ 1 đến %(most)s mục.") % {"most": MOST_POINTS}, field="points")
    if any(len(text) > 400 for text, _article in wanted):
        raise Refusal(_("Mỗi mục dài nhất 400 chữ."), field="points")
    code = code or slugify(fold(title))[:40]
    last = Checklist.objects.filter(code=code).order_by("-version").first()
    written = Checklist.objects.create(
        code=code,
        version=last.version + 1 if last else 1,
        title=title,
        basis=nfc(basis).strip(),
        points=[{"text": text, "article": article[:80]} for text, article in wanted],
        valid_from=valid_from,
        made_by=by,
        recorded_at=at,
    )
    audit(
        "supervision.checklist.written", by=by, about=written, at=at, detail={"code": code, "version": written.version}
    )
    return written
