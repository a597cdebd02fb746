"""What may happen to persons, their assignments and their accounts. Organisations have a file of their own."""

import hashlib
import secrets
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Q
from django.utils.timezone import localdate
from django.utils.translation import gettext as _

from toso.ground.audit.actions import forget_actor, record
from toso.ground.delivery.actions import forget_recipient
from toso.ground.people import queries, rules
from toso.ground.people.models import ROLES, Account, Assignment, Invitation, Organisation, Person
from toso.ground.people.rules import Role
from toso.ground.places.models import Place
from toso.ground.shared.refusal import Refusal
from toso.ground.shared.scope import Scope
from toso.ground.shared.text import fold, nfc, person_sort_key

SECRET_BYTES = 24
Forget = Callable[[Person], None]  # takes what a room above keeps of a person out of it


@dataclass(frozen=True, slots=True)
class Newcomer:
    """One person of a list that is taken over as a whole, with the role he or she holds."""

    name: str
    role: Role
    place: Place
    phone: str = ""
    salutation: str = ""
    title: str = ""


def _new_person(
    name: str, *, phone: str = "", email: str = "", salutation: str = "", is_sample: bool = False
) -> Person:
    clean = " ".join(nfc(name).split())
    return Person(
        name=clean,
        phone=rules.phone_digits(phone) or phone.strip(),
        email=email.strip(),
        salutation=salutation,
        search=fold(clean),
        sort_key=person_sort_key(clean),
        is_sample=is_sample,
    )


@transaction.atomic
def create_person(
    *,
    name: str,
    by: Person | None,
    at: datetime,
    phone: str = "",
    email: str = "",
    salutation: str = "",
    is_sample: bool = False,
) -> Person:
    """A person of the programme, still without role and account. Two people may share a name."""
    if len(name.split()) < 2:
        raise Refusal(_("Nhập đủ họ và tên."), field="name")
    if phone and rules.phone_digits(phone) is None:
        raise Refusal(_("Số điện thoại gồm 10 chữ số, bắt đầu bằng 0."), field="phone")
    person = _new_person(name, phone=phone, email=email, salutation=salutation, is_sample=is_sample)
    person.save()
    record("people.person.created", by=by, about=person, at=at)
    return person


@transaction.atomic
def enrol(
    newcomers: Sequence[Newcomer],
    *,
    starts_on: date,
    by: Person | None,
    at: datetime,
    decision_number: str = "",
    is_sample: bool = False,
) -> list[Person]:
    """Take over a whole list of persons with their roles, in the list's order; one audit line for all."""
    persons = Person.objects.bulk_create(
        _new_person(entry.name, phone=entry.phone, salutation=entry.salutation, is_sample=is_sample)
        for entry in newcomers
    )
    Assignment.objects.bulk_create(
        Assignment(
            person=person,
            role=entry.role,
            place=entry.place,
            title=entry.title,
            starts_on=starts_on,
            decision_number=decision_number,
        )
        for person, entry in zip(persons, newcomers, strict=True)
    )
    if persons:
        first, last = persons[0].pk, persons[-1].pk
        detail = {"count": len(persons), "first": first, "last": last}
        record("people.persons.enrolled", by=by, about=persons[0], at=at, path=newcomers[0].place.path, detail=detail)
    return persons


@transaction.atomic
def correct_person(
    *, person_id: int, name: str, phone: str, email: str, salutation: str, by: Person, scope: Scope, at: datetime
) -> Person:
    """Correct how a person is written and reached."""
    person = Person.objects.select_for_update().get(pk=person_id)
    _check_may_manage(person_id, scope=scope, on=at.date())
    if len(name.split()) < 2:
        raise Refusal(_("Nhập đủ họ và tên."), field="name")
    if phone and rules.phone_digits(phone) is None:
        raise Refusal(_("Số điện thoại gồm 10 chữ số, bắt đầu bằng 0."), field="phone")
    fresh = _new_person(name, phone=phone, email=email, salutation=salutation)
    for column in ("name", "phone", "email", "salutation", "search", "sort_key"):
        setattr(person, column, getattr(fresh, column))
    person.save()
    record("people.person.corrected", by=by, about=person, at=at, path=queries.place_path_of(person_id))
    return person


