import django.db.models.deletion
from django.db import migrations, models

from toso.ground.shared.together import Together


class Migration(migrations.Migration):

    dependencies = [
        ('helpdesk', '0008_handed_down'),
        ('people', '0002_cache_table'),
        ('places', '0001_first_tables'),
    ]

    operations = [
        migrations.CreateModel(
            name='ServicePoint',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name', models.CharField(max_length=160, verbose_name='Tên nơi tiếp nhận')),
                ('address', models.CharField(blank=True, max_length=200, verbose_name='Địa chỉ')),
                ('phone', models.CharField(blank=True, max_length=20, verbose_name='Điện thoại của cơ quan')),
                ('recorded_at', models.DateTimeField()),
                ('is_sample', models.BooleanField(default=False)),
                ('added_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='people.person')),
                ('place', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='places.place')),
            ],
        ),
        migrations.CreateModel(
            name='OpeningHours',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('starts_on', models.DateField(verbose_name='Áp dụng từ ngày')),
                ('ends_on', models.DateField(null=True)),
                ('week', models.JSONField()),
                ('is_open_on_holidays', models.BooleanField(default=False, verbose_name='Mở cả ngày lễ, Tết')),
                ('note', models.CharField(blank=True, max_length=200, verbose_name='Ghi chú')),
                ('recorded_at', models.DateTimeField()),
                ('superseded_at', models.DateTimeField(null=True)),
                ('told_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='people.person')),
                ('point', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='hours', to='helpdesk.servicepoint')),
            ],
        ),
        migrations.AddConstraint(
            model_name='servicepoint',
            constraint=models.UniqueConstraint(fields=('place', 'name'), name='service_point_once_in_a_commune'),
        ),
        migrations.AddConstraint(
            model_name='openinghours',
            constraint=models.CheckConstraint(condition=models.Q(('ends_on__isnull', True), ('ends_on__gt', models.F('starts_on')), _connector='OR'), name='opening_hours_have_days'),
        ),
        migrations.AddConstraint(
            model_name='openinghours',
            constraint=models.UniqueConstraint(condition=models.Q(('superseded_at__isnull', True)), fields=('point', 'starts_on'), name='opening_hours_begin_once_a_day'),
        ),
        migrations.AddConstraint(
            model_name='openinghours',
            constraint=models.UniqueConstraint(condition=models.Q(('ends_on__isnull', True), ('superseded_at__isnull', True)), fields=('point',), name='opening_hours_go_on_once'),
        ),
    ]
    operations = [Together(operations)]
