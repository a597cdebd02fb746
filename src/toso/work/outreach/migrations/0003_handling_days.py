from django.db import migrations, models

from toso.ground.shared.together import Together


class Migration(migrations.Migration):

    dependencies = [
        ('outreach', '0002_centre_cases'),
    ]

    operations = [
        migrations.AddField(
            model_name='centrecase',
            name='handling_days',
            field=models.PositiveSmallIntegerField(null=True, verbose_name='Số ngày làm việc giải quyết'),
        ),
        migrations.AddField(
            model_name='centrecase',
            name='received_on',
            field=models.DateField(null=True, verbose_name='Ngày nhận hồ sơ'),
        ),
    ]
    operations = [Together(operations)]
