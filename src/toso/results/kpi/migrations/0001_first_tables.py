import django.contrib.postgres.constraints
import django.db.models.deletion
from django.db import migrations, models

from toso.ground.shared.together import Together


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("people", "0001_first_tables"),
    ]

    operations = [
        migrations.CreateModel(
            name="Catalogue",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("version", models.PositiveSmallIntegerField()),
                ("valid_from", models.DateField(verbose_name="Áp dụng từ ngày")),
                ("valid_until", models.DateField(blank=True, null=True)),
                ("standard_name", models.CharField(max_length=250, verbose_name="Sản phẩm chuẩn")),
                (
                    "standard_points",
                    models.DecimalField(decimal_places=2, max_digits=7, verbose_name="Điểm của sản phẩm chuẩn"),
                ),
                ("decimals", models.PositiveSmallIntegerField(default=1, verbose_name="Số chữ số lẻ của hệ số")),
                ("number", models.CharField(blank=True, max_length=60, verbose_name="Số văn bản phê duyệt")),
                ("drafted_at", models.DateTimeField()),
                ("approved_at", models.DateTimeField(null=True)),
                ("is_sample", models.BooleanField(default=False)),
                (
                    "agency",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="kpi_catalogues",
                        to="people.organisation",
                    ),
                ),
                (
                    "approved_by",
                    models.ForeignKey(
                        null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="people.person"
                    ),
                ),
                (
                    "drafted_by",
                    models.ForeignKey(
                        null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="people.person"
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("agency", "version"), name="kpi_catalogue_version_once"),
                    models.UniqueConstraint(
                        condition=models.Q(("approved_at__isnull", False)),
                        fields=("agency", "valid_from"),
                        name="kpi_catalogue_begins_once_a_day",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("standard_points__gt", 0)), name="kpi_standard_product_has_points"
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Leave",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("annual", "Nghỉ phép"),
                            ("sick", "Nghỉ ốm"),
                            ("maternity", "Nghỉ thai sản"),
                            ("unpaid", "Nghỉ không lương"),
                            ("study", "Đi học, biệt phái"),
                        ],
                        max_length=9,
                        verbose_name="Loại nghỉ",
                    ),
                ),
                ("starts_on", models.DateField(verbose_name="Từ ngày")),
                ("ends_on", models.DateField(verbose_name="Đến trước ngày")),
                ("basis", models.CharField(blank=True, max_length=200, verbose_name="Căn cứ")),
                ("noted_at", models.DateTimeField()),
                (
                    "agency",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="people.organisation"
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
                        on_delete=django.db.models.deletion.PROTECT, related_name="kpi_leaves", to="people.person"
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("ends_on__gt", models.F("starts_on"))),
                        name="kpi_leave_ends_after_it_begins",
                    ),
                    django.contrib.postgres.constraints.ExclusionConstraint(
                        expressions=[
                            (
                                models.Func(
                                    models.F("person"), models.F("person"), models.Value("[]"), function="int8range"
                                ),
                                "&&",
                            ),
                            (models.Func(models.F("starts_on"), models.F("ends_on"), function="daterange"), "&&"),
                        ],
                        name="kpi_leave_is_not_noted_twice",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Line",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("name", models.CharField(max_length=400, verbose_name="Sản phẩm, công việc")),
                ("measure", models.CharField(blank=True, max_length=40, verbose_name="Đơn vị tính")),
                ("coefficient", models.DecimalField(decimal_places=3, max_digits=8, verbose_name="Hệ số")),
                (
                    "assigned",
                    models.DecimalField(decimal_places=3, default=0, max_digits=10, verbose_name="Số lượng giao"),
                ),
                ("done", models.DecimalField(decimal_places=5, default=0, max_digits=12, verbose_name="Đã làm")),
                (
                    "accepted",
                    models.DecimalField(decimal_places=5, max_digits=12, null=True, verbose_name="Đã nghiệm thu"),
                ),
                (
                    "origin",
                    models.CharField(
                        choices=[
                            ("assigned", "Được giao"),
                            ("adhoc", "Đột xuất, phát sinh"),
                            ("taken_over", "Nhận làm thay"),
                            ("handed_over", "Đã chuyển người khác"),
                        ],
                        default="assigned",
                        max_length=11,
                        verbose_name="Nguồn việc",
                    ),
                ),
                ("due_on", models.DateField(blank=True, null=True, verbose_name="Hạn")),
                (
                    "quality_failures",
                    models.PositiveSmallIntegerField(default=0, verbose_name="Số lần không đạt chất lượng"),
                ),
                ("late", models.PositiveSmallIntegerField(default=0, verbose_name="Chậm")),
                ("is_objective_quality", models.BooleanField(default=False)),
                ("is_objective_late", models.BooleanField(default=False)),
                ("plan", models.CharField(blank=True, max_length=120, verbose_name="Theo kế hoạch")),
                ("is_repeating", models.BooleanField(default=False, verbose_name="Lặp lại hằng tháng")),
                ("part_of", models.UUIDField(null=True)),
                ("captured_at", models.DateTimeField()),
                ("recorded_at", models.DateTimeField()),
                ("accepted_at", models.DateTimeField(null=True)),
                ("accepted_reason", models.CharField(blank=True, max_length=300)),
                ("withdrawn_at", models.DateTimeField(null=True)),
                ("is_sample", models.BooleanField(default=False)),
                (
                    "accepted_by",
                    models.ForeignKey(
                        null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="people.person"
                    ),
                ),
                (
                    "assigned_by",
                    models.ForeignKey(
                        null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="people.person"
                    ),
                ),
                (
                    "body",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="people.organisation"
                    ),
                ),
                (
                    "taken_from",
                    models.OneToOneField(
                        null=True, on_delete=django.db.models.deletion.PROTECT, related_name="taken_by", to="kpi.line"
                    ),
                ),
            ],
            options={
                "indexes": [
                    models.Index(
                        condition=models.Q(("withdrawn_at__isnull", True)),
                        fields=["due_on"],
                        name="kpi_lines_by_due_day",
                    )
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("coefficient__gt", 0)), name="kpi_line_weighs_something"
                    ),
                    models.CheckConstraint(condition=models.Q(("done__gte", 0)), name="kpi_line_never_undone"),
                    models.CheckConstraint(
                        condition=models.Q(("accepted__isnull", True), ("accepted__gte", 0), _connector="OR"),
                        name="kpi_line_accepts_nothing_negative",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("origin__in", ["assigned", "handed_over"]), _negated=True),
                            ("assigned__gt", 0),
                            _connector="OR",
                        ),
                        name="kpi_assigned_line_has_a_quantity",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("origin", "handed_over"), _negated=True), ("done", 0), _connector="OR"
                        ),
                        name="kpi_handed_over_line_has_nothing_done",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Cause",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "kind",
                    models.CharField(
                        choices=[("late", "Chậm"), ("quality", "Chưa đạt chất lượng")],
                        max_length=7,
                        verbose_name="Vì việc",
                    ),
                ),
                ("reason", models.CharField(max_length=500, verbose_name="Nguyên nhân khách quan")),
                ("asked_at", models.DateTimeField()),
                ("is_confirmed", models.BooleanField(null=True)),
                ("answer", models.CharField(blank=True, max_length=300, verbose_name="Trả lời")),
                ("decided_at", models.DateTimeField(null=True)),
                (
                    "asked_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="people.person"
                    ),
                ),
                (
                    "decided_by",
                    models.ForeignKey(
                        null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="people.person"
                    ),
                ),
                (
                    "line",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="causes", to="kpi.line"
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("is_confirmed__isnull", True)),
                        fields=("line", "kind"),
                        name="kpi_one_open_cause_of_a_kind",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Month",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("month", models.DateField()),
                ("first_day", models.DateField()),
                ("last_day", models.DateField()),
                (
                    "mode",
                    models.CharField(
                        choices=[("score", "Chấm điểm tại đây"), ("feed", "Nộp số liệu cho phần mềm KPI của tỉnh")],
                        default="score",
                        max_length=5,
                    ),
                ),
                ("rule_set", models.CharField(max_length=40)),
                ("policy", models.JSONField(default=dict)),
                ("self_score_by", models.DateField()),
                ("confirm_by", models.DateField()),
                ("report_by", models.DateField()),
                ("opened_at", models.DateTimeField()),
                ("closed_at", models.DateTimeField(null=True)),
                ("is_sample", models.BooleanField(default=False)),
                (
                    "agency",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="kpi_months", to="people.organisation"
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("agency", "month"), name="kpi_month_once_per_agency"),
                    models.CheckConstraint(
                        condition=models.Q(("last_day__gt", models.F("first_day"))),
                        name="kpi_month_ends_after_it_begins",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Post",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("title", models.CharField(max_length=120, verbose_name="Chức vụ, chức danh")),
                (
                    "rank",
                    models.CharField(
                        choices=[("official", "Công chức"), ("deputy", "Cấp phó"), ("head", "Người đứng đầu")],
                        default="official",
                        max_length=8,
                        verbose_name="Vị trí",
                    ),
                ),
                ("group", models.CharField(blank=True, max_length=80, verbose_name="Nhóm nhiệm vụ tương tự")),
                ("rule_set", models.CharField(blank=True, max_length=40)),
                ("is_main", models.BooleanField(default=True)),
                ("keeps_personnel", models.BooleanField(default=False, verbose_name="Phụ trách tổ chức, nhân sự")),
                ("starts_on", models.DateField(verbose_name="Từ ngày")),
                ("ends_on", models.DateField(blank=True, null=True, verbose_name="Đến trước ngày")),
                ("is_sample", models.BooleanField(default=False)),
                (
                    "agency",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="people.organisation"
                    ),
                ),
                (
                    "body",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="kpi_posts", to="people.organisation"
                    ),
                ),
                (
                    "person",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="kpi_posts", to="people.person"
                    ),
                ),
            ],
            options={
                "indexes": [models.Index(fields=["agency", "body"], name="kpi_post_by_body")],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("ends_on__isnull", True), ("ends_on__gt", models.F("starts_on")), _connector="OR"
                        ),
                        name="kpi_post_ends_after_it_begins",
                    ),
                    django.contrib.postgres.constraints.ExclusionConstraint(
                        condition=models.Q(("is_main", True)),
                        expressions=[
                            (
                                models.Func(
                                    models.F("person"), models.F("person"), models.Value("[]"), function="int8range"
                                ),
                                "&&",
                            ),
                            (models.Func(models.F("starts_on"), models.F("ends_on"), function="daterange"), "&&"),
                        ],
                        name="kpi_person_has_one_main_post",
                    ),
                    django.contrib.postgres.constraints.ExclusionConstraint(
                        condition=models.Q(("rank", "head")),
                        expressions=[
                            (
                                models.Func(
                                    models.F("body"), models.F("body"), models.Value("[]"), function="int8range"
                                ),
                                "&&",
                            ),
                            (models.Func(models.F("starts_on"), models.F("ends_on"), function="daterange"), "&&"),
                        ],
                        name="kpi_body_has_one_head",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Product",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("code", models.CharField(blank=True, max_length=30, verbose_name="Mã")),
                ("name", models.CharField(max_length=400, verbose_name="Sản phẩm, công việc")),
                ("search", models.CharField(max_length=400)),
                ("measure", models.CharField(blank=True, max_length=40, verbose_name="Đơn vị tính")),
                (
                    "part",
                    models.CharField(
                        choices=[
                            ("A", "A. Lãnh đạo, quản lý"),
                            ("B1", "B.I. Công việc chung"),
                            ("B2", "B.II. Công việc riêng của đơn vị"),
                        ],
                        default="B2",
                        max_length=2,
                        verbose_name="Phần",
                    ),
                ),
                ("group", models.PositiveSmallIntegerField(verbose_name="Nhóm")),
                ("points", models.DecimalField(decimal_places=2, max_digits=7, verbose_name="Điểm")),
                ("coefficient", models.DecimalField(decimal_places=3, max_digits=8, verbose_name="Hệ số")),
                ("title", models.CharField(blank=True, max_length=120, verbose_name="Chức danh")),
                ("fact", models.CharField(blank=True, max_length=60, verbose_name="Số liệu đo")),
                ("is_standard", models.BooleanField(default=False)),
                (
                    "body",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="people.organisation",
                    ),
                ),
                (
                    "catalogue",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="products", to="kpi.catalogue"
                    ),
                ),
            ],
            options={
                "indexes": [models.Index(fields=["catalogue", "part", "group"], name="kpi_product_by_group")],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("group__gte", 1), ("group__lte", 5)),
                        name="kpi_product_has_one_of_five_groups",
                    ),
                    models.CheckConstraint(condition=models.Q(("points__gt", 0)), name="kpi_product_has_points"),
                    models.CheckConstraint(
                        condition=models.Q(("coefficient__gt", 0)), name="kpi_product_weighs_something"
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("is_standard", True)),
                        fields=("catalogue",),
                        name="kpi_one_standard_product",
                    ),
                ],
            },
        ),
        migrations.AddField(
            model_name="line",
            name="product",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="lines",
                to="kpi.product",
            ),
        ),
        migrations.CreateModel(
            name="Proposal",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("name", models.CharField(max_length=400, verbose_name="Sản phẩm, công việc")),
                ("points", models.DecimalField(decimal_places=2, max_digits=7, verbose_name="Điểm đề xuất")),
                ("reason", models.CharField(blank=True, max_length=300, verbose_name="Lý do")),
                ("made_at", models.DateTimeField()),
                ("answer", models.CharField(blank=True, max_length=300, verbose_name="Trả lời")),
                ("answered_at", models.DateTimeField(null=True)),
                (
                    "agency",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="people.organisation"
                    ),
                ),
                (
                    "answered_by",
                    models.ForeignKey(
                        null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="people.person"
                    ),
                ),
                (
                    "made_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="people.person"
                    ),
                ),
                (
                    "product",
                    models.ForeignKey(
                        null=True, on_delete=django.db.models.deletion.SET_NULL, related_name="+", to="kpi.product"
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(condition=models.Q(("points__gt", 0)), name="kpi_proposal_has_points")
                ],
            },
        ),
        migrations.CreateModel(
            name="Setting",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("valid_from", models.DateField(verbose_name="Áp dụng từ tháng")),
                (
                    "mode",
                    models.CharField(
                        choices=[("score", "Chấm điểm tại đây"), ("feed", "Nộp số liệu cho phần mềm KPI của tỉnh")],
                        default="score",
                        max_length=5,
                        verbose_name="Cách làm",
                    ),
                ),
                ("rule_set", models.CharField(default="ND335-2025", max_length=40, verbose_name="Bộ quy tắc")),
                ("policy", models.JSONField(blank=True, default=dict)),
                ("first_day_of_month", models.PositiveSmallIntegerField(default=1, verbose_name="Ngày mở tháng KPI")),
                ("self_score_day", models.PositiveSmallIntegerField(default=20, verbose_name="Tự chấm trước hết ngày")),
                ("confirm_day", models.PositiveSmallIntegerField(default=22, verbose_name="Xác nhận trước hết ngày")),
                (
                    "report_day",
                    models.PositiveSmallIntegerField(default=24, verbose_name="Báo cáo của đơn vị trước hết ngày"),
                ),
                ("basis", models.CharField(blank=True, max_length=300, verbose_name="Căn cứ")),
                ("is_sample", models.BooleanField(default=False)),
                (
                    "agency",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="kpi_settings",
                        to="people.organisation",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("agency", "valid_from"), name="kpi_setting_once_per_day"),
                    models.CheckConstraint(
                        condition=models.Q(("first_day_of_month__gte", 1), ("first_day_of_month__lte", 28)),
                        name="kpi_month_opens_on_a_day_every_month_has",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Sheet",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("on", models.DateField()),
                ("title", models.CharField(blank=True, max_length=120)),
                ("rank", models.CharField(default="official", max_length=8)),
                ("group", models.CharField(blank=True, max_length=80)),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("open", "Đang thực hiện"),
                            ("self_scored", "Đã tự chấm"),
                            ("confirmed", "Đã xác nhận"),
                            ("notified", "Đã thông báo"),
                            ("locked", "Đã khoá"),
                        ],
                        default="open",
                        max_length=11,
                        verbose_name="Trạng thái",
                    ),
                ),
                ("edition", models.PositiveIntegerField(default=1)),
                ("general_self", models.JSONField(default=dict)),
                ("general_confirmed", models.JSONField(default=dict)),
                ("leader_terms", models.JSONField(default=dict)),
                ("strengths", models.TextField(blank=True, verbose_name="Ưu điểm")),
                ("weaknesses", models.TextField(blank=True, verbose_name="Hạn chế, khuyết điểm")),
                ("comment", models.TextField(blank=True, verbose_name="Nhận xét của cấp có thẩm quyền")),
                ("excluded", models.CharField(blank=True, max_length=200, verbose_name="Không tính tháng này vì")),
                ("self_scored_at", models.DateTimeField(null=True)),
                ("confirmed_at", models.DateTimeField(null=True)),
                ("notified_at", models.DateTimeField(null=True)),
                ("locked_at", models.DateTimeField(null=True)),
                ("total", models.DecimalField(decimal_places=12, max_digits=16, null=True)),
                ("task_score", models.DecimalField(decimal_places=12, max_digits=16, null=True)),
                ("general", models.DecimalField(decimal_places=3, max_digits=6, null=True)),
                (
                    "level",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("HTXSNV", "Hoàn thành xuất sắc nhiệm vụ"),
                            ("HTTNV", "Hoàn thành tốt nhiệm vụ"),
                            ("HTNV", "Hoàn thành nhiệm vụ"),
                            ("KHTNV", "Không hoàn thành nhiệm vụ"),
                        ],
                        max_length=6,
                    ),
                ),
                ("is_rated", models.BooleanField(null=True)),
                ("answer", models.JSONField(default=dict)),
                ("rule_set", models.CharField(blank=True, max_length=40)),
                ("scored_at", models.DateTimeField(null=True)),
                ("is_sample", models.BooleanField(default=False)),
                (
                    "body",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="kpi_sheets", to="people.organisation"
                    ),
                ),
                (
                    "confirmed_by",
                    models.ForeignKey(
                        null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="people.person"
                    ),
                ),
                (
                    "month",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="sheets", to="kpi.month"
                    ),
                ),
                (
                    "person",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="kpi_sheets", to="people.person"
                    ),
                ),
            ],
            options={
                "indexes": [models.Index(fields=["month", "body", "state"], name="kpi_sheet_by_body")],
                "constraints": [
                    models.UniqueConstraint(fields=("person", "on"), name="kpi_one_sheet_a_person_and_month"),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("confirmed_by__isnull", True),
                            models.Q(("confirmed_by", models.F("person")), _negated=True),
                            _connector="OR",
                        ),
                        name="kpi_nobody_confirms_his_own_sheet",
                    ),
                ],
            },
        ),
        migrations.AddField(
            model_name="line",
            name="sheet",
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="lines", to="kpi.sheet"),
        ),
        migrations.CreateModel(
            name="Complaint",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("text", models.TextField(verbose_name="Nội dung kiến nghị")),
                ("made_at", models.DateTimeField()),
                ("due_at", models.DateTimeField()),
                ("total_before", models.DecimalField(decimal_places=12, max_digits=16, null=True)),
                ("is_upheld", models.BooleanField(null=True)),
                ("answer", models.TextField(blank=True, verbose_name="Trả lời")),
                ("answered_at", models.DateTimeField(null=True)),
                ("is_sample", models.BooleanField(default=False)),
                (
                    "answered_by",
                    models.ForeignKey(
                        null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="people.person"
                    ),
                ),
                (
                    "made_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="people.person"
                    ),
                ),
                (
                    "sheet",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="complaints", to="kpi.sheet"
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("answered_at__isnull", True)),
                        fields=("sheet",),
                        name="kpi_one_open_complaint_a_sheet",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Step",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("self_scored", "Tự chấm"),
                            ("changed", "Sửa"),
                            ("confirmed", "Xác nhận"),
                            ("returned", "Trả lại"),
                            ("notified", "Thông báo"),
                            ("locked", "Khoá"),
                            ("unlocked", "Mở khoá"),
                            ("replaced", "Thay kết quả"),
                        ],
                        max_length=11,
                    ),
                ),
                ("at", models.DateTimeField()),
                ("reason", models.CharField(blank=True, max_length=500)),
                ("total", models.DecimalField(decimal_places=12, max_digits=16, null=True)),
                (
                    "by",
                    models.ForeignKey(
                        null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="people.person"
                    ),
                ),
                (
                    "sheet",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="steps", to="kpi.sheet"
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Substitute",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("starts_on", models.DateField(verbose_name="Từ ngày")),
                ("ends_on", models.DateField(blank=True, null=True, verbose_name="Đến trước ngày")),
                ("reason", models.CharField(max_length=300, verbose_name="Lý do")),
                ("named_at", models.DateTimeField()),
                (
                    "agency",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="people.organisation"
                    ),
                ),
                (
                    "named_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="people.person"
                    ),
                ),
                (
                    "person",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="kpi_substitutes", to="people.person"
                    ),
                ),
                (
                    "scorer",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="kpi_substituted", to="people.person"
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("person", models.F("scorer")), _negated=True),
                        name="kpi_nobody_scores_himself",
                    ),
                    django.contrib.postgres.constraints.ExclusionConstraint(
                        expressions=[
                            (
                                models.Func(
                                    models.F("person"), models.F("person"), models.Value("[]"), function="int8range"
                                ),
                                "&&",
                            ),
                            (models.Func(models.F("starts_on"), models.F("ends_on"), function="daterange"), "&&"),
                        ],
                        name="kpi_one_substitute_at_a_time",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Update",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("quantity", models.DecimalField(decimal_places=5, max_digits=12, verbose_name="Số lượng")),
                ("on", models.DateField(verbose_name="Ngày làm")),
                ("note", models.CharField(blank=True, max_length=300, verbose_name="Ghi chú")),
                ("evidence_kind", models.CharField(blank=True, max_length=40)),
                ("evidence_id", models.CharField(blank=True, max_length=40)),
                ("address", models.CharField(blank=True, max_length=300, verbose_name="Đường dẫn")),
                ("captured_at", models.DateTimeField()),
                ("recorded_at", models.DateTimeField()),
                ("flags", models.JSONField(default=list)),
                (
                    "line",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="updates", to="kpi.line"
                    ),
                ),
                (
                    "person",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="people.person"
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("evidence_id", ""), _negated=True),
                        fields=("person", "evidence_kind", "evidence_id"),
                        name="kpi_evidence_counts_once_per_person",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="WrongManager",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("said_at", models.DateTimeField()),
                ("reason", models.CharField(max_length=300, verbose_name="Sai ở đâu")),
                ("answer", models.CharField(blank=True, max_length=300, verbose_name="Trả lời")),
                ("answered_at", models.DateTimeField(null=True)),
                (
                    "agency",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="people.organisation"
                    ),
                ),
                (
                    "answered_by",
                    models.ForeignKey(
                        null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="people.person"
                    ),
                ),
                (
                    "person",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="kpi_wrong_managers",
                        to="people.person",
                    ),
                ),
                (
                    "said_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="people.person"
                    ),
                ),
                (
                    "substitute",
                    models.ForeignKey(
                        null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="kpi.substitute"
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="YearDecision",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("year", models.PositiveSmallIntegerField()),
                ("number", models.CharField(max_length=60, verbose_name="Số quyết định")),
                ("signed_on", models.DateField(verbose_name="Ngày ký")),
                ("signer", models.CharField(max_length=120, verbose_name="Người ký")),
                ("issued_at", models.DateTimeField()),
                ("published_at", models.DateTimeField(null=True)),
                ("reason", models.CharField(blank=True, max_length=300, verbose_name="Lý do thay")),
                ("levels", models.JSONField(default=list)),
                (
                    "agency",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="people.organisation"
                    ),
                ),
                (
                    "issued_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="people.person"
                    ),
                ),
                (
                    "replaces",
                    models.OneToOneField(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="replaced_by",
                        to="kpi.yeardecision",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("agency", "year", "number"), name="kpi_year_decision_number_once"),
                    models.UniqueConstraint(
                        condition=models.Q(("replaces__isnull", True)),
                        fields=("agency", "year"),
                        name="kpi_year_decision_first_once",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="YearSheet",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("year", models.PositiveSmallIntegerField()),
                ("title", models.CharField(blank=True, max_length=120)),
                ("rank", models.CharField(default="official", max_length=8)),
                ("group", models.CharField(blank=True, max_length=80)),
                ("months", models.JSONField(default=list)),
                ("average", models.DecimalField(decimal_places=12, max_digits=16, null=True)),
                (
                    "proposed",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("HTXSNV", "Hoàn thành xuất sắc nhiệm vụ"),
                            ("HTTNV", "Hoàn thành tốt nhiệm vụ"),
                            ("HTNV", "Hoàn thành nhiệm vụ"),
                            ("KHTNV", "Không hoàn thành nhiệm vụ"),
                        ],
                        max_length=6,
                    ),
                ),
                (
                    "self_level",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("HTXSNV", "Hoàn thành xuất sắc nhiệm vụ"),
                            ("HTTNV", "Hoàn thành tốt nhiệm vụ"),
                            ("HTNV", "Hoàn thành nhiệm vụ"),
                            ("KHTNV", "Không hoàn thành nhiệm vụ"),
                        ],
                        max_length=6,
                        verbose_name="Tự xếp loại",
                    ),
                ),
                ("meeting", models.CharField(blank=True, max_length=300, verbose_name="Ý kiến cuộc họp")),
                ("party_opinion", models.CharField(blank=True, max_length=300, verbose_name="Ý kiến của cấp uỷ")),
                (
                    "level",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("HTXSNV", "Hoàn thành xuất sắc nhiệm vụ"),
                            ("HTTNV", "Hoàn thành tốt nhiệm vụ"),
                            ("HTNV", "Hoàn thành nhiệm vụ"),
                            ("KHTNV", "Không hoàn thành nhiệm vụ"),
                        ],
                        max_length=6,
                        verbose_name="Xếp loại",
                    ),
                ),
                ("level_reason", models.CharField(blank=True, max_length=300, verbose_name="Lý do khác với đề xuất")),
                ("handling", models.CharField(blank=True, max_length=300, verbose_name="Đề xuất xử lý")),
                ("is_rated", models.BooleanField(default=True)),
                ("answer", models.JSONField(default=dict)),
                ("decided_at", models.DateTimeField(null=True)),
                ("is_sample", models.BooleanField(default=False)),
                (
                    "agency",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="people.organisation"
                    ),
                ),
                (
                    "body",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="people.organisation"
                    ),
                ),
                (
                    "decided_by",
                    models.ForeignKey(
                        null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="people.person"
                    ),
                ),
                (
                    "decision",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="sheets",
                        to="kpi.yeardecision",
                    ),
                ),
                (
                    "person",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="kpi_years", to="people.person"
                    ),
                ),
            ],
            options={
                "constraints": [models.UniqueConstraint(fields=("person", "year"), name="kpi_year_once_per_person")],
            },
        ),
        migrations.CreateModel(
            name="BodyYear",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("year", models.PositiveSmallIntegerField()),
                ("general", models.DecimalField(decimal_places=2, max_digits=5, verbose_name="Tiêu chí chung (30)")),
                ("results", models.DecimalField(decimal_places=2, max_digits=5, verbose_name="Kết quả nhiệm vụ (70)")),
                (
                    "level",
                    models.CharField(
                        choices=[
                            ("HTXSNV", "Hoàn thành xuất sắc nhiệm vụ"),
                            ("HTTNV", "Hoàn thành tốt nhiệm vụ"),
                            ("HTNV", "Hoàn thành nhiệm vụ"),
                            ("KHTNV", "Không hoàn thành nhiệm vụ"),
                        ],
                        max_length=6,
                        verbose_name="Xếp loại",
                    ),
                ),
                ("reason", models.CharField(blank=True, max_length=300, verbose_name="Ghi chú")),
                ("decided_at", models.DateTimeField()),
                (
                    "agency",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="people.organisation"
                    ),
                ),
                (
                    "body",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="kpi_years", to="people.organisation"
                    ),
                ),
                (
                    "decided_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="people.person"
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("body", "year"), name="kpi_body_year_once"),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("general__gte", 0), ("general__lte", 30), ("results__gte", 0), ("results__lte", 70)
                        ),
                        name="kpi_body_year_is_thirty_and_seventy",
                    ),
                ],
            },
        ),
        migrations.AddIndex(
            model_name="line",
            index=models.Index(
                condition=models.Q(("withdrawn_at__isnull", True)), fields=["sheet"], name="kpi_standing_lines"
            ),
        ),
        migrations.AddField(
            model_name="bodyyear",
            name="facts",
            field=models.JSONField(default=dict),
        ),
        migrations.AddField(
            model_name="bodyyear",
            name="reasons",
            field=models.JSONField(default=list),
        ),
        migrations.AddField(
            model_name="product",
            name="usual",
            field=models.DecimalField(
                decimal_places=3, max_digits=10, null=True, verbose_name="Số lượng thường lệ mỗi tháng"
            ),
        ),
        migrations.AddField(
            model_name="sheet",
            name="results_confirmed",
            field=models.JSONField(default=dict),
        ),
        migrations.AddField(
            model_name="sheet",
            name="results_self",
            field=models.JSONField(default=dict),
        ),
        migrations.CreateModel(
            name="OwnRules",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("rule_set", models.CharField(max_length=40, verbose_name="Bộ quy tắc")),
                ("valid_from", models.DateField(verbose_name="Áp dụng từ tháng")),
                ("basis", models.CharField(max_length=300, verbose_name="Căn cứ của đơn vị")),
                ("groups", models.JSONField()),
                ("results", models.JSONField()),
                ("made_at", models.DateTimeField()),
                (
                    "agency",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="kpi_own_rules",
                        to="people.organisation",
                    ),
                ),
                (
                    "made_by",
                    models.ForeignKey(
                        null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="people.person"
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        fields=("agency", "rule_set", "valid_from"), name="kpi_own_rules_once_a_day"
                    )
                ],
            },
        ),
        migrations.AddField(
            model_name="sheet",
            name="own_rules",
            field=models.ForeignKey(
                null=True, on_delete=django.db.models.deletion.PROTECT, related_name="sheets", to="kpi.ownrules"
            ),
        ),
        migrations.CreateModel(
            name="YearMeeting",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("year", models.PositiveSmallIntegerField()),
                ("held_at", models.DateTimeField(verbose_name="Lúc")),
                ("ended_at", models.DateTimeField(null=True, verbose_name="Kết thúc lúc")),
                ("venue", models.CharField(max_length=200, verbose_name="Tại")),
                ("absent", models.JSONField(default=list)),
                ("opinions", models.TextField(blank=True, verbose_name="Ý kiến tại cuộc họp")),
                ("party_opinion", models.TextField(blank=True, verbose_name="Ý kiến của cấp uỷ")),
                ("noted_at", models.DateTimeField()),
                (
                    "agency",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="people.organisation"
                    ),
                ),
                (
                    "chair",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="people.person"
                    ),
                ),
                (
                    "noted_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="people.person"
                    ),
                ),
                (
                    "secretary",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="people.person"
                    ),
                ),
            ],
            options={
                "constraints": [models.UniqueConstraint(fields=("agency", "year"), name="kpi_meeting_once_a_year")],
            },
        ),
        migrations.CreateModel(
            name="Finding",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("year", models.PositiveSmallIntegerField(verbose_name="Tính vào năm")),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("discipline", "Kỷ luật"),
                            ("degradation", "Kết luận suy thoái, vi phạm điều cấm, trách nhiệm nêu gương"),
                            ("corruption", "Đơn vị trực tiếp phụ trách có tham nhũng, lãng phí bị xử lý"),
                        ],
                        max_length=11,
                        verbose_name="Loại",
                    ),
                ),
                (
                    "form",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("criticism", "Phê bình, nhắc nhở, kiểm điểm"),
                            ("reprimand", "Khiển trách"),
                            ("warning", "Cảnh cáo"),
                            ("lower_pay", "Hạ bậc lương"),
                            ("demotion", "Giáng chức"),
                            ("dismissal", "Cách chức"),
                            ("removal", "Buộc thôi việc"),
                        ],
                        max_length=10,
                        verbose_name="Hình thức kỷ luật",
                    ),
                ),
                ("number", models.CharField(max_length=60, verbose_name="Số văn bản")),
                ("is_public_duty", models.BooleanField(default=True, verbose_name="Vi phạm trong thực thi công vụ")),
                (
                    "is_used_before",
                    models.BooleanField(default=False, verbose_name="Hành vi này đã dùng để xếp loại năm trước"),
                ),
                ("noted_at", models.DateTimeField()),
                ("withdrawn_at", models.DateTimeField(null=True)),
                (
                    "agency",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="people.organisation"
                    ),
                ),
                (
                    "noted_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="people.person"
                    ),
                ),
                (
                    "person",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="kpi_findings", to="people.person"
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("withdrawn_at__isnull", True)),
                        fields=("person", "year", "number"),
                        name="kpi_finding_noted_once",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="OutsideResult",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("month", models.DateField()),
                (
                    "kind",
                    models.CharField(
                        choices=[("module", "Phần mềm KPI của tỉnh"), ("old_agency", "Cơ quan cũ")],
                        default="module",
                        max_length=10,
                        verbose_name="Nguồn",
                    ),
                ),
                ("total", models.DecimalField(decimal_places=6, max_digits=9, verbose_name="Tổng điểm")),
                ("note", models.CharField(blank=True, max_length=200)),
                ("file_name", models.CharField(max_length=200, verbose_name="Tệp")),
                ("taken_at", models.DateTimeField()),
                ("superseded_at", models.DateTimeField(null=True)),
                (
                    "agency",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="people.organisation"
                    ),
                ),
                (
                    "person",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="kpi_outside_results",
                        to="people.person",
                    ),
                ),
                (
                    "taken_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="people.person"
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("superseded_at__isnull", True)),
                        fields=("person", "month"),
                        name="kpi_one_outside_result_a_person_and_month",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("total__gte", 0), ("total__lte", 100)),
                        name="kpi_outside_result_within_hundred",
                    ),
                ],
            },
        ),
    ]
    operations = [Together(operations)]
