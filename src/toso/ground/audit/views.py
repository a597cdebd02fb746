from django.http import HttpResponse
from django.shortcuts import render

from toso.ground.audit import queries
from toso.ground.audit.forms import FilterForm
from toso.ground.shared.access import StaffRequest, requires
from toso.ground.shared.scope import Scope

WHOLE_PROVINCE = ("administrator", "province_officer", "auditor")
READERS = (*WHOLE_PROVINCE, "commune_leader")
PAGE = 50


def sees_all(scope: Scope) -> bool:
    """Whether the reader answers for a whole province, and so reads what belongs to no place in it too."""
    return any(
        grant.role in WHOLE_PROVINCE and grant.place is not None and grant.place.count(".") == 1
        for grant in scope.grants
    )


@requires(*READERS)
def trail(request: StaffRequest) -> HttpResponse:
    """Who did what, newest first."""
    form = FilterForm(request.GET or None)
    form.is_valid()
    wanted = getattr(form, "cleaned_data", {})
    before = request.GET.get("before", "")
    found = queries.lines(
        request.scope,
        sees_all=sees_all(request.scope),
        first_day=wanted.get("first_day"),
        last_day=wanted.get("last_day"),
        name=wanted.get("name", ""),
        code=wanted.get("code", ""),
        before=int(before) if before.isdigit() else None,
        limit=PAGE + 1,
    )
    return render(
        request,
        "audit/trail.html",
        {
            "form": form,
            "rows": found[:PAGE],
            "next": found[PAGE - 1].pk if len(found) > PAGE else None,
            "last_seal": queries.last_seal(),
            "unsealed": queries.unsealed_count(),
        },
    )
