"""The criteria that ship with the product, and the versions that the province publishes after them."""

import tomllib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from itertools import count
from pathlib import Path

from django.db import transaction
from django.utils.translation import gettext as _

from toso.ground.audit.actions import record as audit
from toso.ground.people.models import Person
from toso.ground.shared.calendar import VIETNAM
from toso.ground.shared.refusal import Refusal
from toso.ground.shared.scope import Scope
from toso.ground.shared.text import fold, nfc
from toso.work.assessment.models import Criteria
from toso.work.assessment.queries import studies as queries
from toso.work.assessment.rules import LEVELS

MOST_AREAS = 20
DATA = Path(__file__).parents[1] / "data" / "criteria.toml"


@transaction.atomic
def load_criteria(*, at: datetime) -> int:
    """Write the shipped versions that are not there yet; what stands is never changed. Returns how many are new."""
    rows = tomllib.loads(nfc(DATA.read_text(encoding="utf-8")))["criteria"]
    known = set(Criteria.objects.values_list("code", "version"))
    new = [
        Criteria(
            code=row["code"],
            version=row["version"],
            title=row["title"],
            basis=row["basis"],
            areas=row["area"],
            valid_from=row["valid_from"],
            valid_until=row.get("valid_until"),
            recorded_at=at,
        )
        for row in rows
        if (row["code"], row["version"]) not in known
    ]
    Criteria.objects.bulk_create(new)
    return len(new)


@dataclass(frozen=True, slots=True)
class Area:
    """One area with the words of its five levels; ``code`` is empty for a new one."""

    title: str
    short: str
    look: str
    levels: Sequence[str]
    code: str = ""


@transaction.atomic
def publish_criteria(
    *,
    title: str,
    basis: str,
    valid_from: date,
    areas: Sequence[Area],
    seen_version: int,
    by: Person,
    scope: Scope,
    at: datetime,
) -> Criteria:
    """The next version of what communes are assessed by. Studies that were opened keep the version they have."""
    if not queries.may_publish(scope):
        raise Refusal(_("Chỉ cơ quan thường trực cấp tỉnh ban hành tiêu chí."))
    last = Criteria.objects.select_for_update().filter(code=queries.OURS).order_by("-version").first()
    version = last.version if last else 0
    if version != seen_version:
        raise Refusal(
            _("Tiêu chí vừa có bản mới (bản %(version)s). Mở lại trang để xem rồi soạn tiếp; chữ đã gõ vẫn còn ở đây.")
            % {"version": version}
        )
    title = nfc(title).strip()[:200]
    if not title:
        raise Refusal(_("Ghi tên bộ tiêu chí."), field="title")
    if valid_from < at.astimezone(VIETNAM).date():
        raise Refusal(_("Bản mới chỉ dùng từ hôm nay trở đi."), field="valid_from")
    if last and valid_from <= last.valid_from:
        words = _("Bản %(version)s đã dùng từ %(day)s; bản mới phải dùng từ ngày sau đó.")
        raise Refusal(words % {"version": version, "day": f"{last.valid_from:%d/%m/%Y}"}, field="valid_from")
    told = _told(areas, {area["code"] for area in last.areas} if last else set())
    if last and (told, title) == (last.areas, last.title):
        raise Refusal(_("Bản này chưa khác bản đang dùng ở chỗ nào."))
    made = Criteria.objects.create(
        code=queries.OURS,
        version=version + 1,
        title=title,
        basis=nfc(basis).strip()[:200],
        areas=told,
        valid_from=valid_from,
        recorded_at=at,
    )
    detail = {"version": made.version}
    audit("assessment.criteria.published", by=by, about=made, at=at, path=scope.place_roots[0], detail=detail)
    return made


def _told(areas: Sequence[Area], known: set[str]) -> list[dict[str, object]]:
    """The areas as they are kept; each has a name of its own and words for all five levels."""
    if not areas:
        raise Refusal(_("Bộ tiêu chí cần ít nhất một mục."))
    if len(areas) > MOST_AREAS:
        raise Refusal(_("Nhiều nhất %(most)s mục.") % {"most": MOST_AREAS})
    found: list[dict[str, object]] = []
    names: set[str] = set()
    codes = {one.code for one in areas} & known
    for one in areas:
        title, short, levels = _line(one.title, 120), _line(one.short, 40), [_line(text, 400) for text in one.levels]
        if not title or not short or len(levels) != len(LEVELS) or not all(levels):
            words = _("Mục “%(title)s”: ghi tên, tên ngắn và đủ lời của năm mức.")
            raise Refusal(words % {"title": title or "?"})
        if fold(title) in names:
            raise Refusal(_("Hai mục cùng tên “%(title)s”.") % {"title": title})
        names.add(fold(title))
        code = one.code if one.code in codes else next(f"own-{n}" for n in count(1) if f"own-{n}" not in codes | known)
        codes.add(code)
        found.append({"code": code, "title": title, "short": short, "look": _line(one.look, 600), "levels": levels})
    return found


def _line(text: str, most: int) -> str:
    return " ".join(nfc(text).split())[:most]
