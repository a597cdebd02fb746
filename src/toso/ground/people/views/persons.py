"""Persons, the roles they hold, and the accounts they log in with."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from toso.ground.people import actions, queries, rules
from toso.ground.people.forms import AssignForm, CorrectPersonForm, EndForm, NewPersonForm
from toso.ground.people.models import ROLES, Account, Assignment, Invitation, Person
from toso.ground.people.rules import Role
from toso.ground.shared.access import StaffRequest, requires
from toso.ground.shared.refusal import Refusal

MANAGERS = (Role.ADMINISTRATOR, Role.PROVINCE_OFFICER, Role.COMMUNE_LEADER, Role.COMMUNE_OFFICIAL)
PAGE = 50


@requires(*MANAGERS)
def people(request: StaffRequest) -> HttpResponse:
    """Who works in my part of the tree, by given name."""
    at = timezone.now()
    on = timezone.localdate(at)
    text, role = request.GET.get("q", ""), request.GET.get("role", "")
    after = queries.place_in_list(request.GET.get("after", ""), scope=request.scope)
    found = queries.find_persons(
        scope=request.scope, text=text, role=role if role in ROLES else "", on=on, after=after, limit=PAGE + 1
    )
    shown = found[:PAGE]
    held = queries.roles_of([person.pk for person in shown], on=on)
    invited = queries.invited_among([person.pk for person in shown], at=at)
    rows = [
        {"person": person, "held": held[person.pk], "account": account_state(person, person.pk in invited)}
        for person in shown
    ]
    return render(
        request,
        "people/people.html",
        {
            "rows": rows,
            "next": shown[-1].pk if len(found) > PAGE else None,
            "text": text,
            "role": role,
            "roles": ROLES.items(),
        },
    )


def account_state(person: Person, is_invited: bool) -> tuple[str, str]:
    """Tone and words of the state of a person's account."""
    account: Account | None = getattr(person, "account", None)
    if account is not None and not account.is_active:
        return "bad", _("Đang khoá")
    if is_invited:
        return "wait", _("Đã mời")
    if account is None:
        return "temp", _("Chưa có tài khoản")
    return "good", _("Đang dùng")


@requires(*MANAGERS)
def new(request: StaffRequest) -> HttpResponse:
    """Somebody new, with a first role."""
    form = NewPersonForm(request.POST or None, scope=request.scope, initial={"starts_on": timezone.localdate()})
    if form.is_valid():
        words, at = form.cleaned_data, timezone.now()
        try:
            person = actions.begin(
                name=words["name"],
                phone=words["phone"],
                email=words["email"],
                salutation=words["salutation"],
                role=words["role"],
                place=words["place"],
                title=words["title"],
                starts_on=words["starts_on"],
                decision_number=words["decision_number"],
                by=request.person,
                scope=request.scope,
                at=at,
            )
        except Refusal as refusal:
            form.add_error(refusal.field or None, str(refusal))
        else:
            messages.success(request, _("Đã thêm %(name)s. Mời để có tài khoản.") % {"name": person.name})
            return redirect("people:person", person.pk)
    return render(request, "people/new.html", {"form": form}, status=400 if form.is_bound else 200)


def the_person(request: StaffRequest, person_id: int) -> Person:
    found = queries.persons_visible(request.scope).select_related("account")
    person: Person = get_object_or_404(found, pk=person_id)
    return person


def person_page(request: StaffRequest, person: Person, status: int = 200, **more: Any) -> HttpResponse:
    at = timezone.now()
    on = timezone.localdate(at)
    account: Account | None = getattr(person, "account", None)
    history = queries.history_of(person.pk)
    invitation = queries.open_invitations(at=at).filter(person=person).first()
    words = {
        "person": person,
        "account": account,
        "state": account_state(person, invitation is not None),
        "history": [
            {
                "held": held,
                "is_open": held.ends_on is None or held.ends_on > on,
                "may_transfer": held.place is not None
                and held.role not in rules.TEAM_ROLES
                and request.scope.holds(Role.ADMINISTRATOR, at_place=held.place.path),
                "may_end": rules.may_give(
                    queries.roles_at(request.scope, queries.path_of(held.place, held.organisation)), held.role
                ),
            }
            for held in history
        ],
        "may_erase": request.scope.holds(Role.ADMINISTRATOR) and person.pk != request.person.pk,
        "invitation": invitation,
        "has_second_factor": account is not None and queries.has_second_factor(account),
        "assign_form": AssignForm(scope=request.scope, initial={"starts_on": on}),
        "end_form": EndForm(initial={"ends_on": on}),
    }
    return render(request, "people/person.html", words | more, status=status)


@requires(*MANAGERS)
@never_cache
def person(request: StaffRequest, person_id: int) -> HttpResponse:
    """One person: roles with their days, account, invitation."""
    return person_page(request, the_person(request, person_id))


