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
            name="Indicator",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("code", models.CharField(max_length=40, unique=True, verbose_name="Mã")),
                ("name", models.CharField(max_length=250, verbose_name="Chỉ tiêu")),
                ("short_name", models.CharField(max_length=80, verbose_name="Tên ngắn")),
                ("unit", models.CharField(max_length=40, verbose_name="Đơn vị")),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("flow", "Cộng dồn trong kỳ"),
                            ("stock", "Tại thời điểm cuối kỳ"),
                            ("distinct", "Đếm không trùng"),
                            ("ratio", "Tỷ lệ phần trăm"),
                            ("typed", "Nhập tay có ghi chú"),
                        ],
                        max_length=10,
                        verbose_name="Cách tính",
                    ),
                ),
                ("decimals", models.PositiveSmallIntegerField(default=0)),
                ("article", models.CharField(blank=True, max_length=60, verbose_name="Điều, mục")),
                ("dti_component", models.CharField(blank=True, max_length=160, verbose_name="Thành phần DTI")),
                ("note", models.CharField(blank=True, max_length=300, verbose_name="Ghi chú")),
                ("order", models.PositiveSmallIntegerField(default=0)),
                ("is_sample", models.BooleanField(default=False)),
                ("valid_from", models.DateField()),
                ("valid_until", models.DateField(blank=True, null=True)),
            ],
        ),
        migrations.CreateModel(
            name="Exclusion",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("reason", models.CharField(max_length=300, verbose_name="Lý do")),
                ("valid_from", models.DateField()),
                ("valid_until", models.DateField(blank=True, null=True)),
                (
                    "decided_by",
                    models.ForeignKey(
                        null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="people.person"
                    ),
                ),
                (
                    "place",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="exclusions", to="places.place"
                    ),
                ),
                (
                    "indicator",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="exclusions", to="programme.indicator"
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="LegalDocument",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("code", models.CharField(max_length=40, unique=True)),
                ("number", models.CharField(max_length=60, verbose_name="Số, ký hiệu")),
                ("kind", models.CharField(max_length=40, verbose_name="Loại")),
                ("issuer", models.CharField(max_length=160, verbose_name="Cơ quan ban hành")),
                ("title", models.CharField(max_length=500, verbose_name="Trích yếu")),
                ("signed_on", models.DateField(null=True, verbose_name="Ngày ký")),
                ("effective_from", models.DateField(null=True, verbose_name="Hiệu lực từ")),
                ("effective_until", models.DateField(null=True, verbose_name="Hết hiệu lực")),
                ("note", models.CharField(blank=True, max_length=300, verbose_name="Ghi chú")),
                ("is_to_communicate", models.BooleanField(default=False)),
                ("order", models.PositiveSmallIntegerField(default=0)),
                ("search", models.CharField(max_length=800)),
                (
                    "replaced_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="replaces",
                        to="programme.legaldocument",
                    ),
                ),
            ],
        ),
        migrations.AddField(
            model_name="indicator",
            name="basis",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="indicators",
                to="programme.legaldocument",
            ),
        ),
        migrations.CreateModel(
            name="Basis",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("code", models.CharField(max_length=60, unique=True)),
                ("what", models.CharField(max_length=250, verbose_name="Điều dựa vào")),
                (
                    "kind",
                    models.CharField(
                        choices=[("rule", "Quy tắc"), ("rate", "Định mức"), ("deadline", "Thời hạn")],
                        max_length=8,
                        verbose_name="Loại",
                    ),
                ),
                ("article", models.CharField(blank=True, max_length=120, verbose_name="Điều, mục")),
                ("page", models.CharField(blank=True, max_length=60)),
                ("order", models.PositiveSmallIntegerField(default=0)),
                (
                    "document",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="rests", to="programme.legaldocument"
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Plan",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("year", models.PositiveSmallIntegerField(verbose_name="Năm")),
                ("version", models.PositiveSmallIntegerField(default=1)),
                ("title", models.CharField(max_length=300, verbose_name="Trích yếu")),
                ("first_month", models.PositiveSmallIntegerField(default=1, verbose_name="Từ tháng")),
                ("number", models.CharField(blank=True, max_length=60, verbose_name="Số, ký hiệu")),
                ("signed_on", models.DateField(null=True, verbose_name="Ngày ký")),
                ("signer", models.CharField(blank=True, max_length=120, verbose_name="Người ký")),
                ("done_before", models.JSONField(default=dict)),
                ("reasons", models.JSONField(default=dict)),
                ("explanation", models.JSONField(default=dict)),
                ("drafted_at", models.DateTimeField()),
                ("issued_at", models.DateTimeField(null=True)),
                ("replaced_at", models.DateTimeField(null=True)),
                ("is_sample", models.BooleanField(default=False)),
                (
                    "drafted_by",
                    models.ForeignKey(
                        null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="people.person"
                    ),
                ),
                (
                    "issued_by",
                    models.ForeignKey(
                        null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="people.person"
                    ),
                ),
                (
                    "place",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="plans", to="places.place"
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("issued_at__isnull", False), ("replaced_at__isnull", True)),
                        fields=("place", "year"),
                        name="one_plan_in_force_per_year",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("issued_at__isnull", True)),
                        fields=("place", "year"),
                        name="one_draft_plan_per_year",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("first_month__gte", 1), ("first_month__lte", 12)),
                        name="plan_begins_in_a_month",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="PlanFactor",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("economy", "Điều kiện kinh tế, xã hội"),
                            ("education", "Trình độ dân trí"),
                            ("region", "Vùng miền"),
                            ("weather", "Thời tiết"),
                            ("climate", "Khí hậu"),
                            ("households", "Nhóm hộ gia đình"),
                            ("capacity", "Năng lực của tổ"),
                        ],
                        max_length=10,
                        verbose_name="Yếu tố",
                    ),
                ),
                ("factor", models.DecimalField(decimal_places=2, max_digits=4, verbose_name="Hệ số")),
                ("months", models.JSONField(default=list)),
                ("reason", models.CharField(max_length=300, verbose_name="Lý do")),
                ("valid_from", models.DateField(verbose_name="Từ ngày")),
                ("valid_until", models.DateField(null=True, verbose_name="Đến trước ngày")),
                ("is_sample", models.BooleanField(default=False)),
                (
                    "place",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="plan_factors", to="places.place"
                    ),
                ),
                (
                    "recorded_by",
                    models.ForeignKey(
                        null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="people.person"
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("factor__gte", "0.1"), ("factor__lte", 3)),
                        name="plan_factor_is_between_a_tenth_and_three",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("reason", ""), _negated=True), name="plan_factor_has_a_reason"
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Platform",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("code", models.CharField(max_length=40, unique=True)),
                ("name", models.CharField(max_length=200, verbose_name="Nền tảng, dịch vụ số")),
                ("contact", models.CharField(blank=True, max_length=160, verbose_name="Đầu mối")),
                ("phone", models.CharField(blank=True, max_length=30, verbose_name="Điện thoại")),
                ("email", models.EmailField(blank=True, max_length=254, verbose_name="Thư điện tử")),
                ("released_on", models.DateField(blank=True, null=True, verbose_name="Ngày đưa vào dùng")),
                ("version", models.CharField(blank=True, max_length=40, verbose_name="Phiên bản")),
                ("guide", models.URLField(blank=True, max_length=300, verbose_name="Địa chỉ hướng dẫn")),
                ("address", models.URLField(blank=True, max_length=300, verbose_name="Địa chỉ")),
                ("note", models.CharField(blank=True, max_length=500, verbose_name="Ghi chú")),
                ("order", models.PositiveSmallIntegerField(default=0)),
                ("valid_from", models.DateField()),
                ("valid_until", models.DateField(blank=True, null=True)),
                (
                    "owner",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="platforms",
                        to="people.organisation",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Procedure",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("code", models.CharField(max_length=30, unique=True, verbose_name="Mã thủ tục")),
                ("name", models.CharField(max_length=1500, verbose_name="Tên thủ tục")),
                ("field", models.CharField(blank=True, max_length=200, verbose_name="Lĩnh vực")),
                ("ministry", models.CharField(blank=True, max_length=160, verbose_name="Bộ, ngành")),
                ("decision", models.CharField(blank=True, max_length=120, verbose_name="Quyết định công bố")),
                ("levels", models.CharField(blank=True, max_length=40, verbose_name="Cấp giải quyết")),
                ("address", models.URLField(blank=True, max_length=300, verbose_name="Địa chỉ")),
                ("is_commune", models.BooleanField(default=False)),
                ("search", models.CharField(max_length=2000)),
                ("loaded_on", models.DateField()),
                ("ended_on", models.DateField(null=True, verbose_name="Không còn trong danh mục từ")),
            ],
            options={
                "indexes": [
                    models.Index(
                        condition=models.Q(("ended_on__isnull", True)),
                        fields=["is_commune", "code"],
                        name="procedure_in_force",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="TargetDecision",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("number", models.CharField(blank=True, max_length=60, verbose_name="Số quyết định")),
                ("title", models.CharField(max_length=300, verbose_name="Trích yếu")),
                ("year", models.PositiveSmallIntegerField(verbose_name="Năm")),
                ("signed_on", models.DateField(null=True, verbose_name="Ngày ký")),
                ("signer", models.CharField(blank=True, max_length=120, verbose_name="Người ký")),
                ("content", models.JSONField(default=dict)),
                ("drafted_at", models.DateTimeField(null=True)),
                ("issued_at", models.DateTimeField(null=True)),
                ("is_sample", models.BooleanField(default=False)),
                (
                    "basis",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="programme.legaldocument",
                    ),
                ),
                (
                    "drafted_by",
                    models.ForeignKey(
                        null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="people.person"
                    ),
                ),
                (
                    "place",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="target_decisions", to="places.place"
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("number", ""), _negated=True),
                        fields=("place", "number", "year"),
                        name="target_decision_number_once",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("issued_at__isnull", True),
                            models.Q(models.Q(("number", ""), _negated=True), ("signed_on__isnull", False)),
                            _connector="OR",
                        ),
                        name="issued_target_decision_has_number_and_day",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Target",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("year", models.PositiveSmallIntegerField()),
                ("value", models.DecimalField(decimal_places=2, max_digits=14, verbose_name="Chỉ tiêu")),
                ("gap_reason", models.CharField(blank=True, max_length=300, verbose_name="Lý do lệch")),
                ("replaced_at", models.DateTimeField(null=True)),
                (
                    "indicator",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="targets", to="programme.indicator"
                    ),
                ),
                (
                    "place",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="targets", to="places.place"
                    ),
                ),
                (
                    "decision",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="targets",
                        to="programme.targetdecision",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("replaced_at__isnull", True)),
                        fields=("indicator", "place", "year"),
                        name="target_once_per_place_and_year",
                    ),
                    models.CheckConstraint(condition=models.Q(("value__gte", 0)), name="target_is_not_negative"),
                ],
            },
        ),
        migrations.CreateModel(
            name="TaskType",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("code", models.CharField(max_length=30, unique=True, verbose_name="Mã")),
                ("name", models.CharField(max_length=250, verbose_name="Nhiệm vụ")),
                ("short_name", models.CharField(max_length=40, verbose_name="Tên ngắn")),
                ("icon", models.CharField(default="dots", max_length=40)),
                (
                    "pillar",
                    models.CharField(
                        blank=True,
                        choices=[("government", "Chính quyền số"), ("economy", "Kinh tế số"), ("society", "Xã hội số")],
                        max_length=12,
                        verbose_name="Trụ cột",
                    ),
                ),
                ("article", models.CharField(blank=True, max_length=60, verbose_name="Điều, mục")),
                ("source", models.CharField(blank=True, max_length=200, verbose_name="Nguồn khác")),
                ("order", models.PositiveSmallIntegerField(default=0)),
                ("is_common", models.BooleanField(default=False)),
                ("valid_from", models.DateField()),
                ("valid_until", models.DateField(blank=True, null=True)),
                (
                    "basis",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="programme.legaldocument",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Proposal",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("year", models.PositiveSmallIntegerField(verbose_name="Năm")),
                (
                    "kind",
                    models.CharField(
                        choices=[("target", "Chỉ tiêu"), ("task", "Nhiệm vụ mới"), ("change", "Sửa Kế hoạch")],
                        max_length=6,
                        verbose_name="Loại",
                    ),
                ),
                ("value", models.DecimalField(decimal_places=2, max_digits=14, null=True, verbose_name="Mức đề xuất")),
                ("words", models.CharField(blank=True, max_length=1000, verbose_name="Nội dung")),
                ("article", models.CharField(blank=True, max_length=60, verbose_name="Điều, mục")),
                ("reason", models.CharField(max_length=1000, verbose_name="Lý do")),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("sent", "Chờ trả lời"),
                            ("accepted", "Đồng ý"),
                            ("changed", "Đồng ý, có sửa"),
                            ("declined", "Không đồng ý"),
                            ("withdrawn", "Đã rút"),
                        ],
                        default="sent",
                        max_length=9,
                        verbose_name="Trạng thái",
                    ),
                ),
                ("proposed_at", models.DateTimeField()),
                (
                    "granted",
                    models.DecimalField(decimal_places=2, max_digits=14, null=True, verbose_name="Mức chấp nhận"),
                ),
                ("answer", models.CharField(blank=True, max_length=1000, verbose_name="Trả lời")),
                ("answer_number", models.CharField(blank=True, max_length=60, verbose_name="Văn bản trả lời")),
                ("decided_at", models.DateTimeField(null=True)),
                ("is_sample", models.BooleanField(default=False)),
                (
                    "decided_by",
                    models.ForeignKey(
                        null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="people.person"
                    ),
                ),
                (
                    "document",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="programme.legaldocument",
                    ),
                ),
                (
                    "indicator",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="proposals",
                        to="programme.indicator",
                    ),
                ),
                (
                    "place",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="proposals", to="places.place"
                    ),
                ),
                (
                    "proposed_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="people.person"
                    ),
                ),
                (
                    "taken_into",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="proposals",
                        to="programme.targetdecision",
                    ),
                ),
                (
                    "task",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="programme.tasktype",
                    ),
                ),
            ],
            options={
                "indexes": [models.Index(fields=["year", "state"], name="proposal_by_year_and_state")],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("reason", ""), _negated=True), name="proposal_has_a_reason"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("kind", "target"), _negated=True),
                            models.Q(("indicator__isnull", False), ("value__isnull", False)),
                            _connector="OR",
                        ),
                        name="proposed_target_has_indicator_and_figure",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("kind", "target"), models.Q(("words", ""), _negated=True), _connector="OR"),
                        name="proposal_says_what_it_wants",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("decided_at__isnull", True), models.Q(("answer", ""), _negated=True), _connector="OR"
                        ),
                        name="decided_proposal_has_an_answer",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("kind", "target"), ("state", "sent")),
                        fields=("place", "year", "indicator"),
                        name="one_open_proposal_per_target",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="PlanLine",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("month", models.PositiveSmallIntegerField(verbose_name="Tháng")),
                ("quantity", models.DecimalField(decimal_places=2, max_digits=14, verbose_name="Số lượng")),
                (
                    "indicator",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="programme.indicator",
                    ),
                ),
                (
                    "place",
                    models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to="places.place"),
                ),
                (
                    "plan",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="lines", to="programme.plan"
                    ),
                ),
                (
                    "responsible",
                    models.ForeignKey(
                        null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="people.person"
                    ),
                ),
                (
                    "task",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="programme.tasktype",
                    ),
                ),
            ],
            options={
                "indexes": [models.Index(fields=["place", "month"], name="plan_line_by_place")],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("indicator__isnull", False)),
                        fields=("plan", "place", "month", "indicator"),
                        name="plan_line_once_per_indicator",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("indicator__isnull", True)),
                        fields=("plan", "place", "month", "task"),
                        name="plan_line_once_per_task",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("indicator__isnull", False), ("task__isnull", False), _connector="OR"),
                        name="plan_line_has_a_work",
                    ),
                    models.CheckConstraint(condition=models.Q(("quantity__gt", 0)), name="plan_line_has_a_quantity"),
                    models.CheckConstraint(
                        condition=models.Q(("month__gte", 1), ("month__lte", 12)), name="plan_line_has_a_month"
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Denominator",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("code", models.CharField(max_length=40)),
                ("value", models.DecimalField(decimal_places=2, max_digits=14, verbose_name="Số lượng")),
                ("as_of", models.DateField(verbose_name="Tính từ ngày")),
                ("valid_until", models.DateField(blank=True, null=True, verbose_name="Đến trước ngày")),
                ("source", models.CharField(max_length=250, verbose_name="Nguồn")),
                ("is_sample", models.BooleanField(default=False)),
                ("recorded_at", models.DateTimeField()),
                ("superseded_at", models.DateTimeField(null=True)),
                (
                    "place",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="denominators", to="places.place"
                    ),
                ),
                (
                    "recorded_by",
                    models.ForeignKey(
                        null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="people.person"
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(condition=models.Q(("value__gte", 0)), name="denominator_is_not_negative"),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("valid_until__isnull", True), ("valid_until__gt", models.F("as_of")), _connector="OR"
                        ),
                        name="denominator_ends_after_it_begins",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("superseded_at__isnull", True)),
                        fields=("place", "code", "as_of"),
                        name="denominator_once_per_day",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="IndicatorTerm",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "part",
                    models.CharField(
                        choices=[("numerator", "numerator"), ("denominator", "denominator")],
                        default="numerator",
                        max_length=11,
                    ),
                ),
                ("fact", models.CharField(max_length=60)),
                ("parameters", models.JSONField(default=dict)),
                (
                    "indicator",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="terms", to="programme.indicator"
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        fields=("indicator", "part", "fact", "parameters"), name="indicator_term_once"
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="DocumentLink",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("amends", "Sửa đổi, bổ sung"),
                            ("repeals_part", "Bãi bỏ một phần"),
                            ("guides", "Hướng dẫn"),
                            ("follows", "Nối tiếp"),
                        ],
                        max_length=12,
                    ),
                ),
                (
                    "document",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="links", to="programme.legaldocument"
                    ),
                ),
                (
                    "other",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="links_back",
                        to="programme.legaldocument",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("document", "other", "kind"), name="legal_link_once"),
                    models.CheckConstraint(
                        condition=models.Q(("document", models.F("other")), _negated=True),
                        name="legal_document_does_not_change_itself",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Article",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("label", models.CharField(max_length=40, verbose_name="Điều, mục")),
                ("gist", models.CharField(max_length=400, verbose_name="Nội dung")),
                ("order", models.PositiveSmallIntegerField(default=0)),
                (
                    "document",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="articles",
                        to="programme.legaldocument",
                    ),
                ),
            ],
            options={
                "constraints": [models.UniqueConstraint(fields=("document", "label"), name="legal_article_once")],
            },
        ),
        migrations.CreateModel(
            name="Mark",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("day", models.DateField()),
                ("marked_at", models.DateTimeField()),
                (
                    "place",
                    models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name="+", to="places.place"),
                ),
            ],
            options={
                "indexes": [models.Index(fields=["marked_at"], name="mark_oldest_first")],
                "constraints": [models.UniqueConstraint(fields=("place", "day"), name="mark_once")],
            },
        ),
    ]
    operations = [Together(operations)]
