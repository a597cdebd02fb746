"""A form comes in, is published to places, and is retired."""

import hashlib
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from toso.ground.audit.actions import record as audit
from toso.ground.people.models import Person
from toso.ground.places.models import Place
from toso.ground.shared.refusal import Refusal
from toso.ground.shared.scope import Scope
from toso.plan.forms.models import Form, Opening, Version
from toso.plan.forms.queries import KEEPERS
from toso.plan.forms.rules import answers, definition


def refuse_other_keepers(form: Form, scope: Scope) -> None:
    """A form is changed by those who hold office where it is kept, or above."""
    if not scope.holds(*KEEPERS, at_place=form.place.path):
        raise Refusal(_("Biểu mẫu này do %(place)s giữ; anh chị không sửa được.") % {"place": form.place.name})


@transaction.atomic
def upload_version(
    *, content: bytes, file_name: str, read: definition.Form, place: Place, by: Person, scope: Scope, at: datetime
) -> Version:
    """Keep a faultless form as a new version. The same content again is the same version; raises Refusal."""
    summary = read.summary
    if read.faults or summary is None:
        raise Refusal(_("Biểu mẫu còn lỗi nên chưa được nhận."))
    if not scope.holds(*KEEPERS, at_place=place.path):
        raise Refusal(_("Anh chị không giữ biểu mẫu cho %(place)s.") % {"place": place.name})
    title = (summary.title or summary.form_id)[:200]
    form = Form.objects.select_for_update().filter(form_id=summary.form_id).first()
    if form is None:
        form = Form.objects.create(form_id=summary.form_id, title=title, place=place, made_by=by, made_at=at)
    refuse_other_keepers(form, scope)
    digest = hashlib.sha256(read.xform).hexdigest()
    known = form.versions.filter(version=summary.version).first()
    if known is not None:
        if known.digest != digest:
            raise Refusal(
                _("Phiên bản “%(version)s” của biểu mẫu “%(form)s” đã có với nội dung khác. Hãy đổi cột version.")
                % {"version": summary.version, "form": form.form_id}
            )
        return known
    form.title = title
    form.save(update_fields=["title"])
    version = Version.objects.create(
        form=form,
        version=summary.version,
        xform=read.xform.decode(),
        digest=digest,
        source_name=file_name[:200],
        source=content,
        questions=[question.as_data() for question in answers.questions_of(read.xform)],
        uploaded_by=by,
        uploaded_at=at,
    )
    detail = {"form": form.form_id, "version": version.version, "digest": digest}
    audit("forms.version.uploaded", by=by, about=version, at=at, path=form.place.path, detail=detail)
    return version


@transaction.atomic
def publish_version(*, version_id: int, by: Person, scope: Scope, at: datetime) -> Version:
    """Make a version the one that phones get; the one before is retired, its submissions are still taken."""
    version = Version.objects.select_for_update().select_related("form__place").get(pk=version_id)
    refuse_other_keepers(version.form, scope)
    if version.published_at and version.retired_at is None:
        return version
    version.form.versions.filter(published_at__isnull=False, retired_at__isnull=True).update(retired_at=at)
    version.published_at, version.retired_at = at, None
    version.save(update_fields=["published_at", "retired_at"])
    if not version.form.openings.filter(closed_at__isnull=True).exists():
        Opening.objects.create(form=version.form, place=version.form.place, opened_at=at)
    detail = {"form": version.form.form_id, "version": version.version}
    audit("forms.version.published", by=by, about=version, at=at, path=version.form.place.path, detail=detail)
    return version


@transaction.atomic
def open_form(*, form_id: int, places: list[Place], by: Person, scope: Scope, at: datetime) -> Form:
    """Say where a form is open: exactly at these places and below them. No place closes it everywhere."""
    form = Form.objects.select_for_update().select_related("place").get(pk=form_id)
    refuse_other_keepers(form, scope)
    for place in places:
        if not scope.holds(*KEEPERS, at_place=place.path):
            raise Refusal(_("%(place)s nằm ngoài phạm vi của anh chị.") % {"place": place.name})
    wanted = {place.pk for place in places}
    form.openings.filter(closed_at__isnull=True).exclude(place__in=wanted).update(closed_at=at)
    held = set(form.openings.filter(closed_at__isnull=True).values_list("place_id", flat=True))
    Opening.objects.bulk_create(
        Opening(form=form, place=place, opened_at=at) for place in places if place.pk not in held
    )
    detail = {"form": form.form_id, "places": sorted(wanted)}
    audit("forms.form.opened", by=by, about=form, at=at, path=form.place.path, detail=detail)
    return form
