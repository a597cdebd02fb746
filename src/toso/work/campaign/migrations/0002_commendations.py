import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('campaign', '0001_first_tables'),
        ('people', '0002_cache_table'),
    ]

    operations = [
        migrations.CreateModel(
            name='Commendation',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('merit', models.CharField(max_length=500, verbose_name='Thành tích')),
                ('state', models.CharField(choices=[('proposed', 'Chờ quyết định khen'), ('awarded', 'Đã khen'), ('declined', 'Chưa khen lần này')], default='proposed', max_length=8)),
                ('proposed_at', models.DateTimeField()),
                ('award', models.CharField(blank=True, choices=[('letter', 'Thư khen'), ('paper', 'Giấy khen'), ('merit', 'Bằng khen')], max_length=6, verbose_name='Hình thức')),
                ('number', models.CharField(blank=True, max_length=60, verbose_name='Số quyết định')),
                ('decided_on', models.DateField(null=True, verbose_name='Ngày quyết định')),
                ('reason', models.CharField(blank=True, max_length=300, verbose_name='Vì sao chưa khen')),
                ('decided_at', models.DateTimeField(null=True)),
                ('is_sample', models.BooleanField(default=False)),
                ('decided_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='people.person')),
                ('deployment', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='commendation', to='campaign.deployment')),
                ('proposed_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='people.person')),
            ],
            options={
                'constraints': [models.CheckConstraint(condition=models.Q(models.Q(('state', 'awarded'), _negated=True), models.Q(models.Q(('award', ''), _negated=True), models.Q(('number', ''), _negated=True), ('decided_on__isnull', False)), _connector='OR'), name='what_is_awarded_has_its_decision')],
            },
        ),
    ]
