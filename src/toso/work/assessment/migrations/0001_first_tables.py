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
            name='Core',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('label', models.CharField(blank=True, max_length=120, verbose_name='Đợt hỗ trợ')),
                ('duties', models.CharField(blank=True, max_length=400, verbose_name='Giúp việc gì, cho bộ phận nào')),
                ('decision_number', models.CharField(blank=True, max_length=60, verbose_name='Số văn bản giao việc')),
                ('named_on', models.DateField(verbose_name='Chọn từ ngày')),
                ('trained_on', models.DateField(null=True, verbose_name='Ngày đào tạo')),
                ('trained_in', models.CharField(blank=True, max_length=300, verbose_name='Đào tạo về gì, ở đâu')),
                ('class_address', models.CharField(blank=True, max_length=250)),
                ('handed_over_on', models.DateField(null=True, verbose_name='Ngày bàn giao')),
                ('handed_over', models.TextField(blank=True, verbose_name='Bàn giao những gì')),
                ('ended_on', models.DateField(null=True, verbose_name='Thôi từ ngày')),
                ('ended_reason', models.CharField(blank=True, max_length=300, verbose_name='Lý do thôi')),
                ('recorded_at', models.DateTimeField()),
                ('superseded_at', models.DateTimeField(null=True)),
                ('is_sample', models.BooleanField(default=False)),
                ('named_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='people.person')),
                ('person', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='people.person')),
                ('place', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='places.place')),
            ],
        ),
        migrations.CreateModel(
            name='CoreCheck',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('milestone', models.PositiveSmallIntegerField(choices=[(30, 30), (90, 90)])),
                ('day', models.DateField(verbose_name='Ngày kiểm tra')),
                ('is_active', models.BooleanField(verbose_name='Còn hoạt động')),
                ('note', models.CharField(max_length=400, verbose_name='Thấy gì')),
                ('recorded_at', models.DateTimeField()),
                ('superseded_at', models.DateTimeField(null=True)),
                ('by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='people.person')),
                ('core', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='checks', to='assessment.core')),
                ('place', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='places.place')),
            ],
        ),
        migrations.CreateModel(
            name='Criteria',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('code', models.CharField(max_length=40)),
                ('version', models.PositiveSmallIntegerField()),
                ('title', models.CharField(max_length=200)),
                ('basis', models.CharField(blank=True, max_length=200)),
                ('areas', models.JSONField(default=list)),
                ('valid_from', models.DateField()),
                ('valid_until', models.DateField(blank=True, null=True)),
                ('recorded_at', models.DateTimeField()),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('code', 'version'), name='criteria_version_once')],
            },
        ),
        migrations.CreateModel(
            name='DigitalPost',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('title', models.CharField(max_length=200, verbose_name='Vị trí việc làm')),
                ('is_shared', models.BooleanField(default=False, verbose_name='Vị trí nghiệp vụ chuyên môn dùng chung')),
                ('basis', models.CharField(blank=True, max_length=200, verbose_name='Văn bản giao vị trí')),
                ('note', models.CharField(blank=True, max_length=300, verbose_name='Ghi chú')),
                ('opened_on', models.DateField(verbose_name='Có từ ngày')),
                ('closed_on', models.DateField(null=True)),
                ('recorded_at', models.DateTimeField()),
                ('superseded_at', models.DateTimeField(null=True)),
                ('is_sample', models.BooleanField(default=False)),
                ('made_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='people.person')),
                ('place', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='places.place')),
            ],
        ),
        migrations.CreateModel(
            name='Holding',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('degree', models.CharField(choices=[('it', 'Có bằng công nghệ thông tin'), ('other', 'Có bằng ngành khác'), ('none', 'Chưa có bằng chuyên môn'), ('unknown', 'Chưa rõ')], default='unknown', max_length=8, verbose_name='Bằng cấp')),
                ('starts_on', models.DateField(verbose_name='Từ ngày')),
                ('ends_on', models.DateField(null=True)),
                ('recorded_at', models.DateTimeField()),
                ('superseded_at', models.DateTimeField(null=True)),
                ('person', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='people.person')),
                ('place', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='places.place')),
                ('post', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='holdings', to='assessment.digitalpost')),
            ],
        ),
        migrations.CreateModel(
            name='Study',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('label', models.CharField(max_length=120, verbose_name='Đợt hỗ trợ')),
                ('first_day', models.DateField(verbose_name='Hỗ trợ từ ngày')),
                ('last_day', models.DateField(verbose_name='Đến ngày')),
                ('recorded_at', models.DateTimeField()),
                ('superseded_at', models.DateTimeField(null=True)),
                ('is_sample', models.BooleanField(default=False)),
                ('criteria', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='studies', to='assessment.criteria')),
                ('opened_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='people.person')),
                ('place', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='places.place')),
            ],
        ),
        migrations.CreateModel(
            name='Assessment',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('round', models.CharField(choices=[('before', 'Trước khi hỗ trợ'), ('after', 'Khi kết thúc'), ('days_30', 'Sau 30 ngày'), ('days_90', 'Sau 90 ngày')], max_length=8)),
                ('side', models.CharField(choices=[('mission', 'Đoàn hỗ trợ'), ('commune', 'Xã tự đánh giá')], max_length=8)),
                ('completed_on', models.DateField(null=True)),
                ('completed_at', models.DateTimeField(null=True)),
                ('recorded_at', models.DateTimeField()),
                ('superseded_at', models.DateTimeField(null=True)),
                ('is_sample', models.BooleanField(default=False)),
                ('place', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='places.place')),
                ('study', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='assessments', to='assessment.study')),
            ],
        ),
        migrations.CreateModel(
            name='Answer',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('area', models.CharField(max_length=30)),
                ('level', models.PositiveSmallIntegerField(null=True)),
                ('gain', models.SmallIntegerField(null=True)),
                ('day', models.DateField()),
                ('note', models.CharField(blank=True, max_length=1000, verbose_name='Bằng chứng, nhận xét')),
                ('link', models.CharField(blank=True, max_length=250)),
                ('file', models.FileField(blank=True, upload_to='assessment/%Y/%m/')),
                ('file_name', models.CharField(blank=True, max_length=120)),
                ('digest', models.CharField(blank=True, max_length=64)),
                ('recorded_at', models.DateTimeField()),
                ('superseded_at', models.DateTimeField(null=True)),
                ('by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='people.person')),
                ('place', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='places.place')),
                ('assessment', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='answers', to='assessment.assessment')),
            ],
            options={
                'constraints': [models.UniqueConstraint(condition=models.Q(('superseded_at__isnull', True)), fields=('assessment', 'area'), name='area_answered_once'), models.CheckConstraint(condition=models.Q(('level__isnull', True), ('level__lte', 4), _connector='OR'), name='level_is_one_of_five'), models.CheckConstraint(condition=models.Q(('level__isnull', False), models.Q(('note', ''), _negated=True), _connector='OR'), name='area_not_seen_says_why')],
            },
        ),
        migrations.AddConstraint(
            model_name='core',
            constraint=models.UniqueConstraint(condition=models.Q(('ended_on__isnull', True), ('superseded_at__isnull', True)), fields=('place', 'person'), name='core_person_named_once'),
        ),
        migrations.AddConstraint(
            model_name='core',
            constraint=models.CheckConstraint(condition=models.Q(('ended_on__isnull', True), ('ended_on__gt', models.F('named_on')), _connector='OR'), name='core_ends_after_it_begins'),
        ),
        migrations.AddConstraint(
            model_name='corecheck',
            constraint=models.UniqueConstraint(condition=models.Q(('superseded_at__isnull', True)), fields=('core', 'milestone'), name='core_checked_once'),
        ),
        migrations.AddConstraint(
            model_name='digitalpost',
            constraint=models.CheckConstraint(condition=models.Q(('closed_on__isnull', True), ('closed_on__gt', models.F('opened_on')), _connector='OR'), name='post_closes_after_it_opens'),
        ),
        migrations.AddConstraint(
            model_name='holding',
            constraint=models.UniqueConstraint(condition=models.Q(('ends_on__isnull', True), ('superseded_at__isnull', True)), fields=('post',), name='post_has_one_holder'),
        ),
        migrations.AddConstraint(
            model_name='holding',
            constraint=models.CheckConstraint(condition=models.Q(('ends_on__isnull', True), ('ends_on__gt', models.F('starts_on')), _connector='OR'), name='holding_ends_after_it_begins'),
        ),
        migrations.AddIndex(
            model_name='study',
            index=models.Index(fields=['last_day'], name='study_by_end'),
        ),
        migrations.AddConstraint(
            model_name='study',
            constraint=models.CheckConstraint(condition=models.Q(('last_day__gte', models.F('first_day'))), name='study_ends_after_it_begins'),
        ),
        migrations.AddConstraint(
            model_name='study',
            constraint=models.UniqueConstraint(condition=models.Q(('superseded_at__isnull', True)), fields=('place', 'label'), name='study_opened_once'),
        ),
        migrations.AddConstraint(
            model_name='assessment',
            constraint=models.UniqueConstraint(fields=('study', 'round', 'side'), name='assessment_once_a_round_and_side'),
        ),
        migrations.AddConstraint(
            model_name='assessment',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('completed_at__isnull', True), ('completed_on__isnull', True)), models.Q(('completed_at__isnull', False), ('completed_on__isnull', False)), _connector='OR'), name='complete_assessment_has_its_day'),
        ),
    ]
    operations = [Together(operations)]
