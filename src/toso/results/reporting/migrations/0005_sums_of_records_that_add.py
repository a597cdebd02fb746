from django.db import migrations


def forget(apps, schema_editor):
    """Records that add nothing no longer count as evidence: the stored sums of these facts are filled anew
    by the worker as soon as it finds their series missing."""
    apps.get_model("reporting", "Series").objects.filter(fact__startswith="outreach.").delete()


class Migration(migrations.Migration):
    dependencies = [("reporting", "0004_person_days")]

    operations = [migrations.RunPython(forget, migrations.RunPython.noop)]
