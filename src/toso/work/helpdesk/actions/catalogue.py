"""What the desk lives on: terms and categories that ship, canned answers, articles, shifts."""

import tomllib
from datetime import date, datetime
from pathlib import Path

from django.db import transaction
from django.utils.translation import gettext as _

from toso.ground.audit.actions import record as audit
from toso.ground.people.models import Person
from toso.ground.people.rules import Role
from toso.ground.places.models import Place
from toso.ground.shared.refusal import Refusal
from toso.ground.shared.scope import Scope
from toso.ground.shared.text import nfc
from toso.plan.teams.models import Team
from toso.plan.teams.queries import members_of
from toso.work.helpdesk import queries
from toso.work.helpdesk.actions.steps import needed
from toso.work.helpdesk.models import Article, CannedAnswer, Category, Shift, Term, Ticket
from toso.work.helpdesk.queries.clocks import local_day
from toso.work.helpdesk.rules.rosters import LONGEST_SHIFT

DATA = Path(__file__).parents[1] / "data" / "desk.toml"
OFFICE = (Role.COMMUNE_OFFICIAL, Role.COMMUNE_LEADER, Role.PROVINCE_OFFICER)


@transaction.atomic
def load_desk() -> int:
    """Write the shipped terms and categories that are not there yet; what stands is never changed."""
    rows = tomllib.loads(nfc(DATA.read_text(encoding="utf-8")))
    known_terms = set(Term.objects.values_list("priority", "valid_from"))
    terms = [
        Term(
            priority=row["priority"],
            hours=row["hours"],
            answer_minutes=row.get("answer"),
            update_minutes=row.get("update"),
            solution_minutes=row.get("solution"),
            valid_from=row["valid_from"],
        )
        for row in rows["term"]
        if (row["priority"], row["valid_from"]) not in known_terms
    ]
    known = set(Category.objects.values_list("code", flat=True))
    categories = [
        Category(order=order, **row) for order, row in enumerate(rows["category"], 1) if row["code"] not in known
    ]
    Term.objects.bulk_create(terms)
    Category.objects.bulk_create(categories)
    return len(terms) + len(categories)


@transaction.atomic
def add_canned_answer(*, place: Place, title: str, text: str, by: Person, scope: Scope, at: datetime) -> CannedAnswer:
    """Words to use again, for the desk of a place and below."""
    place = _own_place(place, scope)
    canned = CannedAnswer.objects.create(
        place=place,
        title=needed(title, _("Ghi tên câu mẫu."), field="title")[:120],
        text=needed(text, _("Ghi nội dung câu mẫu."), field="text"),
        made_by=by,
        made_at=at,
    )
    audit("helpdesk.canned.added", by=by, about=canned, at=at, path=place.path)
    return canned


@transaction.atomic
def drop_canned_answer(*, canned_id: int, by: Person, scope: Scope, at: datetime) -> None:
    canned = queries.canned_answers(scope).get(pk=canned_id)
    _own_place(canned.place, scope)
    canned.dropped_at = at
    canned.save(update_fields=["dropped_at"])
    audit("helpdesk.canned.dropped", by=by, about=canned, at=at, path=canned.place.path)


def _own_place(place: Place, scope: Scope) -> Place:
    found: Place = Place.objects.visible_to(scope).get(pk=place.pk)
    if not scope.holds(*OFFICE, at_place=found.path):
        raise Refusal(_("Tài khoản này chỉ được xem %(place)s.") % {"place": found}, field="place")
    return found


