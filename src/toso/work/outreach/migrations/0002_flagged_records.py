
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('outreach', '0001_first_tables'),
        ('people', '0003_roles_not_held_twice'),
        ('places', '0002_changed_cells_and_longer_search'),
        ('programme', '0002_drafts_spans_and_sources'),
        ('teams', '0003_drafts_given_up'),
    ]

    operations = [
        migrations.AddIndex(
            model_name='record',
            index=models.Index(condition=models.Q(('superseded_at__isnull', True), models.Q(('flags', []), _negated=True)), fields=['place'], name='outreach_flagged_by_place'),
        ),
    ]
