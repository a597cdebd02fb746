"""The shipped survey goes among the forms of a place, published, by the same door as any other form."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from toso.ground.people.models import Person
from toso.ground.places.models import Place
from toso.ground.shared.refusal import Refusal
from toso.ground.shared.scope import Scope
from toso.plan.forms.actions.versions import publish_version, upload_version
from toso.plan.forms.models import Version
from toso.plan.forms.rules import definition
from toso.work.registry.queries.survey import FILE_NAME, workbook


@transaction.atomic
def publish_survey(*, place: Place, by: Person, scope: Scope, at: datetime) -> Version:
    """Import the survey of households that ships with the product, and publish it. Again it changes nothing."""
    content = workbook()
    read = definition.read(content, file_name=FILE_NAME)
    if read.faults:
        raise Refusal(_("Phiếu khảo sát mẫu còn lỗi nên chưa được đưa vào."))
    version = upload_version(content=content, file_name=FILE_NAME, read=read, place=place, by=by, scope=scope, at=at)
    return publish_version(version_id=version.pk, by=by, scope=scope, at=at)