@requires(*MANAGERS)
def correct(request: StaffRequest, person_id: int) -> HttpResponse:
    person = the_person(request, person_id)
    known = {name: getattr(person, name) for name in ("name", "phone", "email", "salutation")}
    form = CorrectPersonForm(request.POST or None, initial=known)
    if form.is_valid():
        try:
            actions.correct_person(
                person_id=person.pk, **form.cleaned_data, by=request.person, scope=request.scope, at=timezone.now()
            )
        except Refusal as refusal:
            form.add_error(refusal.field or None, str(refusal))
        else:
            messages.success(request, _("Đã lưu."))
            return redirect("people:person", person.pk)
    return render(
        request, "people/correct.html", {"form": form, "person": person}, status=400 if form.is_bound else 200
    )


@requires(*MANAGERS)
@require_POST
def assign(request: StaffRequest, person_id: int) -> HttpResponse:
    person = the_person(request, person_id)
    form = AssignForm(request.POST, scope=request.scope)
    if form.is_valid():
        words = form.cleaned_data
        try:
            actions.assign(
                person=person,
                role=words["role"],
                place=words["place"],
                title=words["title"],
                starts_on=words["starts_on"],
                ends_on=words["ends_on"],
                decision_number=words["decision_number"],
                by=request.person,
                scope=request.scope,
                at=timezone.now(),
            )
        except Refusal as refusal:
            form.add_error(refusal.field or None, str(refusal))
        else:
            messages.success(request, _("Đã giao vai trò."))
            return redirect("people:person", person.pk)
    return person_page(request, person, status=400, assign_form=form)


@requires(*MANAGERS)
@require_POST
def end(request: StaffRequest, person_id: int, assignment_id: int) -> HttpResponse:
    person = the_person(request, person_id)
    held = get_object_or_404(Assignment.objects.visible_to(request.scope), pk=assignment_id, person=person)
    form = EndForm(request.POST)
    if not form.is_valid():
        return person_page(request, person, status=400, end_form=form)
    words = {"ends_on": form.cleaned_data["ends_on"], "by": request.person, "scope": request.scope}
    return attempt(
        request,
        person,
        lambda: actions.end_assignment(assignment_id=held.pk, at=timezone.now(), **words),
        _("Đã kết thúc vai trò."),
    )


def attempt(request: StaffRequest, person: Person, act: Callable[[], object], words: str) -> HttpResponse:
    """Do one thing to the person, say how it went, and show the person again."""
    try:
        act()
    except Refusal as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, words)
    return redirect("people:person", person.pk)


@requires(*MANAGERS)
@require_POST
@never_cache
def invite(request: StaffRequest, person_id: int) -> HttpResponse:
    """Make a link and show it once."""
    person = the_person(request, person_id)
    try:
        secret = actions.invite(person=person, by=request.person, at=timezone.now(), scope=request.scope)
    except Refusal as refusal:
        messages.error(request, str(refusal))
        return redirect("people:person", person.pk)
    link = request.build_absolute_uri(reverse("people:accept", args=[secret]))
    return render(request, "people/invited.html", {"person": person, "link": link, "days": rules.INVITATION_DAYS})


@requires(*MANAGERS)
@require_POST
def revoke(request: StaffRequest, person_id: int, invitation_id: int) -> HttpResponse:
    person = the_person(request, person_id)
    invitation = get_object_or_404(Invitation, pk=invitation_id, person=person)
    words = {"by": request.person, "scope": request.scope, "at": timezone.now()}
    return attempt(
        request,
        person,
        lambda: actions.revoke_invitation(invitation_id=invitation.pk, **words),
        _("Đã thu hồi lời mời."),
    )


def account_act(request: StaffRequest, person_id: int, act: Callable[..., object], words: str) -> HttpResponse:
    person = the_person(request, person_id)
    if getattr(person, "account", None) is None:
        messages.error(request, _("Người này chưa có tài khoản."))
        return redirect("people:person", person.pk)
    return attempt(
        request,
        person,
        lambda: act(person_id=person.pk, by=request.person, scope=request.scope, at=timezone.now()),
        words,
    )


@requires(*MANAGERS)
@require_POST
def lock(request: StaffRequest, person_id: int) -> HttpResponse:
    return account_act(request, person_id, actions.deactivate_account, _("Đã khoá tài khoản."))


@requires(*MANAGERS)
@require_POST
def unlock(request: StaffRequest, person_id: int) -> HttpResponse:
    return account_act(request, person_id, actions.reactivate_account, _("Đã mở khoá tài khoản."))


@requires(*MANAGERS)
@require_POST
def reset_second_factor(request: StaffRequest, person_id: int) -> HttpResponse:
    return account_act(request, person_id, actions.reset_second_factor, _("Đã bỏ mã xác thực cũ."))
