import django.contrib.postgres.indexes
import django.contrib.postgres.search
import django.db.models.deletion
import django.utils.timezone
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('helpdesk', '0003_one_kind_of_request'),
        ('people', '0004_sealed_second_factors'),
        ('places', '0004_reach_by_ancestor'),
        ('programme', '0004_year_plans_and_procedures'),
        ('teams', '0003_drafts_given_up'),
    ]

    operations = [
        migrations.CreateModel(
            name='Category',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('code', models.CharField(max_length=40, unique=True)),
                ('name', models.CharField(max_length=120)),
                ('order', models.PositiveSmallIntegerField(default=0)),
                ('has_clocks', models.BooleanField(default=True)),
                ('is_confidential', models.BooleanField(default=False)),
                ('checklist', models.JSONField(default=list)),
                ('valid_until', models.DateField(null=True)),
            ],
        ),
        migrations.AddField(
            model_name='ticket',
            name='answer_due_at',
            field=models.DateTimeField(null=True),
        ),
        migrations.AddField(
            model_name='ticket',
            name='asked_at',
            field=models.DateTimeField(default=django.utils.timezone.now),
            preserve_default=False,
        ),
        migrations.AddField(
            model_name='ticket',
            name='assignee',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='people.person'),
        ),
        migrations.AddField(
            model_name='ticket',
            name='channel',
            field=models.CharField(choices=[('page', 'Trang web'), ('phone', 'Điện thoại'), ('in_person', 'Đến gặp'), ('email', 'Thư điện tử')], default='page', max_length=10, verbose_name='Kênh'),
        ),
        migrations.AddField(
            model_name='ticket',
            name='consented_at',
            field=models.DateTimeField(null=True),
        ),
        migrations.AddField(
            model_name='ticket',
            name='device_label',
            field=models.CharField(blank=True, max_length=120, verbose_name='Thiết bị'),
        ),
        migrations.AddField(
            model_name='ticket',
            name='device_serial',
            field=models.CharField(blank=True, max_length=60, verbose_name='Số máy'),
        ),
        migrations.AddField(
            model_name='ticket',
            name='first_answered_at',
            field=models.DateTimeField(null=True),
        ),
        migrations.AddField(
            model_name='ticket',
            name='held_at',
            field=models.DateTimeField(default=django.utils.timezone.now),
            preserve_default=False,
        ),
        migrations.AddField(
            model_name='ticket',
            name='impact',
            field=models.PositiveSmallIntegerField(choices=[(0, 'Một người'), (1, 'Một bộ phận, một thôn'), (2, 'Cả xã, hoặc nơi tiếp dân')], default=0),
        ),
        migrations.AddField(
            model_name='ticket',
            name='is_confidential',
            field=models.BooleanField(default=False),
        ),
        migrations.AddField(
            model_name='ticket',
            name='is_on_time',
            field=models.BooleanField(null=True),
        ),
        migrations.AddField(
            model_name='ticket',
            name='kind',
            field=models.CharField(choices=[('difficulty', 'Vướng mắc'), ('support', 'Yêu cầu hỗ trợ')], default='difficulty', max_length=10),
        ),
        migrations.AddField(
            model_name='ticket',
            name='last_told_at',
            field=models.DateTimeField(null=True),
        ),
        migrations.AddField(
            model_name='ticket',
            name='look_up_code',
            field=models.CharField(max_length=12, null=True, unique=True),
        ),
        migrations.AddField(
            model_name='ticket',
            name='merged_into',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='merged', to='helpdesk.ticket'),
        ),
        migrations.AddField(
            model_name='ticket',
            name='pauses',
            field=models.JSONField(default=list),
        ),
        migrations.AddField(
            model_name='ticket',
            name='priority',
            field=models.PositiveSmallIntegerField(choices=[(1, 'Khẩn'), (2, 'Cao'), (3, 'Thường'), (4, 'Thấp')], default=3, verbose_name='Ưu tiên'),
        ),
        migrations.AddField(
            model_name='ticket',
            name='province_code',
            field=models.CharField(default='', max_length=2),
        ),
        migrations.AddField(
            model_name='ticket',
            name='requester_kind',
            field=models.CharField(choices=[('official', 'Cán bộ, công chức'), ('team', 'Tổ công nghệ số'), ('citizen', 'Người dân')], default='team', max_length=8),
        ),
        migrations.AddField(
            model_name='ticket',
            name='requester_name',
            field=models.CharField(blank=True, max_length=120),
        ),
        migrations.AddField(
            model_name='ticket',
            name='requester_phone',
            field=models.CharField(blank=True, max_length=20),
        ),
        migrations.AddField(
            model_name='ticket',
            name='satisfaction',
            field=models.PositiveSmallIntegerField(null=True),
        ),
        migrations.AddField(
            model_name='ticket',
            name='satisfaction_text',
            field=models.CharField(blank=True, max_length=500),
        ),
        migrations.AddField(
            model_name='ticket',
            name='search',
            field=models.TextField(default=''),
        ),
        migrations.AddField(
            model_name='ticket',
            name='solution_due_at',
            field=models.DateTimeField(null=True),
        ),
        migrations.AddField(
            model_name='ticket',
            name='team',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='tickets', to='teams.team'),
        ),
        migrations.AddField(
            model_name='ticket',
            name='update_due_at',
            field=models.DateTimeField(null=True),
        ),
        migrations.AddField(
            model_name='ticket',
            name='urgency',
            field=models.PositiveSmallIntegerField(choices=[(0, 'Chưa gấp'), (1, 'Cần sớm'), (2, 'Công việc đang dừng')], default=1),
        ),
        migrations.AddField(
            model_name='ticket',
            name='version',
            field=models.PositiveIntegerField(default=0),
        ),
        migrations.AlterField(
            model_name='step',
            name='by',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='people.person'),
        ),
        migrations.AlterField(
            model_name='step',
            name='kind',
            field=models.CharField(choices=[('raised', 'Nêu yêu cầu'), ('taken', 'Nhận xử lý'), ('assigned', 'Giao người xử lý'), ('changed', 'Đổi mức ưu tiên, nhóm'), ('replied', 'Báo tin'), ('noted', 'Ghi chú nội bộ'), ('asked', 'Hỏi thêm người yêu cầu'), ('added', 'Người yêu cầu bổ sung'), ('escalated', 'Chuyển cấp trên'), ('forwarded', 'Chuyển đơn vị chủ quản'), ('moved', 'Tự chuyển vì quá hạn chưa có trả lời'), ('answered', 'Trả lời'), ('refused', 'Không nhận'), ('reopened', 'Hỏi lại'), ('merged', 'Gộp'), ('linked', 'Nối với yêu cầu khác'), ('rated', 'Đánh giá'), ('closed', 'Kết thúc')], max_length=10),
        ),
        migrations.AlterField(
            model_name='ticket',
            name='organisation',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='tickets', to='people.organisation'),
        ),
        migrations.AlterField(
            model_name='ticket',
            name='place',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='tickets', to='places.place'),
        ),
        migrations.AlterField(
            model_name='ticket',
            name='raised_by',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='people.person'),
        ),
        migrations.AlterField(
            model_name='ticket',
            name='state',
            field=models.CharField(choices=[('new', 'Mới'), ('open', 'Đang xử lý'), ('escalated', 'Đã chuyển nơi khác'), ('waiting', 'Chờ người hỏi'), ('answered', 'Đã trả lời'), ('refused', 'Không nhận'), ('closed', 'Đã xong')], default='new', max_length=10, verbose_name='Trạng thái'),
        ),
        migrations.AlterField(
            model_name='ticket',
            name='title',
            field=models.CharField(max_length=200, verbose_name='Yêu cầu'),
        ),
        migrations.CreateModel(
            name='Article',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('title', models.CharField(max_length=200, verbose_name='Tên bài')),
                ('text', models.TextField(verbose_name='Cách làm')),
                ('category', models.CharField(blank=True, max_length=40, verbose_name='Nhóm')),
                ('is_public', models.BooleanField(default=False, verbose_name='Người dân đọc được')),
                ('written_at', models.DateTimeField()),
                ('reviewed_on', models.DateField(null=True)),
                ('good_until', models.DateField(null=True, verbose_name='Xem lại trước ngày')),
                ('dropped_at', models.DateTimeField(null=True)),
                ('search', models.TextField(default='')),
                ('place', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='places.place')),
                ('reviewed_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='people.person')),
                ('ticket', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='articles', to='helpdesk.ticket')),
                ('written_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='people.person')),
            ],
        ),
        migrations.CreateModel(
            name='Attachment',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('file', models.FileField(upload_to='helpdesk/%Y/%m/')),
                ('name', models.CharField(max_length=120)),
                ('digest', models.CharField(max_length=64)),
                ('added_at', models.DateTimeField()),
                ('added_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='people.person')),
                ('ticket', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='attachments', to='helpdesk.ticket')),
            ],
        ),
        migrations.CreateModel(
            name='CannedAnswer',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('title', models.CharField(max_length=120, verbose_name='Tên câu mẫu')),
                ('text', models.TextField(verbose_name='Nội dung')),
                ('made_at', models.DateTimeField()),
                ('dropped_at', models.DateTimeField(null=True)),
                ('made_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='people.person')),
                ('place', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='places.place')),
            ],
        ),
        migrations.CreateModel(
            name='Link',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('one', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='helpdesk.ticket')),
                ('other', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='helpdesk.ticket')),
            ],
        ),
        migrations.CreateModel(
            name='Shift',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('begins_at', models.DateTimeField(verbose_name='Bắt đầu')),
                ('ends_at', models.DateTimeField(verbose_name='Kết thúc')),
                ('phone', models.CharField(blank=True, max_length=20, verbose_name='Số trực')),
                ('cancelled_at', models.DateTimeField(null=True)),
                ('person', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='people.person')),
                ('team', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='shifts', to='teams.team')),
            ],
        ),
        migrations.CreateModel(
            name='Term',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('priority', models.PositiveSmallIntegerField(choices=[(1, 'Khẩn'), (2, 'Cao'), (3, 'Thường'), (4, 'Thấp')])),
                ('hours', models.CharField(choices=[('office', 'giờ hành chính'), ('long', 'giờ hành chính và buổi tối đến 21:00'), ('always', 'cả ngày đêm')], max_length=6)),
                ('answer_minutes', models.PositiveIntegerField(null=True)),
                ('update_minutes', models.PositiveIntegerField(null=True)),
                ('solution_minutes', models.PositiveIntegerField(null=True)),
                ('valid_from', models.DateField()),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('priority', 'valid_from'), name='term_once_a_day')],
            },
        ),
        migrations.AddField(
            model_name='ticket',
            name='term',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='helpdesk.term'),
        ),
        migrations.AddIndex(
            model_name='ticket',
            index=models.Index(fields=['state', 'holder_level'], name='ticket_by_state'),
        ),
        migrations.AddIndex(
            model_name='ticket',
            index=models.Index(condition=models.Q(('due_at__isnull', False)), fields=['due_at'], name='ticket_by_due'),
        ),
        migrations.AddIndex(
            model_name='ticket',
            index=models.Index(fields=['assignee', 'state'], name='ticket_by_assignee'),
        ),
        migrations.AddIndex(
            model_name='ticket',
            index=models.Index(fields=['team', 'state'], name='ticket_by_team'),
        ),
        migrations.AddIndex(
            model_name='ticket',
            index=models.Index(fields=['place', '-id'], name='ticket_by_place_newest'),
        ),
        migrations.AddIndex(
            model_name='ticket',
            index=django.contrib.postgres.indexes.GinIndex(django.contrib.postgres.search.SearchVector('search', config='simple'), name='ticket_words'),
        ),
        migrations.AddConstraint(
            model_name='ticket',
            constraint=models.CheckConstraint(condition=models.Q(('satisfaction__isnull', True), models.Q(('satisfaction__gte', 1), ('satisfaction__lte', 5)), _connector='OR'), name='satisfaction_from_one_to_five'),
        ),
        migrations.AddConstraint(
            model_name='ticket',
            constraint=models.CheckConstraint(condition=models.Q(('merged_into', models.F('pk')), _negated=True), name='not_merged_into_itself'),
        ),
        migrations.AddIndex(
            model_name='article',
            index=django.contrib.postgres.indexes.GinIndex(django.contrib.postgres.search.SearchVector('search', config='simple'), name='article_words'),
        ),
        migrations.AddConstraint(
            model_name='link',
            constraint=models.UniqueConstraint(fields=('one', 'other'), name='linked_once'),
        ),
        migrations.AddConstraint(
            model_name='link',
            constraint=models.CheckConstraint(condition=models.Q(('one__lt', models.F('other'))), name='lower_number_first'),
        ),
        migrations.AddIndex(
            model_name='shift',
            index=models.Index(fields=['team', 'ends_at'], name='shift_by_team'),
        ),
        migrations.AddConstraint(
            model_name='shift',
            constraint=models.CheckConstraint(condition=models.Q(('ends_at__gt', models.F('begins_at'))), name='shift_ends_after_it_begins'),
        ),
    ]
