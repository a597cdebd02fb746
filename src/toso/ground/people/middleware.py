from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from toso.ground.people.queries import scope_of
from toso.ground.shared.scope import Scope


class PersonMiddleware:
    """Puts the person and today's scope on the request; everybody else has an empty scope."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        person = request.user.person if request.user.is_authenticated else None
        request.person = person  # type: ignore[attr-defined]  # StaffRequest declares it
        request.scope = (  # type: ignore[attr-defined]  # StaffRequest declares it
            scope_of(person.pk, on=timezone.localdate()) if person else Scope(person_id=0)
        )
        return self.get_response(request)