@transaction.atomic
def erase_person(
    *,
    person_id: int,
    by: Person,
    at: datetime,
    scope: Scope | None = None,
    basis: str = "",
    forget: Sequence[Forget] = (),
) -> Person:
    """Take a person's name and reach out of the system (Law 91/2025/QH15). Records and counts stand.

    With the ``scope`` of whoever asks, somebody who still holds a role is refused: the role ends first.
    ``forget``: what rooms above keep of the person beside the row itself goes too. A message that waits does not leave.
    """
    if by.pk == person_id:
        raise Refusal(_("Không thể tự xoá dữ liệu của chính mình. Hãy nhờ người quản trị khác."))
    if scope is not None and (current := queries.current_assignments(person_id, on=localdate(at))):
        held = current[0]
        raise Refusal(
            _("Người này còn giữ vai trò “%(role)s” ở %(place)s. Hãy kết thúc vai trò trước khi xoá.")
            % {"role": held.get_role_display(), "place": held.place or held.organisation}
        )
    person = Person.objects.select_for_update().get(pk=person_id)
    path = queries.place_path_of(person_id)
    for forget_more in forget:
        forget_more(person)
    forget_recipient(person_number=person.pk, addresses=queries.addresses_of(person), at=at)
    person.name = _("Người đã xoá số %(number)s") % {"number": person.pk}
    person.phone = person.email = person.salutation = ""
    person.search, person.sort_key = fold(person.name), person_sort_key(person.name)
    person.save()
    for account in Account.objects.filter(person=person):
        account.username, account.email, account.is_active = f"erased-{person.pk}", "", False
        account.set_unusable_password()
        account.save()
        _end_sessions(account)
    record("people.person.erased", by=by, about=person, at=at, path=path, detail={"basis": nfc(basis).strip()})
    forget_actor(person.pk)
    return person


def _check_may_give(scope: Scope | None, role: str, path: str) -> None:
    if scope is not None and not rules.may_give(queries.roles_at(scope, path), role):
        raise Refusal(
            _("Ông/bà không có quyền giao hoặc thu vai trò “%(role)s” ở nơi này.") % {"role": ROLES[Role(role)]},
            field="role",
        )


def _check_may_manage(person_id: int, *, scope: Scope, on: date) -> None:
    """Whoever touches an account must be able to give every role that the person holds."""
    for held in queries.current_assignments(person_id, on=on):
        _check_may_give(scope, held.role, queries.path_of(held.place, held.organisation))


@transaction.atomic
def assign(
    *,
    person: Person,
    role: Role,
    starts_on: date,
    by: Person | None,
    at: datetime,
    scope: Scope | None = None,
    place: Place | None = None,
    organisation: Organisation | None = None,
    title: str = "",
    ends_on: date | None = None,
    decision_number: str = "",
) -> Assignment:
    """Give a person a role over a place or an organisation from a day, until before another day.

    ``scope`` is the giver's; None when the caller has checked the right itself (a team's decision).
    """
    if place is None and organisation is None:
        raise Refusal(_("Chọn nơi hoặc đơn vị của vai trò."), field="place")
    if ends_on is not None and ends_on <= starts_on:
        raise Refusal(_("Ngày kết thúc phải sau ngày bắt đầu."), field="ends_on")
    path = queries.path_of(place, organisation)
    _check_may_give(scope, role, path)
    Person.objects.select_for_update().get(pk=person.pk)
    for held in Assignment.objects.filter(person=person, role=role, place=place, organisation=organisation):
        if rules.overlaps((held.starts_on, held.ends_on), (starts_on, ends_on)):
            raise Refusal(
                _("%(name)s đã giữ vai trò này ở đây từ %(day)s.")
                % {"name": person.name, "day": f"{held.starts_on:%d/%m/%Y}"},
                field="starts_on",
            )
    assignment = Assignment.objects.create(
        person=person,
        role=role,
        place=place,
        organisation=organisation,
        title=title,
        starts_on=starts_on,
        ends_on=ends_on,
        decision_number=decision_number,
    )
    detail = {"person": person.pk, "role": str(role), "from": starts_on.isoformat()}
    record("people.assignment.given", by=by, about=assignment, at=at, path=path, detail=detail)
    return assignment


@transaction.atomic
def begin(
    *,
    name: str,
    phone: str,
    email: str,
    salutation: str,
    role: Role,
    place: Place,
    title: str,
    starts_on: date,
    decision_number: str,
    by: Person,
    scope: Scope,
    at: datetime,
) -> Person:
    """Somebody new together with a first role, wholly or not at all."""
    person = create_person(name=name, phone=phone, email=email, salutation=salutation, by=by, at=at)
    assign(
        person=person,
        role=role,
        place=place,
        title=title,
        starts_on=starts_on,
        decision_number=decision_number,
        by=by,
        scope=scope,
        at=at,
    )
    return person


