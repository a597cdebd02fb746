"""How an agency runs its KPI: settings with their reasons, seats and transfers, a unit's own criteria."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from toso.ground.people.models import Organisation, Person
from toso.ground.shared.access import StaffRequest, requires
from toso.ground.shared.refusal import Refusal
from toso.results.kpi.actions import months, own, people
from toso.results.kpi.forms.setup import (
    EndForm,
    MoveForm,
    OwnRulesForm,
    PostForm,
    SeatForm,
    SettingForm,
    bodies_under,
    own_rule_sets,
)
from toso.results.kpi.models import Post
from toso.results.kpi.queries import setup as queries
from toso.results.kpi.queries.access import STAFF, agencies_kept, agency_to_keep
from toso.results.kpi.queries.criteria import rule_set_named
from toso.results.kpi.queries.months import setting_on
from toso.results.kpi.rules.rule_sets import RuleSet
from toso.results.kpi.views.common import deed, standing, tried

USUAL = "ND335-2025"


def _agency(request: StaffRequest, pk: int) -> Organisation:
    found = agency_to_keep(standing(request), pk)
    if found is None:
        raise Http404
    return found


@requires(*STAFF)
def setup(request: StaffRequest, agency_id: int) -> HttpResponse:
    """The settings in force, those before and to come, and a new one from a month that has not been opened."""
    agency = _agency(request, agency_id)
    today = timezone.localdate()
    last = setting_on(agency, today.replace(year=today.year + 10))
    rules = rule_set_named(USUAL)
    initial: dict[str, Any] = {"mode": "score", "rule_set": USUAL}
    if last is not None:
        names = ("mode", "rule_set", "basis", "first_day_of_month", "self_score_day", "confirm_day", "report_day")
        initial = {name: getattr(last, name) for name in names} | last.policy
    form = SettingForm(
        request.POST or None, months=queries.months_to_choose(agency, today), rules=rules, initial=initial
    )
    if request.method == "POST" and form.is_valid():
        try:
            months.set_up(agency=agency, **form.values(), **deed(request))
        except Refusal as refusal:
            form.add_error(refusal.field if refusal.field in form.fields else None, str(refusal))
        else:
            messages.success(request, _("Đã ghi cách chấm KPI, áp dụng từ tháng đã chọn."))
            return redirect("kpi:setup", agency.pk)
    context = {
        "agency": agency,
        "form": form,
        "lines": queries.settings_of(agency, today),
        "slots": own_rule_sets(),
        "own_rules": [(row, rule_set_named(row.rule_set)) for row in queries.own_rules_of(agency)],
    }
    return render(request, "kpi/setup.html", context)


@requires(*STAFF)
def own_rules(request: StaffRequest, agency_id: int, code: str) -> HttpResponse:
    """Enter the criteria of a group whose text is not public; always marked so."""
    agency = _agency(request, agency_id)
    rules: RuleSet | None = next((one for one in own_rule_sets() if one.code == code), None)
    if rules is None:
        raise Http404
    last = next((row for row in queries.own_rules_of(agency) if row.rule_set == code), None)
    rows: list[tuple[str, str, str]] = []
    if last is not None:
        rows = [(c["label"], c["points"], group["label"]) for group in last.groups for c in group["criteria"]]
        rows += [(c["label"], c["points"], "") for c in last.results]
    text = "\n".join(f"{label}; {points.replace('.', ',')}; {group}" for label, points, group in rows)
    form = OwnRulesForm(
        request.POST or None,
        months=queries.months_to_choose(agency, timezone.localdate()),
        initial={"text": text, "basis": last.basis if last else ""},
    )
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        try:
            own.enter_own_rules(
                agency=agency,
                rule_set=code,
                valid_from=data["month"],
                basis=data["basis"],
                criteria=form.criteria,
                **deed(request),
            )
        except Refusal as refusal:
            form.add_error(refusal.field if refusal.field in form.fields else None, str(refusal))
        else:
            messages.success(request, _("Đã ghi bộ tiêu chí của đơn vị."))
            return redirect("kpi:setup", agency.pk)
    return render(request, "kpi/own_rules.html", {"agency": agency, "rules": rules, "form": form})


@requires(*STAFF)
def posts(request: StaffRequest, agency_id: int) -> HttpResponse:
    """Everybody's seat, by body; a seat for somebody new, found by name."""
    agency = _agency(request, agency_id)
    today = timezone.localdate()
    text = request.GET.get("q", "").strip()
    found = queries.persons_to_seat(request.scope, agency, text)
    form = SeatForm(
        request.POST or None,
        bodies=bodies_under([agency]),
        persons=Person.objects.filter(pk__in=[one.pk for one in found]).order_by("sort_key", "pk"),
        initial={"starts_on": today, "rank": "official", "body": agency.pk},
    )
    if request.method == "POST" and form.is_valid():
        try:
            people.give_post(agency=agency, **form.values(), **deed(request))
        except Refusal as refusal:
            is_known = refusal.field in form.fields
            form.add_error(
                "is_second" if refusal.field == "is_main" else refusal.field if is_known else None, str(refusal)
            )
        else:
            messages.success(request, _("Đã ghi vị trí của %(name)s.") % {"name": form.cleaned_data["person"].name})
            return redirect("kpi:posts", agency.pk)
    context = {
        "agency": agency,
        "bodies": queries.posts_by_body(agency, today),
        "form": form,
        "text": text,
        "found": found,
        "today": today,
    }
    return render(request, "kpi/posts.html", context)


