from datetime import timedelta

from django.db import migrations
from django.db.models import Max

HANDED_IN = ("submitted", "accepted", "locked")


def settle(apps, schema_editor):
    """Reports that were handed in before this was kept: their places' days are settled."""
    report, place = apps.get_model("reporting", "Report"), apps.get_model("places", "Place")
    rows = report.objects.filter(state__in=HANDED_IN, subject="").values("place").annotate(last=Max("period__last_day"))
    by_day = {}
    for row in rows:
        by_day.setdefault(row["last"] + timedelta(days=1), []).append(row["place"])
    for until, places in by_day.items():
        place.objects.filter(pk__in=places).update(settled_until=until)


class Migration(migrations.Migration):
    dependencies = [
        ("places", "0003_settled_days"),
        ("reporting", "0002_half_month_figures"),
    ]

    operations = [migrations.RunPython(settle, migrations.RunPython.noop)]
