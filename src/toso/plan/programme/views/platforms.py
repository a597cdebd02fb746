from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from toso.ground.people.models import Organisation
from toso.ground.people.rules import Role
from toso.ground.places.rules import Level
from toso.ground.shared.access import StaffRequest, requires
from toso.ground.shared.refusal import Refusal
from toso.plan.programme.actions import platforms as actions
from toso.plan.programme.forms.year import PlatformForm
from toso.plan.programme.models import Platform
from toso.plan.programme.views import refused

FIELDS = ("name", "owner", "contact", "phone", "email", "released_on", "version", "guide", "address", "note")


@requires()
def platforms(request: StaffRequest) -> HttpResponse:
    """The platforms and services people are guided to use: whose they are, since when, where the guide is."""
    rows = Platform.objects.select_related("owner").order_by("order", "pk")
    today = timezone.localdate()
    context = {
        "sets": [
            (_("Đang dùng"), [row for row in rows if row.valid_until is None or row.valid_until > today]),
            (_("Đã thôi dùng"), [row for row in rows if row.valid_until is not None and row.valid_until <= today]),
        ],
        "may_edit": request.scope.holds(Role.PROVINCE_OFFICER),
    }
    return render(request, "programme/platforms.html", context)


@requires()
def platform(request: StaffRequest, code: str) -> HttpResponse:
    """One platform with its owner, contact, release, version and guide."""
    shown = get_object_or_404(Platform.objects.select_related("owner"), code=code)
    return render(
        request,
        "programme/platform.html",
        {"platform": shown, "may_edit": request.scope.holds(Role.PROVINCE_OFFICER), "today": timezone.localdate()},
    )


def _owners() -> QuerySet[Organisation]:
    """The bodies that may own a platform: those of provinces and above, by name."""
    rows: QuerySet[Organisation] = Organisation.objects.filter(valid_until__isnull=True)
    return rows.exclude(place__level__in=(Level.COMMUNE, Level.HAMLET)).order_by("sort_key", "pk")


@requires(Role.PROVINCE_OFFICER)
def new_platform(request: StaffRequest) -> HttpResponse:
    """Add a platform."""
    return _form(request, None)


@requires(Role.PROVINCE_OFFICER)
def edit_platform(request: StaffRequest, code: str) -> HttpResponse:
    """Correct what is known of a platform."""
    return _form(request, get_object_or_404(Platform, code=code))


def _form(request: StaffRequest, shown: Platform | None) -> HttpResponse:
    initial = {name: getattr(shown, name) for name in FIELDS} if shown else {"released_on": timezone.localdate()}
    form = PlatformForm(request.POST or None, owners=_owners(), initial=initial)
    if request.method == "POST" and form.is_valid():
        try:
            saved = actions.save_platform(
                platform_id=shown.pk if shown else None,
                **form.cleaned_data,
                by=request.person,
                scope=request.scope,
                at=timezone.now(),
            )
            messages.success(request, _("Đã lưu nền tảng."))
            return redirect("programme:platform", saved.code)
        except Refusal as refusal:
            refused(form, refusal)
    return render(request, "programme/edit_platform.html", {"form": form, "platform": shown})


@requires(Role.PROVINCE_OFFICER)
@require_POST
def end_platform(request: StaffRequest, code: str) -> HttpResponse:
    """From today on nobody is guided to use it."""
    shown = get_object_or_404(Platform, code=code)
    try:
        actions.end_platform(
            platform_id=shown.pk,
            on=timezone.localdate(),
            by=request.person,
            scope=request.scope,
            at=timezone.now(),
        )
        messages.success(request, _("Từ hôm nay không hướng dẫn nền tảng này nữa."))
    except Refusal as refusal:
        messages.error(request, str(refusal))
    return redirect("programme:platform", shown.code)
