import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('helpdesk', '0006_letters'),
        ('places', '0001_first_tables'),
    ]

    operations = [
        migrations.CreateModel(
            name='DeviceSpan',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('starts_on', models.DateField()),
                ('ends_on', models.DateField(null=True)),
                ('recorded_at', models.DateTimeField()),
                ('superseded_at', models.DateTimeField(null=True)),
                ('device', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='spans', to='helpdesk.device')),
                ('place', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='places.place')),
            ],
            options={
                'indexes': [models.Index(fields=['place', 'starts_on'], name='device_span_by_cell'), models.Index(condition=models.Q(('ends_on__isnull', False)), fields=['place', 'ends_on'], name='device_span_end')],
                'constraints': [models.CheckConstraint(condition=models.Q(('ends_on__isnull', True), ('ends_on__gt', models.F('starts_on')), _connector='OR'), name='device_span_has_days'), models.UniqueConstraint(condition=models.Q(('ends_on__isnull', True), ('superseded_at__isnull', True)), fields=('device',), name='device_stands_in_one_place')],
            },
        ),
        # what stood in the register before counts from the day on which it was written down
        migrations.RunSQL(
            "INSERT INTO helpdesk_devicespan (device_id, place_id, starts_on, recorded_at)"
            " SELECT id, place_id, (recorded_at AT TIME ZONE 'Asia/Ho_Chi_Minh')::date, recorded_at"
            " FROM helpdesk_device WHERE superseded_at IS NULL AND state <> 'put_away'",
            migrations.RunSQL.noop,
        ),
    ]
