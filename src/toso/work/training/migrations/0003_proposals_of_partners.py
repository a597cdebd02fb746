import django.db.models.deletion
from django.db import migrations, models

from toso.ground.shared.together import Together


class Migration(migrations.Migration):

    dependencies = [
        ('people', '0002_cache_table'),
        ('places', '0001_first_tables'),
        ('programme', '0002_what_the_sources_left_out'),
        ('training', '0002_skills_and_papers'),
    ]

    operations = [
        migrations.AddField(
            model_name='course',
            name='organisation',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='people.organisation'),
        ),
        migrations.CreateModel(
            name='Proposal',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('organisation_name', models.CharField(max_length=200, verbose_name='Tên đơn vị')),
                ('title', models.CharField(max_length=200, verbose_name='Tên khoá')),
                ('audience', models.CharField(choices=[('members', 'Thành viên tổ'), ('officials', 'Cán bộ, công chức, viên chức'), ('pupils', 'Học sinh, sinh viên'), ('workers', 'Người lao động'), ('citizens', 'Người dân')], max_length=10, verbose_name='Đối tượng')),
                ('mode', models.CharField(choices=[('in_person', 'Trực tiếp'), ('online', 'Trực tuyến'), ('hands_on', 'Cầm tay chỉ việc'), ('self_study', 'Tự học')], max_length=10, verbose_name='Hình thức')),
                ('basis', models.CharField(blank=True, max_length=200, verbose_name='Căn cứ')),
                ('parts', models.JSONField(default=list)),
                ('practice', models.JSONField(default=list)),
                ('day', models.DateField(verbose_name='Ngày')),
                ('starts_at', models.TimeField(verbose_name='Bắt đầu')),
                ('ends_at', models.TimeField(verbose_name='Kết thúc')),
                ('venue', models.CharField(max_length=200, verbose_name='Địa điểm')),
                ('capacity', models.PositiveSmallIntegerField(null=True, verbose_name='Số chỗ')),
                ('guests', models.CharField(blank=True, max_length=200, verbose_name='Giảng viên mời')),
                ('materials', models.TextField(blank=True, verbose_name='Tài liệu, chuẩn bị')),
                ('state', models.CharField(choices=[('asked', 'Chờ trả lời'), ('accepted', 'Đã nhận'), ('declined', 'Không nhận'), ('withdrawn', 'Đã rút')], default='asked', max_length=10)),
                ('recorded_at', models.DateTimeField()),
                ('answer', models.CharField(blank=True, max_length=300, verbose_name='Trả lời')),
                ('answered_at', models.DateTimeField(null=True)),
                ('is_sample', models.BooleanField(default=False)),
                ('answered_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='people.person')),
                ('course', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='proposals', to='training.course')),
                ('made_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='people.person')),
                ('organisation', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='people.organisation')),
                ('outline', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='training.outline')),
                ('place', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='places.place')),
                ('platform', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='programme.platform')),
                ('session', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='training.session')),
            ],
            options={
                'indexes': [models.Index(fields=['place', 'state'], name='proposal_by_place')],
                'constraints': [models.CheckConstraint(condition=models.Q(('ends_at__gt', models.F('starts_at'))), name='proposed_class_ends_after_it_begins'), models.CheckConstraint(condition=models.Q(models.Q(('state', 'accepted'), _negated=True), ('session__isnull', False), _connector='OR'), name='accepted_proposal_has_its_class'), models.CheckConstraint(condition=models.Q(models.Q(('state', 'declined'), _negated=True), models.Q(('answer', ''), _negated=True), _connector='OR'), name='declined_proposal_says_why')],
            },
        ),
    ]
    operations = [Together(operations)]
