import django.db.models.deletion
import uuid
from django.db import migrations, models

from toso.ground.shared.together import Together


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("people", "0001_first_tables"),
        ("places", "0001_first_tables"),
        ("programme", "0001_first_tables"),
        ("teams", "0001_first_tables"),
    ]

    operations = [
        migrations.CreateModel(
            name="Batch",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("made_at", models.DateTimeField()),
                ("undone_at", models.DateTimeField(null=True)),
                (
                    "made_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="people.person"
                    ),
                ),
                (
                    "place",
                    models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to="places.place"),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Photo",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("record_uuid", models.UUIDField(db_index=True)),
                ("file", models.FileField(upload_to="outreach/%Y/%m/")),
                ("digest", models.CharField(max_length=64)),
                ("width", models.PositiveIntegerField()),
                ("height", models.PositiveIntegerField()),
                ("added_at", models.DateTimeField()),
                ("removed_at", models.DateTimeField(null=True)),
                (
                    "added_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="people.person"
                    ),
                ),
                (
                    "place",
                    models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to="places.place"),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Record",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("uuid", models.UUIDField(default=uuid.uuid4)),
                ("version", models.PositiveSmallIntegerField(default=1)),
                ("province_code", models.CharField(max_length=2)),
                ("day", models.DateField(verbose_name="Ngày")),
                ("citizens", models.PositiveIntegerField(default=0, verbose_name="Người dân")),
                ("households", models.PositiveIntegerField(default=0, verbose_name="Hộ gia đình")),
                ("businesses", models.PositiveIntegerField(default=0, verbose_name="Cơ sở kinh doanh")),
                ("cooperatives", models.PositiveIntegerField(default=0, verbose_name="Hợp tác xã")),
                ("elderly", models.PositiveIntegerField(default=0, verbose_name="Người cao tuổi")),
                ("disabled", models.PositiveIntegerField(default=0, verbose_name="Người khuyết tật")),
                ("poor", models.PositiveIntegerField(default=0, verbose_name="Hộ nghèo")),
                ("near_poor", models.PositiveIntegerField(default=0, verbose_name="Hộ cận nghèo")),
                ("vulnerable", models.PositiveIntegerField(default=0, verbose_name="Đối tượng yếu thế khác")),
                ("medium", models.CharField(blank=True, max_length=20, verbose_name="Hình thức tuyên truyền")),
                ("reach", models.PositiveIntegerField(default=0, verbose_name="Số lượt tiếp cận")),
                ("things", models.PositiveIntegerField(default=0, verbose_name="Số máy, phần mềm, hồ sơ")),
                ("result", models.CharField(blank=True, max_length=250, verbose_name="Kết quả")),
                ("note", models.TextField(blank=True, verbose_name="Ghi chú")),
                (
                    "source",
                    models.CharField(
                        choices=[
                            ("page", "Trang ghi việc"),
                            ("grid", "Bảng nhập từ giấy"),
                            ("phone", "Điện thoại"),
                            ("import", "Tệp nhập"),
                        ],
                        default="page",
                        max_length=8,
                    ),
                ),
                ("captured_at", models.DateTimeField()),
                ("recorded_at", models.DateTimeField()),
                ("superseded_at", models.DateTimeField(null=True)),
                ("reason", models.CharField(blank=True, max_length=300, verbose_name="Lý do sửa")),
                ("is_withdrawn", models.BooleanField(default=False)),
                ("flags", models.JSONField(default=list)),
                ("is_sample", models.BooleanField(default=False)),
                (
                    "batch",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="records",
                        to="outreach.batch",
                    ),
                ),
                (
                    "document",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="records",
                        to="programme.legaldocument",
                    ),
                ),
                (
                    "place",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="outreach_records", to="places.place"
                    ),
                ),
                (
                    "platform",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="records",
                        to="programme.platform",
                    ),
                ),
                (
                    "procedure",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="records",
                        to="programme.procedure",
                    ),
                ),
                (
                    "recorded_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="people.person"
                    ),
                ),
                (
                    "superseded_by",
                    models.ForeignKey(
                        null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="people.person"
                    ),
                ),
                (
                    "task",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="records",
                        to="programme.tasktype",
                        verbose_name="Việc",
                    ),
                ),
                (
                    "team",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="records",
                        to="teams.team",
                    ),
                ),
            ],
            options={
                "indexes": [
                    models.Index(
                        condition=models.Q(("superseded_at__isnull", True)),
                        fields=["place", "day"],
                        name="outreach_counting_by_cell",
                    ),
                    models.Index(fields=["recorded_at"], name="outreach_by_arrival"),
                    models.Index(
                        condition=models.Q(("superseded_at__isnull", True)),
                        fields=["-day", "-id"],
                        name="outreach_newest_first",
                    ),
                    models.Index(
                        condition=models.Q(("superseded_at__isnull", True), models.Q(("flags", []), _negated=True)),
                        fields=["place"],
                        name="outreach_flagged_by_place",
                    ),
                ],
                "constraints": [
                    models.UniqueConstraint(fields=("uuid", "version"), name="outreach_record_version_once"),
                    models.UniqueConstraint(
                        condition=models.Q(("superseded_at__isnull", True)),
                        fields=("uuid",),
                        name="outreach_record_counts_once",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("is_withdrawn", False), ("superseded_at__isnull", False), _connector="OR"),
                        name="outreach_withdrawn_record_does_not_count",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("reach", 0), models.Q(("medium", ""), _negated=True), _connector="OR"),
                        name="outreach_reach_says_by_what_medium",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Share",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("percent", models.DecimalField(decimal_places=2, max_digits=5, verbose_name="Phần (%)")),
                (
                    "person",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="outreach_shares", to="people.person"
                    ),
                ),
                (
                    "record",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="shares", to="outreach.record"
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("record", "person"), name="outreach_share_once_per_person"),
                    models.CheckConstraint(
                        condition=models.Q(("percent__gt", 0), ("percent__lte", 100)),
                        name="outreach_share_is_a_percentage",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Draft",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("form", models.CharField(max_length=60)),
                ("values", models.JSONField(default=dict)),
                ("saved_at", models.DateTimeField()),
                (
                    "person",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="+", to="people.person"
                    ),
                ),
            ],
            options={
                "constraints": [models.UniqueConstraint(fields=("person", "form"), name="outreach_draft_once")],
            },
        ),
    ]
    operations = [Together(operations)]
