"""How a page says who may open it. A guard fails on a page that says nothing."""

from collections.abc import Callable
from collections.abc import Set as AbstractSet
from functools import wraps
from typing import Any, Protocol, cast

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.urls import resolve

from toso.ground.shared.scope import Scope


class Actor(Protocol):
    """Whoever does something: enough of a person for the audit trail."""

    @property
    def pk(self) -> Any: ...

    @property
    def name(self) -> Any: ...


class StaffRequest(HttpRequest):
    """A request of somebody who is logged in, as the middleware of ``people`` prepares it."""

    person: Any
    scope: Scope


Page = Callable[..., HttpResponse]


def requires(*roles: str) -> Callable[[Page], Page]:
    """Open the page only to those who hold one of the roles somewhere; without roles, to every account.

    The place is checked by ``visible_to``: outside the scope nothing is found.
    """

    def decorate(page: Page) -> Page:
        @wraps(page)
        def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
            staff = cast(StaffRequest, request)
            if roles and not staff.scope.holds(*roles):
                raise PermissionDenied
            return page(staff, *args, **kwargs)

        guarded.required_roles = roles  # type: ignore[attr-defined]  # read by the guard over all pages
        return guarded

    return decorate


def opens_to(address: str, roles: AbstractSet[str]) -> bool:
    """Whether the page lets in somebody who holds these roles, as its ``@requires`` says."""
    required = getattr(resolve(address).func, "required_roles", ())
    return not required or not roles.isdisjoint(required)


def public(reason: str) -> Callable[[Page], Page]:
    """Open the page to everybody, with the reason why that is right."""

    def decorate(page: Page) -> Page:
        page.public_reason = reason  # type: ignore[attr-defined]  # read by the guard over all pages
        page.login_required = False  # type: ignore[attr-defined]  # Django's LoginRequiredMiddleware reads this
        return page

    return decorate
