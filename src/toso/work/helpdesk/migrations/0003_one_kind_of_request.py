from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [
        ("helpdesk", "0002_cooperation"),
        ("reporting", "0001_first_tables"),  # it points here by the earlier name
    ]

    operations = [
        migrations.RemoveIndex(model_name="difficulty", name="difficulty_by_state"),
        migrations.RenameModel("Difficulty", "Ticket"),
        migrations.RenameField("Step", "difficulty", "ticket"),
    ]