@transaction.atomic
def end_assignment(
    *, assignment_id: int, ends_on: date, by: Person | None, at: datetime, scope: Scope | None = None
) -> Assignment:
    """End a role: ``ends_on`` is the first day on which it is no longer held."""
    assignment = Assignment.objects.select_for_update().get(pk=assignment_id)
    path = queries.path_of(assignment.place, assignment.organisation)
    _check_may_give(scope, assignment.role, path)
    if ends_on <= assignment.starts_on:
        raise Refusal(
            _("Vai trò này bắt đầu từ %(day)s; ngày thôi phải sau ngày đó.")
            % {"day": f"{assignment.starts_on:%d/%m/%Y}"},
            field="ends_on",
        )
    if assignment.ends_on is not None and assignment.ends_on <= ends_on:
        raise Refusal(_("Vai trò này đã kết thúc trước ngày đó."), field="ends_on")
    others = Assignment.objects.filter(Q(ends_on__isnull=True) | Q(ends_on__gt=ends_on), role=Role.ADMINISTRATOR)
    if assignment.role == Role.ADMINISTRATOR and not others.exclude(pk=assignment.pk).exists():
        raise Refusal(_("Đây là người quản trị cuối cùng. Giao vai trò quản trị cho người khác trước."))
    assignment.ends_on = ends_on
    assignment.save(update_fields=["ends_on"])
    detail = {"person": assignment.person_id, "role": assignment.role, "until": ends_on.isoformat()}
    record("people.assignment.ended", by=by, about=assignment, at=at, path=path, detail=detail)
    return assignment


@transaction.atomic
def transfer(
    *,
    assignment_id: int,
    place: Place,
    on: date,
    by: Person,
    at: datetime,
    scope: Scope | None = None,
    decision_number: str = "",
) -> Assignment:
    """Move a role to another place from a day. What the person did stays where and when it was done."""
    old = end_assignment(assignment_id=assignment_id, ends_on=on, by=by, at=at, scope=scope)
    return assign(
        person=old.person,
        role=Role(old.role),
        place=place,
        title=old.title,
        starts_on=on,
        by=by,
        at=at,
        scope=scope,
        decision_number=decision_number,
    )


def digest_of_secret(secret: str) -> str:
    return hashlib.sha256(secret.strip().encode()).hexdigest()


@transaction.atomic
def invite(*, person: Person, by: Person | None, at: datetime, scope: Scope | None = None) -> str:
    """The secret of a link with which the person chooses a password, once, within seven days.

    Earlier open links of the person close. Only the digest is kept: the secret is shown now or never.
    """
    if scope is not None:
        _check_may_manage(person.pk, scope=scope, on=at.date())
    if Account.objects.filter(person=person, is_active=False).exists():
        raise Refusal(_("Tài khoản này đang bị khoá. Mở khoá trước khi mời lại."))
    Invitation.objects.filter(person=person, accepted_at__isnull=True, revoked_at__isnull=True).update(revoked_at=at)
    secret = secrets.token_urlsafe(SECRET_BYTES)
    invitation = Invitation.objects.create(
        person=person,
        digest=digest_of_secret(secret),
        invited_by=by,
        created_at=at,
        expires_at=at + timedelta(days=rules.INVITATION_DAYS),
    )
    path = queries.place_path_of(person.pk)
    record("people.invitation.made", by=by, about=invitation, at=at, path=path, detail={"person": person.pk})
    return secret


@transaction.atomic
def revoke_invitation(*, invitation_id: int, by: Person, scope: Scope, at: datetime) -> Invitation:
    """Close a link that has not been used."""
    invitation = Invitation.objects.select_for_update().get(pk=invitation_id)
    _check_may_manage(invitation.person_id, scope=scope, on=at.date())
    if invitation.accepted_at is not None:
        raise Refusal(_("Đường dẫn này đã được dùng, không thu hồi được nữa."))
    invitation.revoked_at = invitation.revoked_at or at
    invitation.save(update_fields=["revoked_at"])
    path = queries.place_path_of(invitation.person_id)
    record("people.invitation.revoked", by=by, about=invitation, at=at, path=path)
    return invitation


