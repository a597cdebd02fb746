"""The catalogue of administrative procedures: loaded from a file of the national portal, by code, again and again."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.utils.timezone import localdate
from django.utils.translation import gettext as _

from toso.ground.audit.actions import record
from toso.ground.shared.access import Actor
from toso.ground.shared.refusal import Refusal
from toso.ground.shared.text import fold, nfc
from toso.plan.programme.models import Procedure

COMMUNE = "xa"  # among the levels of a row
LENGTHS = {"code": 30, "name": 1500, "field": 200, "ministry": 160, "decision": 120, "levels": 40, "address": 300}
COMPARED = (*LENGTHS, "is_commune", "search")
MOST_GONE = 50  # per cent: a file that ends more than this was cut short


@dataclass(frozen=True, slots=True)
class Loaded:
    """What a loading did, in numbers of procedures."""

    new: int
    changed: int
    unchanged: int
    ended: int


@transaction.atomic
def load_procedures(
    rows: Iterable[Mapping[str, str]], *, by: Actor | None, at: datetime, is_whole: bool = True, is_forced: bool = False
) -> Loaded:
    """Write the catalogue by code. The same rows again change nothing.

    A row has ``code``, ``name``, ``level`` (xa, tinh, bo, khac joined by |), ``field``, ``ministry``,
    ``decision``, ``source_url``. With ``is_whole`` a procedure that the rows no longer hold has
    ended today; records go on naming it. One that comes back is in force again. A file that would
    end more than half of the catalogue is refused, unless ``is_forced``.
    """
    wanted = {row.code: row for row in map(_procedure, rows)}
    if not wanted:
        raise Refusal(_("Tệp không có thủ tục nào."))
    today = localdate(at)
    kept = {row.code: row for row in Procedure.objects.select_for_update()}
    gone = [row for code, row in kept.items() if code not in wanted and row.ended_on is None] if is_whole else []
    standing = sum(row.ended_on is None for row in kept.values())
    if gone and not is_forced and 100 * len(gone) > MOST_GONE * standing:
        raise Refusal(
            _("Tệp thiếu %(gone)s trên %(all)s thủ tục đang có. Nếu đúng là danh mục mới, hãy xác nhận để nạp.")
            % {"gone": len(gone), "all": standing}
        )
    new = [row for code, row in wanted.items() if code not in kept]
    for row in new:
        row.loaded_on = today
    changed = [found for code, row in wanted.items() if code in kept and (found := _changed(kept[code], row))]
    for row in gone:
        row.ended_on = today
    Procedure.objects.bulk_create(new, batch_size=1000)
    Procedure.objects.bulk_update([*changed, *gone], [*COMPARED, "ended_on"], batch_size=500)
    done = Loaded(len(new), len(changed), len(wanted) - len(new) - len(changed), len(gone))
    if new or changed or gone:
        about = next(iter([*new, *changed, *gone]))
        detail = {"new": done.new, "changed": done.changed, "ended": done.ended}
        record("programme.procedures.loaded", by=by, about=about, at=at, detail=detail)
    return done


def _procedure(row: Mapping[str, str]) -> Procedure:
    words = {
        "code": row.get("code", ""),
        "name": row.get("name", ""),
        "field": row.get("field", ""),
        "ministry": row.get("ministry", ""),
        "decision": row.get("decision", ""),
        "levels": row.get("level", ""),
        "address": row.get("source_url", ""),
    }
    clean = {name: nfc(text or "").strip()[: LENGTHS[name]] for name, text in words.items()}
    if not clean["code"] or not clean["name"]:
        raise Refusal(_("Có dòng thiếu mã hoặc tên thủ tục: “%(row)s”.") % {"row": clean["name"] or clean["code"]})
    return Procedure(
        **clean,
        is_commune=COMMUNE in clean["levels"].split("|"),
        search=fold(f"{clean['code']} {clean['name']} {clean['field']}")[:2000],
    )


def judged(row: Mapping[str, str], kept: Mapping[str, Procedure]) -> str:
    """What loading a row would do to the catalogue that is kept, by code: new, changed or same."""
    wanted = _procedure(row)
    if wanted.code not in kept:
        return "new"
    return "changed" if _differs(kept[wanted.code], wanted) else "same"


def _differs(kept: Procedure, row: Procedure) -> bool:
    return kept.ended_on is not None or any(getattr(kept, name) != getattr(row, name) for name in COMPARED)


def _changed(kept: Procedure, row: Procedure) -> Procedure | None:
    if not _differs(kept, row):
        return None
    for name in COMPARED:
        setattr(kept, name, getattr(row, name))
    kept.ended_on = None
    return kept
