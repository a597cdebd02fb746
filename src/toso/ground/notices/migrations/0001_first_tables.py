import django.db.models.deletion
from django.db import migrations, models

from toso.ground.shared.together import Together


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("people", "0001_first_tables"),
        ("places", "0001_first_tables"),
    ]

    operations = [
        migrations.CreateModel(
            name="Announcement",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "kind",
                    models.CharField(
                        choices=[("notice", "Thông báo"), ("guidance", "Hướng dẫn"), ("directive", "Chỉ đạo")],
                        default="notice",
                        max_length=10,
                        verbose_name="Loại",
                    ),
                ),
                ("title", models.CharField(max_length=200, verbose_name="Tiêu đề")),
                ("text", models.TextField(verbose_name="Nội dung")),
                ("number", models.CharField(blank=True, max_length=60, verbose_name="Số, ký hiệu")),
                ("dated_on", models.DateField(null=True, verbose_name="Ngày ký")),
                ("signer", models.CharField(blank=True, max_length=160, verbose_name="Người ký")),
                ("roles", models.JSONField(default=list)),
                ("from_on", models.DateField(verbose_name="Từ ngày")),
                ("until_on", models.DateField(null=True, verbose_name="Đến trước ngày")),
                ("asks_acknowledgement", models.BooleanField(default=False, verbose_name="Cần xác nhận đã nhận")),
                ("file", models.FileField(blank=True, upload_to="notices/%Y/%m/")),
                ("file_name", models.CharField(blank=True, max_length=120)),
                ("digest", models.CharField(blank=True, max_length=64)),
                ("made_at", models.DateTimeField()),
                ("withdrawn_at", models.DateTimeField(null=True)),
                ("reason", models.CharField(blank=True, max_length=250)),
                ("is_sample", models.BooleanField(default=False)),
                (
                    "made_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="people.person"
                    ),
                ),
                (
                    "organisation",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="people.organisation",
                    ),
                ),
                (
                    "place",
                    models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to="places.place"),
                ),
                ("places", models.ManyToManyField(related_name="+", to="places.place")),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("until_on__isnull", True), ("until_on__gt", models.F("from_on")), _connector="OR"
                        ),
                        name="announcement_ends_after_it_begins",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("kind", "directive"), _negated=True),
                            models.Q(models.Q(("number", ""), _negated=True), ("dated_on__isnull", False)),
                            _connector="OR",
                        ),
                        name="directive_has_number_and_day",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="DueRun",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("code", models.CharField(max_length=60)),
                ("due_on", models.DateField()),
                ("claimed_at", models.DateTimeField()),
                ("done_at", models.DateTimeField(null=True)),
            ],
            options={
                "constraints": [models.UniqueConstraint(fields=("code", "due_on"), name="due_run_once")],
            },
        ),
        migrations.CreateModel(
            name="Notice",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("code", models.CharField(max_length=60)),
                ("key", models.CharField(max_length=120)),
                ("title", models.CharField(max_length=250, verbose_name="Nội dung")),
                ("address", models.CharField(blank=True, max_length=250)),
                ("created_at", models.DateTimeField()),
                ("read_at", models.DateTimeField(null=True)),
                ("done_at", models.DateTimeField(null=True)),
                ("posted_at", models.DateTimeField(null=True)),
                (
                    "person",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="notices", to="people.person"
                    ),
                ),
                (
                    "place",
                    models.ForeignKey(
                        null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="places.place"
                    ),
                ),
            ],
            options={
                "indexes": [
                    models.Index(fields=["person", "-id"], name="notice_by_person"),
                    models.Index(fields=["key"], name="notice_key_prefix", opclasses=["varchar_pattern_ops"]),
                    models.Index(
                        condition=models.Q(
                            ("done_at__isnull", True), ("posted_at__isnull", True), ("read_at__isnull", True)
                        ),
                        fields=["person"],
                        name="notice_to_post",
                    ),
                ],
                "constraints": [models.UniqueConstraint(fields=("person", "key"), name="notice_told_once")],
            },
        ),
        migrations.CreateModel(
            name="Recipient",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "role",
                    models.CharField(
                        choices=[
                            ("administrator", "Quản trị hệ thống"),
                            ("province_officer", "Cơ quan thường trực cấp tỉnh"),
                            ("province_viewer", "Lãnh đạo, theo dõi cấp tỉnh"),
                            ("commune_leader", "Lãnh đạo UBND cấp xã"),
                            ("commune_official", "Công chức cấp xã"),
                            ("team_leader", "Tổ trưởng"),
                            ("team_member", "Thành viên tổ"),
                            ("youth_union", "Đoàn Thanh niên"),
                            ("partner", "Đơn vị cử người, đối tác"),
                            ("auditor", "Kiểm tra, giám sát"),
                        ],
                        max_length=20,
                    ),
                ),
                ("sent_at", models.DateTimeField()),
                ("reminded_at", models.DateTimeField(null=True)),
                ("acknowledged_at", models.DateTimeField(null=True)),
                (
                    "channel",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("house", "trên Tổ Số"),
                            ("phone", "qua điện thoại"),
                            ("paper", "bằng giấy"),
                            ("meeting", "tại cuộc họp"),
                            ("chat", "qua nhóm Zalo, mạng xã hội"),
                        ],
                        max_length=8,
                    ),
                ),
                ("note", models.CharField(blank=True, max_length=200)),
                (
                    "announcement",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="recipients",
                        to="notices.announcement",
                    ),
                ),
                (
                    "noted_by",
                    models.ForeignKey(
                        null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="people.person"
                    ),
                ),
                (
                    "person",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="people.person"
                    ),
                ),
                (
                    "place",
                    models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to="places.place"),
                ),
            ],
            options={
                "indexes": [models.Index(fields=["person", "acknowledged_at"], name="recipient_by_person")],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("announcement", "person"), name="announcement_reaches_a_person_once"
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="SocialGroup",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "level",
                    models.CharField(
                        choices=[
                            ("households", "Nhóm của cụm hộ gia đình"),
                            ("team", "Nhóm của tổ"),
                            ("commune", "Nhóm của xã, phường, đặc khu"),
                        ],
                        max_length=10,
                        verbose_name="Cấp nhóm",
                    ),
                ),
                ("name", models.CharField(max_length=160, verbose_name="Tên nhóm")),
                ("network", models.CharField(max_length=20, verbose_name="Mạng")),
                ("link", models.CharField(blank=True, max_length=250, verbose_name="Đường dẫn")),
                ("purpose", models.CharField(blank=True, max_length=250, verbose_name="Mục đích")),
                ("households", models.CharField(blank=True, max_length=160, verbose_name="Cụm hộ gia đình")),
                ("head", models.CharField(blank=True, max_length=120, verbose_name="Trưởng nhóm")),
                ("members", models.PositiveIntegerField(default=0, verbose_name="Số thành viên")),
                ("counted_on", models.DateField(verbose_name="Đếm ngày")),
                ("opened_on", models.DateField(verbose_name="Lập ngày")),
                ("closed_on", models.DateField(null=True)),
                ("recorded_at", models.DateTimeField()),
                ("is_sample", models.BooleanField(default=False)),
                (
                    "place",
                    models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to="places.place"),
                ),
                (
                    "recorded_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="people.person"
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("closed_on__isnull", True)),
                        fields=("place", "level", "name"),
                        name="social_group_once",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("closed_on__isnull", True), ("closed_on__gte", models.F("opened_on")), _connector="OR"
                        ),
                        name="social_group_closes_after_it_opens",
                    ),
                ],
            },
        ),
    ]
    operations = [Together(operations)]
