import django.db.models.deletion
from django.db import migrations, models

from toso.ground.shared.together import Together


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('people', '0002_cache_table'),
        ('places', '0001_first_tables'),
    ]

    operations = [
        migrations.CreateModel(
            name='PaymentList',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('label', models.CharField(max_length=120, verbose_name='Đợt')),
                ('decision_number', models.CharField(max_length=60, verbose_name='Số quyết định cử đi')),
                ('decided_on', models.DateField(verbose_name='Ngày ký')),
                ('method', models.CharField(choices=[('days', 'Theo ngày'), ('monthly', 'Khoán tháng')], default='days', max_length=8, verbose_name='Cách chi')),
                ('state', models.CharField(choices=[('draft', 'Đang soát'), ('closed', 'Đã chốt chi'), ('cancelled', 'Đã huỷ')], default='draft', max_length=10)),
                ('reason', models.CharField(blank=True, max_length=300)),
                ('recorded_at', models.DateTimeField()),
                ('closed_at', models.DateTimeField(null=True)),
                ('is_sample', models.BooleanField(default=False)),
                ('closed_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='people.person')),
                ('made_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='people.person')),
                ('place', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='places.place')),
            ],
        ),
        migrations.CreateModel(
            name='PaymentLine',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('computed', models.DecimalField(decimal_places=0, max_digits=12, null=True)),
                ('unknown_days', models.PositiveSmallIntegerField(default=0)),
                ('amount', models.DecimalField(decimal_places=0, max_digits=12, null=True)),
                ('reason', models.CharField(blank=True, max_length=300)),
                ('state', models.CharField(choices=[('open', 'Chờ soát'), ('checked', 'Đã soát'), ('struck', 'Bị gạch')], default='open', max_length=8)),
                ('checked_at', models.DateTimeField(null=True)),
                ('checked_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='people.person')),
                ('person', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='people.person')),
                ('list', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='lines', to='allowance.paymentlist')),
            ],
        ),
        migrations.CreateModel(
            name='Rate',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('item', models.CharField(choices=[('daily', 'Phụ cấp lưu trú'), ('island', 'Phụ cấp lưu trú ở biển, đảo'), ('same_day', 'Đi về trong ngày'), ('lodging', 'Khoán phòng nghỉ'), ('monthly', 'Khoán tháng')], max_length=10)),
                ('amount', models.DecimalField(decimal_places=0, max_digits=12, null=True)),
                ('basis', models.CharField(max_length=200)),
                ('note', models.CharField(blank=True, max_length=300)),
                ('valid_from', models.DateField()),
                ('valid_until', models.DateField(null=True)),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('item', 'valid_from'), name='rate_once_a_day')],
            },
        ),
        migrations.CreateModel(
            name='PaidDay',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('day', models.DateField()),
                ('kind', models.CharField(choices=[('stay', 'Ở lại'), ('island', 'Ở biển, đảo'), ('same_day', 'Đi về trong ngày')], max_length=8)),
                ('is_lodged', models.BooleanField(default=False)),
                ('allowance', models.DecimalField(decimal_places=0, max_digits=12, null=True)),
                ('lodging', models.DecimalField(decimal_places=0, max_digits=12, null=True)),
                ('stands', models.BooleanField(default=True)),
                ('person', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='people.person')),
                ('place', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='places.place')),
                ('line', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='days', to='allowance.paymentline')),
            ],
            options={
                'constraints': [models.UniqueConstraint(condition=models.Q(('stands', True)), fields=('person', 'day'), name='day_is_paid_once')],
            },
        ),
        migrations.AddConstraint(
            model_name='paymentline',
            constraint=models.UniqueConstraint(fields=('list', 'person'), name='person_stands_once_in_a_list'),
        ),
        migrations.AddConstraint(
            model_name='paymentline',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('state', 'checked'), _negated=True), ('amount__isnull', False), _connector='OR'), name='checked_line_has_its_amount'),
        ),
    ]
    operations = [Together(operations)]
