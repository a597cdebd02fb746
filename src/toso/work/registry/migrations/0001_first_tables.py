import django.contrib.postgres.indexes
import django.db.models.deletion
import uuid
from django.db import migrations, models

from toso.ground.shared.together import Together


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("notices", "0001_first_tables"),
        ("people", "0002_cache_table"),
        ("places", "0001_first_tables"),
        ("privacy", "0001_requests_and_consents"),
    ]

    operations = [
        migrations.CreateModel(
            name="Registrant",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("uuid", models.UUIDField(default=uuid.uuid4, unique=True)),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("household", "Hộ gia đình"),
                            ("business", "Cơ sở kinh doanh"),
                            ("cooperative", "Hợp tác xã"),
                        ],
                        max_length=12,
                        verbose_name="Loại",
                    ),
                ),
                ("province_code", models.CharField(max_length=2)),
                ("code", models.CharField(max_length=30, verbose_name="Mã số")),
                ("code_key", models.CharField(max_length=60)),
                ("name", models.CharField(blank=True, max_length=160, verbose_name="Tên cơ sở")),
                ("address", models.CharField(blank=True, max_length=160, verbose_name="Số nhà, xóm")),
                ("contact_name", models.CharField(blank=True, max_length=120, verbose_name="Người đại diện")),
                ("is_head", models.BooleanField(default=True, verbose_name="Là chủ hộ")),
                ("phone", models.CharField(blank=True, max_length=15, verbose_name="Điện thoại")),
                ("search", models.CharField(max_length=500)),
                ("name_key", models.CharField(blank=True, max_length=160)),
                ("phone_key", models.CharField(blank=True, max_length=9)),
                ("answers", models.JSONField(default=dict)),
                ("answered_on", models.DateField(null=True, verbose_name="Khảo sát gần nhất")),
                ("group", models.CharField(blank=True, max_length=40, verbose_name="Nhóm hộ")),
                ("is_adjusted", models.BooleanField(default=False)),
                ("version", models.PositiveIntegerField(default=1)),
                ("listed_on", models.DateField(verbose_name="Vào sổ ngày")),
                ("ended_on", models.DateField(null=True, verbose_name="Ra khỏi sổ ngày")),
                ("end_reason", models.CharField(blank=True, max_length=300, verbose_name="Lý do")),
                ("recorded_at", models.DateTimeField()),
                ("changed_at", models.DateTimeField()),
                ("is_sample", models.BooleanField(default=False)),
                (
                    "consent",
                    models.ForeignKey(
                        null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="privacy.consent"
                    ),
                ),
                (
                    "merged_into",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="merged",
                        to="registry.registrant",
                    ),
                ),
                (
                    "place",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="registrants", to="places.place"
                    ),
                ),
                (
                    "recorded_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="people.person"
                    ),
                ),
            ],
            options={
                "indexes": [
                    models.Index(
                        condition=models.Q(("ended_on__isnull", True)),
                        fields=["kind", "place", "code_key", "id"],
                        name="registrant_list",
                    ),
                    models.Index(
                        condition=models.Q(("ended_on__isnull", True)),
                        fields=["place", "name_key"],
                        name="registrant_same_name",
                    ),
                    models.Index(
                        condition=models.Q(("ended_on__isnull", True), models.Q(("phone_key", ""), _negated=True)),
                        fields=["phone_key"],
                        name="registrant_same_phone",
                    ),
                    models.Index(
                        condition=models.Q(("ended_on__isnull", True)),
                        fields=["place", "kind", "group"],
                        name="registrant_by_group",
                    ),
                    django.contrib.postgres.indexes.GinIndex(
                        models.Func(
                            models.Func(models.F("search"), models.Value(" "), function="string_to_array"),
                            function="array_to_tsvector",
                        ),
                        name="registrant_words",
                    ),
                    models.Index(
                        condition=models.Q(("consent__isnull", False)), fields=["consent"], name="registrant_by_consent"
                    ),
                ],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("ended_on__isnull", True)),
                        fields=("place", "kind", "code"),
                        name="registrant_code_once_in_a_hamlet",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("contact_name", ""), ("phone", "")), ("consent__isnull", False), _connector="OR"
                        ),
                        name="registrant_names_nobody_without_consent",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("ended_on__isnull", True), ("ended_on__gte", models.F("listed_on")), _connector="OR"
                        ),
                        name="registrant_ends_after_it_was_listed",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("merged_into__isnull", True), ("ended_on__isnull", False), _connector="OR"),
                        name="registrant_merged_has_ended",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Merge",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("before", models.JSONField(default=dict)),
                ("reason", models.CharField(max_length=300)),
                ("at", models.DateTimeField()),
                ("undone_at", models.DateTimeField(null=True)),
                (
                    "by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="people.person"
                    ),
                ),
                (
                    "place",
                    models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to="places.place"),
                ),
                (
                    "undone_by",
                    models.ForeignKey(
                        null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="people.person"
                    ),
                ),
                (
                    "dropped",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="registry.registrant"
                    ),
                ),
                (
                    "kept",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="registry.registrant"
                    ),
                ),
            ],
            options={
                "indexes": [models.Index(fields=["kept"], name="registrant_merges")],
            },
        ),
        migrations.CreateModel(
            name="Distinct",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("at", models.DateTimeField()),
                (
                    "by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="people.person"
                    ),
                ),
                (
                    "one",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="registry.registrant"
                    ),
                ),
                (
                    "other",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="registry.registrant"
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("one", "other"), name="registrants_are_distinct_once"),
                    models.CheckConstraint(
                        condition=models.Q(("one__lt", models.F("other"))), name="registrants_distinct_lower_first"
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Change",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("entity", models.UUIDField(db_index=True)),
                ("number", models.PositiveIntegerField(null=True)),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("applied", "Đã ghi"),
                            ("held", "Đang chờ bản trước"),
                            ("conflict", "Chờ người chọn"),
                            ("settled", "Đã chọn"),
                            ("refused", "Không ghi được"),
                        ],
                        max_length=10,
                    ),
                ),
                (
                    "source",
                    models.CharField(
                        choices=[
                            ("page", "Trang sổ hộ"),
                            ("form", "Phiếu khảo sát"),
                            ("import", "Tệp nhập"),
                            ("merge", "Gộp hai dòng"),
                        ],
                        max_length=8,
                    ),
                ),
                ("fields", models.JSONField(default=dict)),
                ("conflicts", models.JSONField(default=dict)),
                ("sent", models.JSONField(default=dict)),
                ("day", models.DateField()),
                ("base", models.PositiveIntegerField(default=0)),
                ("trunk", models.PositiveIntegerField(default=0)),
                ("branch", models.CharField(blank=True, max_length=60)),
                ("is_creation", models.BooleanField(default=False)),
                ("sending", models.CharField(blank=True, max_length=100)),
                ("why", models.CharField(blank=True, max_length=300)),
                ("at", models.DateTimeField()),
                ("settled_at", models.DateTimeField(null=True)),
                (
                    "by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="people.person"
                    ),
                ),
                (
                    "place",
                    models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to="places.place"),
                ),
                (
                    "settled_by",
                    models.ForeignKey(
                        null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="people.person"
                    ),
                ),
                (
                    "registrant",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="changes",
                        to="registry.registrant",
                    ),
                ),
            ],
            options={
                "indexes": [
                    models.Index(
                        condition=models.Q(("state", "applied"), _negated=True),
                        fields=["place", "state"],
                        name="registrant_change_waiting",
                    )
                ],
                "constraints": [
                    models.UniqueConstraint(fields=("registrant", "number"), name="registrant_version_once"),
                    models.UniqueConstraint(
                        condition=models.Q(("sending", ""), _negated=True),
                        fields=("sending", "entity"),
                        name="registrant_changed_once_by_a_form",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Answer",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("household", "Hộ gia đình"),
                            ("business", "Cơ sở kinh doanh"),
                            ("cooperative", "Hợp tác xã"),
                        ],
                        max_length=12,
                    ),
                ),
                ("question", models.CharField(max_length=40)),
                ("value", models.CharField(max_length=10)),
                ("number", models.PositiveIntegerField(null=True)),
                ("starts_on", models.DateField()),
                ("ends_on", models.DateField(null=True)),
                (
                    "source",
                    models.CharField(
                        choices=[
                            ("page", "Trang sổ hộ"),
                            ("form", "Phiếu khảo sát"),
                            ("import", "Tệp nhập"),
                            ("merge", "Gộp hai dòng"),
                        ],
                        max_length=8,
                    ),
                ),
                ("recorded_at", models.DateTimeField()),
                ("superseded_at", models.DateTimeField(null=True)),
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
                (
                    "registrant",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="given_answers",
                        to="registry.registrant",
                    ),
                ),
            ],
            options={
                "indexes": [
                    models.Index(fields=["place", "starts_on", "question"], name="registrant_answer_by_cell"),
                    models.Index(
                        condition=models.Q(("ends_on__isnull", False)),
                        fields=["place", "ends_on", "question"],
                        name="registrant_answer_by_end",
                    ),
                ],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("ends_on__isnull", True), ("superseded_at__isnull", True)),
                        fields=("registrant", "question"),
                        name="registrant_answer_stands_once",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Adjustment",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("group", models.CharField(max_length=40)),
                ("reason", models.CharField(max_length=300)),
                ("at", models.DateTimeField()),
                ("ended_at", models.DateTimeField(null=True)),
                (
                    "by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="people.person"
                    ),
                ),
                (
                    "registrant",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="adjustments",
                        to="registry.registrant",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("ended_at__isnull", True)),
                        fields=("registrant",),
                        name="registrant_adjusted_once",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Residence",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("household", "Hộ gia đình"),
                            ("business", "Cơ sở kinh doanh"),
                            ("cooperative", "Hợp tác xã"),
                        ],
                        max_length=12,
                    ),
                ),
                ("starts_on", models.DateField()),
                ("ends_on", models.DateField(null=True)),
                ("recorded_at", models.DateTimeField()),
                ("superseded_at", models.DateTimeField(null=True)),
                (
                    "place",
                    models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to="places.place"),
                ),
                (
                    "registrant",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="residences", to="registry.registrant"
                    ),
                ),
            ],
            options={
                "indexes": [
                    models.Index(fields=["place", "starts_on"], name="residence_by_cell"),
                    models.Index(
                        condition=models.Q(("ends_on__isnull", False)),
                        fields=["place", "ends_on"],
                        name="residence_by_end",
                    ),
                ],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("ends_on__isnull", True), ("superseded_at__isnull", True)),
                        fields=("registrant",),
                        name="registrant_counts_in_one_place",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="ElectronicArea",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("starts_on", models.DateField()),
                ("ends_on", models.DateField(null=True)),
                ("reached", models.JSONField(default=list)),
                ("note", models.CharField(blank=True, max_length=300)),
                ("recorded_at", models.DateTimeField()),
                ("superseded_at", models.DateTimeField(null=True)),
                (
                    "place",
                    models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to="places.place"),
                ),
                (
                    "recognised_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="people.person"
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("ends_on__isnull", True), ("superseded_at__isnull", True)),
                        fields=("place",),
                        name="electronic_area_once",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="GroupChat",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("group", models.CharField(max_length=40)),
                (
                    "place",
                    models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to="places.place"),
                ),
                (
                    "social_group",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="notices.socialgroup"
                    ),
                ),
            ],
            options={
                "constraints": [models.UniqueConstraint(fields=("place", "group"), name="registry_one_chat_a_group")],
            },
        ),
        migrations.CreateModel(
            name="Grouping",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("groups", models.JSONField(default=list)),
                ("reason", models.CharField(max_length=300)),
                ("valid_from", models.DateField()),
                ("valid_until", models.DateField(null=True)),
                ("set_at", models.DateTimeField()),
                (
                    "place",
                    models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to="places.place"),
                ),
                (
                    "set_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="people.person"
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("valid_until__isnull", True)),
                        fields=("place",),
                        name="registry_one_grouping_a_place",
                    )
                ],
            },
        ),
    ]
    operations = [Together(operations)]
