"""The outline of a report drawn anew by the standing agency."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from toso.ground.people.rules import Role
from toso.ground.shared.access import StaffRequest, requires
from toso.ground.shared.refusal import Refusal
from toso.plan.programme.queries import indicators_on
from toso.results.reporting.actions.revising import revise_outline
from toso.results.reporting.forms import OutlineForm
from toso.results.reporting.models import Template


@requires(Role.PROVINCE_OFFICER)
def revise(request: StaffRequest, template_id: int) -> HttpResponse:
    """Sections with their hints, indicators, recipients: a new version from a day."""
    template = get_object_or_404(Template, pk=template_id)
    form = OutlineForm(request.POST or None, template=template, indicators=indicators_on(timezone.localdate()))
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        try:
            made = revise_outline(
                template_id=template.pk,
                sections=form.asked(),
                indicator_ids=said["indicators"],
                recipients=said["recipients"].splitlines(),
                valid_from=said["valid_from"],
                by=request.person,
                scope=request.scope,
                at=timezone.now(),
            )
        except Refusal as refusal:
            form.add_error(refusal.field if refusal.field in form.fields else None, str(refusal))
        else:
            messages.success(request, _("Đã lưu bản mới của đề cương."))
            return redirect("reporting:template", made.pk)
    context = {"template": template, "form": form}
    return render(request, "reporting/revise.html", context, status=400 if form.errors else 200)