@transaction.atomic
def write_article(
    *,
    place: Place,
    title: str,
    text: str,
    by: Person,
    scope: Scope,
    at: datetime,
    category: str = "",
    is_public: bool = False,
    ticket: Ticket | None = None,
) -> Article:
    """Write down how something is solved. It is read by others once somebody else has read it through."""
    place = _own_place(place, scope)
    if ticket is not None and ticket.is_confidential:
        raise Refusal(_("Không viết bài từ yêu cầu phải giữ kín."))
    title = needed(title, _("Ghi tên bài."), field="title")[:200]
    text = needed(text, _("Ghi cách làm, từng bước."), field="text")
    article = Article.objects.create(
        place=place,
        title=title,
        text=text,
        category=category,
        ticket=ticket,
        is_public=is_public,
        written_by=by,
        written_at=at,
        search=queries.search_words(title, text),
    )
    audit("helpdesk.article.written", by=by, about=article, at=at, path=place.path)
    return article


@transaction.atomic
def review_article(*, article_id: int, good_until: date, by: Person, scope: Scope, at: datetime) -> Article:
    """Another person has read it through and says until when it is good."""
    article: Article = (
        queries.articles(scope).select_for_update(of=("self",)).select_related("place").get(pk=article_id)
    )
    _own_place(article.place, scope)
    if article.written_by_id == by.pk:
        raise Refusal(_("Người khác đọc duyệt; không tự duyệt bài của mình."))
    if good_until <= local_day(at):
        raise Refusal(_("Ngày xem lại phải sau hôm nay."), field="good_until")
    article.reviewed_by, article.reviewed_on, article.good_until = by, local_day(at), good_until
    article.save(update_fields=["reviewed_by", "reviewed_on", "good_until"])
    audit("helpdesk.article.reviewed", by=by, about=article, at=at, path=article.place.path)
    return article


@transaction.atomic
def add_shift(
    *,
    team: Team,
    person: Person,
    begins_at: datetime,
    ends_at: datetime,
    by: Person,
    scope: Scope,
    at: datetime,
    phone: str = "",
) -> Shift:
    """Put a member of a response team on duty."""
    found: Team = Team.objects.visible_to(scope).select_related("place").get(pk=team.pk)
    if not scope.holds(*OFFICE, at_place=found.place.path):
        raise Refusal(_("Lịch trực do xã hoặc tỉnh xếp."))
    if ends_at <= begins_at:
        raise Refusal(_("Giờ kết thúc phải sau giờ bắt đầu."), field="ends_at")
    if ends_at - begins_at > LONGEST_SHIFT:
        raise Refusal(_("Mỗi ca dài nhất 24 giờ."), field="ends_at")
    if not members_of(found, local_day(begins_at)).filter(person=person).exists():
        raise Refusal(_("%(name)s không phải thành viên tổ vào ngày đó.") % {"name": person.name}, field="person")
    standing = Shift.objects.standing().filter(person=person, begins_at__lt=ends_at, ends_at__gt=begins_at)
    if standing.exists():
        raise Refusal(_("%(name)s đã có ca trực trùng giờ.") % {"name": person.name}, field="begins_at")
    shift: Shift = Shift.objects.create(
        team=found, person=person, begins_at=begins_at, ends_at=ends_at, phone=nfc(phone).strip()[:20]
    )
    detail = {"person": person.pk, "from": begins_at.isoformat(), "until": ends_at.isoformat()}
    audit("helpdesk.shift.added", by=by, about=shift, at=at, path=found.place.path, detail=detail)
    return shift


@transaction.atomic
def cancel_shift(*, shift_id: int, by: Person, scope: Scope, at: datetime) -> Shift:
    """Take a shift out of the roster; the gap shows."""
    rows = Shift.objects.visible_to(scope).standing().select_for_update(of=("self",))
    shift: Shift = rows.select_related("team__place").get(pk=shift_id)
    if not scope.holds(*OFFICE, at_place=shift.team.place.path):
        raise Refusal(_("Lịch trực do xã hoặc tỉnh xếp."))
    shift.cancelled_at = at
    shift.save(update_fields=["cancelled_at"])
    audit("helpdesk.shift.cancelled", by=by, about=shift, at=at, path=shift.team.place.path)
    return shift
