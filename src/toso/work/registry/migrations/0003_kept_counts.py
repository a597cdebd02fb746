import django.db.models.deletion
from django.db import migrations, models

from toso.ground.shared.together import Together


class Migration(migrations.Migration):

    dependencies = [
        ('places', '0001_first_tables'),
        ('registry', '0002_counts_index'),
    ]

    operations = [
        migrations.CreateModel(
            name='CountMark',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('place', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='places.place')),
            ],
        ),
        migrations.CreateModel(
            name='HamletAnswers',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(choices=[('household', 'Hộ gia đình'), ('business', 'Cơ sở kinh doanh'), ('cooperative', 'Hợp tác xã')], max_length=12)),
                ('question', models.CharField(max_length=40)),
                ('yes', models.PositiveIntegerField(default=0)),
                ('no', models.PositiveIntegerField(default=0)),
                ('unknown', models.PositiveIntegerField(default=0)),
                ('refused', models.PositiveIntegerField(default=0)),
                ('place', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='places.place')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('place', 'kind', 'question'), name='hamlet_answers_counted_once')],
            },
        ),
        migrations.CreateModel(
            name='HamletCount',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(choices=[('household', 'Hộ gia đình'), ('business', 'Cơ sở kinh doanh'), ('cooperative', 'Hợp tác xã')], max_length=12)),
                ('rows', models.PositiveIntegerField()),
                ('asked', models.PositiveIntegerField()),
                ('place', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='places.place')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('place', 'kind'), name='hamlet_counted_once')],
            },
        ),
    ]
    operations = [
        Together(operations),
        # a register that stood before: the worker counts it in its first seconds
        migrations.RunSQL(
            'INSERT INTO registry_countmark (place_id) SELECT DISTINCT place_id FROM registry_residence',
            migrations.RunSQL.noop,
        ),
    ]
