import django.contrib.postgres.indexes
import django.contrib.postgres.search
from django.db import migrations, models

from toso.ground.shared.together import Together


class Migration(migrations.Migration):
    dependencies = [
        ("helpdesk", "0002_imported_requests"),
        ("people", "0002_cache_table"),
        ("places", "0001_first_tables"),
        ("programme", "0001_first_tables"),
        ("teams", "0001_first_tables"),
    ]

    operations = [
        migrations.RemoveIndex(
            model_name="article",
            name="article_words",
        ),
        migrations.RemoveIndex(
            model_name="ticket",
            name="ticket_words",
        ),
        migrations.AddField(
            model_name="article",
            name="words",
            field=models.GeneratedField(
                db_persist=True,
                expression=django.contrib.postgres.search.SearchVector("search", config="simple"),
                output_field=django.contrib.postgres.search.SearchVectorField(),
            ),
        ),
        migrations.AddField(
            model_name="ticket",
            name="words",
            field=models.GeneratedField(
                db_persist=True,
                expression=django.contrib.postgres.search.SearchVector("search", config="simple"),
                output_field=django.contrib.postgres.search.SearchVectorField(),
            ),
        ),
        migrations.AddIndex(
            model_name="article",
            index=django.contrib.postgres.indexes.GinIndex(fields=["words"], name="article_words"),
        ),
        migrations.AddIndex(
            model_name="ticket",
            index=django.contrib.postgres.indexes.GinIndex(fields=["words"], name="ticket_words"),
        ),
    ]
    operations = [Together(operations)]