@transaction.atomic
def accept_invitation(*, secret: str, username: str, password: str, at: datetime) -> Account:
    """Choose a password; whoever has an account already keeps its name."""
    invitation = (
        queries.open_invitations(at=at).select_for_update(of=("self",)).filter(digest=digest_of_secret(secret)).first()
    )
    if invitation is None:
        raise Refusal(_("Đường dẫn mời đã hết hạn, đã dùng hoặc đã thu hồi. Xin người quản lý mời lại."))
    account = Account.objects.filter(person=invitation.person).first() or Account(
        person=invitation.person, username=_free_username(username)
    )
    _set_password(account, password)
    account.save()
    invitation.accepted_at = at
    invitation.save(update_fields=["accepted_at"])
    path = queries.place_path_of(invitation.person_id)
    record("people.invitation.accepted", by=invitation.person, about=account, at=at, path=path)
    return account


def _free_username(text: str) -> str:
    username = text.strip().lower()
    if not rules.is_username(username):
        raise Refusal(
            _("Tên đăng nhập gồm 4 đến 60 ký tự: chữ thường không dấu, chữ số, dấu chấm, gạch nối."), field="username"
        )
    if Account.objects.filter(username__iexact=username).exists():
        raise Refusal(_("Tên đăng nhập này đã có người dùng."), field="username")
    return username


def _set_password(account: Account, password: str) -> None:
    try:
        validate_password(password, account)
    except ValidationError as error:
        raise Refusal(" ".join(error.messages), field="password") from error
    account.set_password(password)


@transaction.atomic
def open_account(*, person: Person, username: str, password: str, by: Person | None, at: datetime) -> Account:
    """An account made for somebody: the first administrator of an instance, and sample logins."""
    account = Account(person=person, username=_free_username(username))
    _set_password(account, password)
    account.save()
    record("people.account.opened", by=by, about=account, at=at, path=queries.place_path_of(person.pk))
    return account


def _end_sessions(account: Account) -> None:
    for session in UserSession.objects.filter(user=account):
        session.end()


@transaction.atomic
def deactivate_account(*, person_id: int, by: Person, scope: Scope, at: datetime) -> Account:
    """Lock an account and end its sessions. Assignments and records stay."""
    if person_id == by.pk:
        raise Refusal(_("Không tự khoá tài khoản của mình được."))
    return _set_active(person_id, is_active=False, by=by, scope=scope, at=at, code="people.account.locked")


@transaction.atomic
def reactivate_account(*, person_id: int, by: Person, scope: Scope, at: datetime) -> Account:
    return _set_active(person_id, is_active=True, by=by, scope=scope, at=at, code="people.account.unlocked")


def _set_active(person_id: int, *, is_active: bool, by: Person, scope: Scope, at: datetime, code: str) -> Account:
    account = Account.objects.select_for_update(of=("self",)).get(person_id=person_id)
    _check_may_manage(person_id, scope=scope, on=at.date())
    account.is_active = is_active
    account.save(update_fields=["is_active"])
    if not is_active:
        _end_sessions(account)
    record(code, by=by, about=account, at=at, path=queries.place_path_of(person_id))
    return account


@transaction.atomic
def reset_second_factor(*, person_id: int, by: Person, scope: Scope, at: datetime) -> Account:
    """For a lost telephone: the person sets up a new second factor at the next login."""
    account = Account.objects.select_for_update(of=("self",)).get(person_id=person_id)
    if person_id == by.pk:
        raise Refusal(_("Nhờ người quản lý khác đặt lại mã xác thực của mình."))
    _check_may_manage(person_id, scope=scope, on=at.date())
    Authenticator.objects.filter(user=account).delete()
    _end_sessions(account)
    record("people.account.second_factor_reset", by=by, about=account, at=at, path=queries.place_path_of(person_id))
    return account


@transaction.atomic
def end_other_sessions(*, account: Account, keep: str, at: datetime) -> int:
    """Log the account out everywhere but in the session ``keep``. Returns how many ended."""
    ended = 0
    for session in UserSession.objects.filter(user=account).exclude(session_key=keep):
        session.end()
        ended += 1
    record("people.account.sessions_ended", by=account.person, about=account, at=at, detail={"count": ended})
    return ended


@transaction.atomic
def note_entrance(*, account: Account, at: datetime) -> None:
    """Leave an audit line that somebody has logged in."""
    record(
        "people.account.entered", by=account.person, about=account, at=at, path=queries.place_path_of(account.person_id)
    )
