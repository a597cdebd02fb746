"""Persons and the roles they hold, taken in from a table: officials of the province and of its communes."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction
from django.db.models import ProtectedError
from django.utils.timezone import localdate
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from toso.ground.audit.actions import record
from toso.ground.people import queries, rules
from toso.ground.people.actions import assign, create_person
from toso.ground.people.models import ROLES, Account, Assignment, Person
from toso.ground.people.rules import Role
from toso.ground.places.models import Place
from toso.ground.places.queries.names import Names
from toso.ground.places.rules import Level, name_key
from toso.ground.shared.refusal import Refusal
from toso.ground.shared.scope import Scope
from toso.ground.shared.text import fold
from toso.ground.tables.queries.occasion import Occasion
from toso.ground.tables.rules import cells, intake
from toso.ground.tables.rules.heads import Column, Line
from toso.ground.tables.rules.intake import Kind, Planned, Reading, Setting, Standing, Taken

PLACE_TITLES = ("Xã, phường, đặc khu", "Xã", "Phường", "Đơn vị cấp xã", "Đơn vị hành chính cấp xã", "Địa bàn", "Đơn vị")
PERSONS = (
    Column("name", "Họ và tên", ("Họ tên", "Tên", "Tên cán bộ", "Họ và tên cán bộ"), is_needed=True),
    Column("role", "Vai trò", ("Vai trò trong hệ thống", "Quyền", "Nhóm quyền"), is_needed=True, instead="title"),
    Column("place", "Nơi", PLACE_TITLES, is_needed=True),
    Column("title", "Chức danh", ("Chức vụ", "Vị trí việc làm")),
    Column("phone", "Điện thoại", ("Số điện thoại", "SĐT", "ĐT", "Di động", "Số ĐT")),
    Column("email", "Thư điện tử", ("Email", "E-mail", "Thư công vụ")),
    Column("salutation", "Xưng hô", ("Ông/bà", "Ông, bà")),
    Column("starts_on", "Từ ngày", ("Ngày giữ vai trò", "Ngày bắt đầu"), is_day=True),
)
PERSON_SETTINGS = (
    Setting(
        "starts_on", gettext_lazy("Giữ vai trò từ ngày"), Kind.DAY, hint=gettext_lazy("Khi dòng không ghi ngày riêng.")
    ),
    Setting("decision_number", gettext_lazy("Số quyết định"), is_needed=False),
)
PERSON_IMPORTERS = (Role.ADMINISTRATOR, Role.PROVINCE_OFFICER, Role.COMMUNE_LEADER)
# Offices write the post, not our role: the words of a longer post come before those of a shorter one.
ROLE_WORDS = (
    ("quan tri", Role.ADMINISTRATOR),
    ("co quan thuong truc", Role.PROVINCE_OFFICER),
    ("chuyen vien so", Role.PROVINCE_OFFICER),
    ("theo doi cap tinh", Role.PROVINCE_VIEWER),
    ("lanh dao tinh", Role.PROVINCE_VIEWER),
    ("lanh dao ubnd cap xa", Role.COMMUNE_LEADER),
    ("lanh dao xa", Role.COMMUNE_LEADER),
    ("pho chu tich", Role.COMMUNE_LEADER),
    ("chu tich", Role.COMMUNE_LEADER),
    ("doan thanh nien", Role.YOUTH_UNION),
    ("bi thu doan", Role.YOUTH_UNION),
    ("kiem tra", Role.AUDITOR),
    ("giam sat", Role.AUDITOR),
    ("cong chuc", Role.COMMUNE_OFFICIAL),
    ("chuyen vien", Role.COMMUNE_OFFICIAL),
    ("can bo", Role.COMMUNE_OFFICIAL),
)
SALUTATIONS = ("ông", "bà", "anh", "chị")
DAY = {"day": gettext_lazy("ghi ngày, ví dụ 16/11/2026; đang ghi “%(shown)s”.")}
NAME = {
    "several": gettext_lazy("ô ghi nhiều người: “%(shown)s”. Mỗi người một dòng; một người thì ghi liền một hàng."),
    "turned": gettext_lazy("ghi đủ họ và tên."),
}
PHONE = {"phone": gettext_lazy("số điện thoại không đúng: “%(shown)s”. Ghi 10 chữ số, bắt đầu bằng 0.")}


@dataclass(frozen=True, slots=True)
class _Post:
    """One row: somebody, known already or not, in a role over a place from a day."""

    known: Person | None
    name: str
    role: Role
    place: Place
    title: str
    phone: str
    email: str
    salutation: str
    starts_on: date


def plan_persons(lines: Sequence[Line], occasion: Occasion[Person]) -> Planned:
    """Who is new, who takes a further role, who holds it already; what is wrong. Writes nothing.

    Somebody is known by the telephone number, or by the name together with a role at the same place.
    """
    scope = occasion.scope
    places = _Places(scope)
    posts: list[_Post] = []
    readings = tuple(Reading(line) for line in lines)
    found: dict[int, _Post] = {}
    for index, reading in enumerate(readings):
        if (post := _post(reading, places, occasion)) is not None:
            found[index] = post
    standing = list(
        Assignment.objects.filter(
            queries.held_on(localdate(occasion.at)), place__in={post.place.pk for post in found.values()}
        )
        .select_related("person")
        .order_by("pk")
    )
    by_phone = {
        person.phone: person
        for person in Person.objects.filter(phone__in=[post.phone for post in found.values() if post.phone])
    }
    for index, post in found.items():
        settled = _settled(readings[index], post, standing, by_phone, scope)
        if settled is not None:
            posts.append(settled)
    _refuse_repeated(readings)
    return Planned(readings, posts)


class _Places:
    """Where the scope gives roles: a province by its name, a commune by every name and code it ever had."""

    def __init__(self, scope: Scope) -> None:
        found = queries.places_to_give(scope).filter(level=Level.PROVINCE)
        self.provinces = {
            name_key(name): place for place in found for name in (place.full_name, place.name, place.code)
        }
        grants = tuple(grant for grant in scope.grants if grant.role in rules.MANAGING_ROLES)
        self.names = Names.of_scope(Scope(scope.person_id, grants))

    def of(self, text: str) -> Place:
        """The unit of today; refuses what nobody bears and what several bear."""
        return self.provinces.get(name_key(text)) or self.names.commune(text).place


def _place(reading: Reading, places: _Places) -> Place | None:
    try:
        return places.of(reading.text("place") or reading.line.section)
    except Refusal as refusal:
        reading.fault("place", str(refusal))
        return None


def _post(reading: Reading, places: _Places, occasion: Occasion[Person]) -> _Post | None:
    name = reading.read("name", cells.name, NAME) or ""
    if not reading.is_faulty and len(name.split()) < 2:
        reading.fault("name", _("ghi đủ họ và tên."))
    place = _place(reading, places)
    role = _role(reading.text("role"))
    if role is None:
        words = _("không hiểu vai trò “%(role)s”; ghi một trong: %(roles)s.")
        labels = ", ".join(
            label for code, label in queries.roles_to_give(occasion.scope) if code not in rules.TEAM_ROLES
        )
        reading.fault("role", words % {"role": reading.text("role")[:40], "roles": labels})
    elif role in rules.TEAM_ROLES:
        reading.fault("role", _("thành viên tổ nhập bằng loại “Danh sách thành viên tổ”, kèm quyết định."))
    elif place and not rules.may_give(queries.roles_at(occasion.scope, place.path), role):
        words = _("ông/bà không giao được vai trò “%(role)s” ở %(place)s.")
        reading.fault("role", words % {"role": ROLES[role], "place": place})
    phone = reading.read("phone", cells.phone, PHONE) or ""
    if phone and rules.phone_digits(phone) is None:
        reading.fault("phone", PHONE["phone"] % {"shown": phone})
    email = reading.text("email")
    if email and (email.count("@") != 1 or " " in email or "." not in email.split("@")[1]):
        reading.fault("email", _("Thư điện tử có dạng ten@noi.vn."))
    starts_on = reading.read("starts_on", cells.day, DAY) or occasion.settings.get("starts_on")
    salutation = next((one for one in SALUTATIONS if fold(one) == fold(reading.text("salutation"))), "")
    if reading.is_faulty or place is None or role is None or not isinstance(starts_on, date):
        return None
    reading.words = f"{ROLES[role]}, {place}"
    title = reading.text("title")[:120]
    return _Post(None, name, role, place, title, phone, email, salutation, starts_on)


def _role(text: str) -> Role | None:
    folded = fold(text)
    named = {fold(str(label)): role for role, label in ROLES.items()} | {str(role): role for role in Role}
    if folded in named:
        return Role(named[folded])
    return next((role for word, role in ROLE_WORDS if word in folded), None)


def _settled(
    reading: Reading,
    post: _Post,
    standing: Sequence[Assignment],
    by_phone: Mapping[str, Person],
    scope: Scope,
) -> _Post | None:
    """The post with the person it means; None when that person holds it already or the row is at fault."""
    known = by_phone.get(post.phone) if post.phone else None
    if known is not None and fold(known.name) != fold(post.name):
        visible = queries.persons_visible(scope).filter(pk=known.pk).exists()
        whose = known.name if visible else _("người khác")
        reading.fault("phone", _("số điện thoại này đã ghi cho %(name)s.") % {"name": whose})
        return None
    here = [held for held in standing if held.place_id == post.place.pk]
    if known is None:
        known = next((held.person for held in here if fold(held.person.name) == fold(post.name)), None)
    if known and any(held.person_id == known.pk and held.role == post.role for held in here):
        reading.standing = Standing.SAME
        return None
    reading.standing = Standing.CHANGED if known else Standing.NEW
    if known:
        reading.words = _("%(name)s đã có; nhận thêm: %(post)s") % {"name": known.name, "post": reading.words}
    return _Post(
        known,
        post.name,
        post.role,
        post.place,
        post.title,
        post.phone,
        post.email,
        post.salutation,
        post.starts_on,
    )


def _refuse_repeated(readings: Sequence[Reading]) -> None:
    intake.twice(
        readings,
        lambda reading: (fold(reading.text("name")), reading.words) if not reading.is_faulty else None,
        lambda first: _("cùng một người và vai trò với dòng %(row)s.") % {"row": first.number},
    )
    phones: dict[str, Reading] = {}
    for reading in readings:
        phone = "" if reading.is_faulty else cells.phone(reading.line.cells.get("phone"))
        first = phones.setdefault(phone, reading) if phone else reading
        if fold(first.text("name")) != fold(reading.text("name")):
            words = _("số điện thoại này đã ghi cho %(name)s ở dòng %(row)s.")
            reading.fault("phone", words % {"name": first.text("name"), "row": first.number})


@transaction.atomic
def take_persons(planned: Planned, occasion: Occasion[Person]) -> Taken:
    """Write every new person and role, each with its audit line. Accounts come by invitation, as for one person."""
    if planned.is_faulty or not isinstance(planned.payload, list):
        raise Refusal(_("Tệp còn lỗi; chưa ghi gì."))
    by, at, fresh, given = occasion.by, occasion.at, [], []
    newcomers: dict[tuple[str, str], Person] = {}  # somebody may hold two roles in one table
    for post in planned.payload:
        key = (fold(post.name), post.phone or post.place.path)
        person = post.known or newcomers.get(key)
        if person is None:
            reach = {"phone": post.phone, "email": post.email, "salutation": post.salutation}
            person = create_person(name=post.name, by=by, at=at, **reach)
            newcomers[key] = person
            fresh.append(person.pk)
        held = assign(
            person=person,
            role=post.role,
            place=post.place,
            title=post.title,
            starts_on=post.starts_on,
            decision_number=str(occasion.settings.get("decision_number", "")),
            by=by,
            scope=occasion.scope,
            at=at,
        )
        given.append(held.pk)
    undo = f"{','.join(map(str, given))};{','.join(map(str, fresh))}" if given else ""
    return Taken(planned.count(Standing.NEW), planned.count(Standing.CHANGED), undo=undo)


@transaction.atomic
def undo_persons(key: str, *, by: Person, scope: Scope, at: datetime) -> None:
    """Take the roles of a table back, and the persons who came with it. Refused once one of them has an account."""
    given, fresh = ([int(pk) for pk in part.split(",") if pk] for part in key.split(";"))
    if account := Account.objects.filter(person__in=fresh).select_related("person").first():
        raise Refusal(
            _("%(name)s đã có tài khoản nên không hoàn tác cả bảng được. Hãy kết thúc vai trò của từng người.")
            % {"name": account.person.name}
        )
    withdraw_assignments(assignment_ids=given, by=by, scope=scope, at=at)
    forget_newcomers(person_ids=fresh, by=by, at=at)


@transaction.atomic
def withdraw_assignments(*, assignment_ids: Sequence[int], by: Person, scope: Scope, at: datetime) -> int:
    """Take back roles that were given by mistake, as if they had never been held. Returns how many."""
    rows = list(Assignment.objects.filter(pk__in=assignment_ids).select_related("place", "organisation__place"))
    for row in rows:
        path = queries.path_of(row.place, row.organisation)
        if not rules.may_give(queries.roles_at(scope, path), row.role):
            raise Refusal(
                _("Ông/bà không còn quyền thu vai trò “%(role)s” ở nơi này.") % {"role": ROLES[Role(row.role)]}
            )
        detail = {"person": row.person_id, "role": row.role, "from": row.starts_on.isoformat()}
        record("people.assignment.withdrawn", by=by, about=row, at=at, path=path, detail=detail)
    Assignment.objects.filter(pk__in=[row.pk for row in rows]).delete()
    return len(rows)


@transaction.atomic
def forget_newcomers(*, person_ids: Sequence[int], by: Person, at: datetime) -> int:
    """Remove persons who came by mistake and of whom nothing is kept yet; who is named anywhere stays."""
    gone = 0
    for person in Person.objects.filter(pk__in=person_ids):
        about = Person(pk=person.pk, name=person.name)
        try:
            with transaction.atomic():
                person.delete()
        except ProtectedError:
            continue
        record("people.person.withdrawn", by=by, about=about, at=at)
        gone += 1
    return gone