def _post(request: StaffRequest, pk: int) -> Post:
    found = queries.post_seen(standing(request), pk)
    if found is None:
        raise Http404
    return found


@requires(*STAFF)
def post(request: StaffRequest, pk: int) -> HttpResponse:
    """One seat: put it right, move its holder, end it."""
    shown = _post(request, pk)
    initial = {name: getattr(shown, name) for name in ("title", "group", "rule_set", "keeps_personnel")}
    form = PostForm(request.POST or None, initial=initial)
    if request.method == "POST" and form.is_valid():
        try:
            people.change_post(post_id=shown.pk, **form.cleaned_data, **deed(request))
        except Refusal as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("Đã sửa vị trí của %(name)s.") % {"name": shown.person.name})
            return redirect("kpi:posts", shown.agency_id)
    return _post_page(request, shown, form=form)


def _post_page(
    request: StaffRequest,
    shown: Post,
    *,
    form: PostForm | None = None,
    move_form: MoveForm | None = None,
    end_form: EndForm | None = None,
) -> HttpResponse:
    who = standing(request)
    initial = {name: getattr(shown, name) for name in ("title", "group", "rule_set", "keeps_personnel")}
    context = {
        "post": shown,
        "history": queries.posts_of(shown.person, who),
        "form": form or PostForm(initial=initial),
        "move_form": move_form
        or MoveForm(
            bodies=bodies_under(agencies_kept(who)),
            initial={"title": shown.title, "group": shown.group, "rank": shown.rank, "on": timezone.localdate()},
            auto_id="move_%s",
        ),
        "end_form": end_form or EndForm(initial={"on": timezone.localdate()}, auto_id="end_%s"),
        "is_open": shown.ends_on is None,
    }
    return render(request, "kpi/post.html", context)


@requires(*STAFF)
@require_POST
def move(request: StaffRequest, pk: int) -> HttpResponse:
    """A transfer: months already scored stay where they were scored (Article 19.1)."""
    shown = _post(request, pk)
    kept = agencies_kept(standing(request))
    form = MoveForm(request.POST, bodies=bodies_under(kept), auto_id="move_%s")
    if form.is_valid():
        data = form.cleaned_data
        agency = max((one for one in kept if data["body"].path.startswith(one.path)), key=lambda one: len(one.path))
        try:
            people.transfer(person=shown.person, agency=agency, **data, **deed(request))
        except Refusal as refusal:
            form.add_error(refusal.field if refusal.field in form.fields else None, str(refusal))
        else:
            said = _("Đã chuyển %(name)s. Các tháng đã chấm giữ nguyên ở nơi cũ.")
            messages.success(request, said % {"name": shown.person.name})
            return redirect("kpi:posts", agency.pk)
    return _post_page(request, shown, move_form=form)


@requires(*STAFF)
@require_POST
def end_post(request: StaffRequest, pk: int) -> HttpResponse:
    shown, form = _post(request, pk), EndForm(request.POST, auto_id="end_%s")
    if form.is_valid():
        try:
            people.end_post(post_id=shown.pk, on=form.cleaned_data["on"], **deed(request))
        except Refusal as refusal:
            form.add_error("on", str(refusal))
        else:
            messages.success(request, _("Đã ghi thôi vị trí của %(name)s.") % {"name": shown.person.name})
            return redirect("kpi:posts", shown.agency_id)
    return _post_page(request, shown, end_form=form)


@requires(*STAFF)
@require_POST
def end_substitute(request: StaffRequest, pk: int) -> HttpResponse:
    """The usual scorer scores again."""
    kept = agencies_kept(standing(request))
    found = next(
        (one for agency in kept for one in queries.substitutes_of(agency, timezone.localdate()) if one.pk == pk), None
    )
    if found is None:
        raise Http404
    return tried(
        request,
        lambda: people.end_substitute(substitute_id=pk, **deed(request)),
        said=_("Đã kết thúc việc chấm thay."),
        back=f"{reverse('kpi:overview')}?agency={found.agency_id}",
    )
