import django.db.models.deletion
from django.db import migrations, models

from toso.ground.shared.together import Together


class Migration(migrations.Migration):
    dependencies = [
        ("places", "0001_first_tables"),
        ("programme", "0002_what_the_sources_left_out"),
    ]

    operations = [
        migrations.RemoveConstraint(
            model_name="mark",
            name="mark_once",
        ),
        migrations.RemoveIndex(
            model_name="mark",
            name="mark_oldest_first",
        ),
        migrations.AlterField(
            model_name="mark",
            name="place",
            field=models.ForeignKey(
                db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name="+", to="places.place"
            ),
        ),
        migrations.AddIndex(
            model_name="mark",
            index=models.Index(fields=["place", "day"], name="mark_of_a_cell"),
        ),
    ]
    operations = [Together(operations)]
