import django.contrib.postgres.fields
import django.db.models.deletion
from django.db import migrations, models

from toso.ground.shared.together import Together


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("helpdesk", "0001_first_tables"),
        ("people", "0001_first_tables"),
        ("places", "0001_first_tables"),
        ("programme", "0001_first_tables"),
    ]

    operations = [
        migrations.CreateModel(
            name="Series",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("key", models.CharField(max_length=250, unique=True)),
                ("fact", models.CharField(max_length=60)),
                ("parameters", models.JSONField(default=dict)),
            ],
        ),
        migrations.CreateModel(
            name="Calendar",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("code", models.CharField(max_length=30, unique=True)),
                ("name", models.CharField(max_length=120)),
                ("first_day_of_month", models.PositiveSmallIntegerField()),
                ("article", models.CharField(blank=True, max_length=60)),
                ("valid_from", models.DateField()),
                ("valid_until", models.DateField(null=True)),
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
            name="Cell",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("order", models.PositiveSmallIntegerField()),
                ("numerator", models.DecimalField(decimal_places=4, max_digits=18, null=True)),
                ("denominator", models.DecimalField(decimal_places=4, max_digits=18, null=True)),
                ("records", models.PositiveIntegerField(default=0)),
                ("provisional", models.DecimalField(decimal_places=4, default=0, max_digits=18)),
                ("late", models.DecimalField(decimal_places=4, default=0, max_digits=18)),
                ("year_numerator", models.DecimalField(decimal_places=4, max_digits=18, null=True)),
                ("year_denominator", models.DecimalField(decimal_places=4, max_digits=18, null=True)),
                ("target", models.DecimalField(decimal_places=2, max_digits=14, null=True)),
                ("corrected_numerator", models.DecimalField(decimal_places=4, max_digits=18, null=True)),
                ("correction_reason", models.CharField(blank=True, max_length=300, verbose_name="Lý do sửa")),
                ("corrected_at", models.DateTimeField(null=True)),
                (
                    "state",
                    models.CharField(
                        choices=[("clean", "clean"), ("returned", "returned"), ("answered", "answered")],
                        default="clean",
                        max_length=8,
                    ),
                ),
                (
                    "corrected_by",
                    models.ForeignKey(
                        null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="people.person"
                    ),
                ),
                (
                    "indicator",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="programme.indicator"
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("corrected_numerator__isnull", True),
                            models.Q(("correction_reason", ""), _negated=True),
                            _connector="OR",
                        ),
                        name="report_correction_has_a_reason",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="CellReturn",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("reason", models.CharField(max_length=500, verbose_name="Lý do trả lại")),
                ("proposed", models.DecimalField(decimal_places=4, max_digits=18, null=True)),
                ("returned_at", models.DateTimeField()),
                ("answer", models.CharField(blank=True, max_length=500, verbose_name="Trả lời")),
                ("answered_at", models.DateTimeField(null=True)),
                (
                    "answered_by",
                    models.ForeignKey(
                        null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="people.person"
                    ),
                ),
                (
                    "cell",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="returns", to="reporting.cell"
                    ),
                ),
                (
                    "returned_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="people.person"
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Period",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "kind",
                    models.CharField(
                        choices=[("month", "Tháng"), ("half", "Sáu tháng"), ("year", "Năm")], max_length=5
                    ),
                ),
                ("code", models.CharField(max_length=10)),
                ("name", models.CharField(max_length=40)),
                ("year", models.PositiveSmallIntegerField()),
                ("first_day", models.DateField()),
                ("last_day", models.DateField()),
                (
                    "calendar",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="periods", to="reporting.calendar"
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("calendar", "code"), name="period_once_per_calendar"),
                    models.CheckConstraint(
                        condition=models.Q(("last_day__gte", models.F("first_day"))), name="period_ends_after_it_begins"
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Feedback",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("text", models.TextField(verbose_name="Nhận xét")),
                ("sent_at", models.DateTimeField(null=True)),
                ("read_at", models.DateTimeField(null=True)),
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
                    "period",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="reporting.period"
                    ),
                ),
            ],
            options={
                "constraints": [models.UniqueConstraint(fields=("place", "period"), name="feedback_once_per_period")],
            },
        ),
        migrations.CreateModel(
            name="RankingFormula",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("version", models.PositiveSmallIntegerField(unique=True)),
                ("name", models.CharField(max_length=200, verbose_name="Tên")),
                ("content", models.JSONField(default=dict)),
                ("article", models.CharField(blank=True, max_length=60)),
                ("valid_from", models.DateField(verbose_name="Áp dụng từ")),
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
            ],
        ),
        migrations.CreateModel(
            name="Ranking",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("version", models.PositiveSmallIntegerField(default=1)),
                ("reckoned_at", models.DateTimeField()),
                ("number", models.CharField(blank=True, max_length=60, verbose_name="Số quyết định")),
                ("signed_on", models.DateField(null=True, verbose_name="Ngày ký")),
                ("published_at", models.DateTimeField(null=True)),
                ("is_sample", models.BooleanField(default=False)),
                (
                    "period",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="reporting.period"
                    ),
                ),
                (
                    "place",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="rankings", to="places.place"
                    ),
                ),
                (
                    "published_by",
                    models.ForeignKey(
                        null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="people.person"
                    ),
                ),
                (
                    "formula",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="rankings",
                        to="reporting.rankingformula",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("place", "period", "version"), name="ranking_version_once"),
                    models.UniqueConstraint(
                        condition=models.Q(("published_at__isnull", True)),
                        fields=("place", "period"),
                        name="one_draft_ranking_per_period",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="RankingRow",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("rank", models.PositiveSmallIntegerField(null=True)),
                ("score", models.DecimalField(decimal_places=2, max_digits=5, null=True)),
                ("covered", models.DecimalField(decimal_places=2, max_digits=5)),
                ("cells", models.JSONField(default=list)),
                (
                    "place",
                    models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to="places.place"),
                ),
                (
                    "ranking",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="rows", to="reporting.ranking"
                    ),
                ),
            ],
            options={
                "constraints": [models.UniqueConstraint(fields=("ranking", "place"), name="ranking_row_once")],
            },
        ),
        migrations.CreateModel(
            name="Report",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("province_code", models.CharField(max_length=2)),
                ("subject", models.CharField(blank=True, max_length=60)),
                ("version", models.PositiveSmallIntegerField(default=1)),
                ("amendment_reason", models.CharField(blank=True, max_length=300, verbose_name="Lý do điều chỉnh")),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("draft", "Nháp"),
                            ("submitted", "Đã nộp"),
                            ("returned", "Bị trả lại"),
                            ("accepted", "Đã nhận"),
                            ("locked", "Đã khoá"),
                        ],
                        default="draft",
                        max_length=9,
                        verbose_name="Trạng thái",
                    ),
                ),
                ("edition", models.PositiveIntegerField(default=1)),
                ("due_at", models.DateTimeField(verbose_name="Hạn nộp")),
                ("due_reason", models.CharField(blank=True, max_length=400)),
                ("drafted_at", models.DateTimeField()),
                ("known_at", models.DateTimeField(null=True)),
                ("submitted_at", models.DateTimeField(null=True)),
                ("accepted_at", models.DateTimeField(null=True)),
                ("locked_at", models.DateTimeField(null=True)),
                ("superseded_at", models.DateTimeField(null=True)),
                ("is_sample", models.BooleanField(default=False)),
                (
                    "accepted_by",
                    models.ForeignKey(
                        null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="people.person"
                    ),
                ),
                (
                    "period",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="reports", to="reporting.period"
                    ),
                ),
                (
                    "place",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="reports", to="places.place"
                    ),
                ),
                (
                    "previous",
                    models.ForeignKey(
                        null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="reporting.report"
                    ),
                ),
                (
                    "submitted_by",
                    models.ForeignKey(
                        null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="people.person"
                    ),
                ),
            ],
            options={
                "indexes": [models.Index(fields=["period", "state"], name="report_by_state")],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("superseded_at__isnull", True)),
                        fields=("place", "period", "subject"),
                        name="report_current_once",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Receipt",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("number", models.CharField(max_length=80, verbose_name="Số biên nhận")),
                ("received_on", models.DateField(verbose_name="Ngày nhận")),
                ("file", models.FileField(upload_to="reports/%Y/%m/")),
                ("digest", models.CharField(max_length=64)),
                ("added_at", models.DateTimeField()),
                (
                    "added_by",
                    models.ForeignKey(
                        null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="people.person"
                    ),
                ),
                (
                    "report",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="receipts", to="reporting.report"
                    ),
                ),
            ],
            options={
                "constraints": [models.UniqueConstraint(fields=("report", "digest"), name="receipt_once")],
            },
        ),
        migrations.CreateModel(
            name="Paper",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("is_signed", models.BooleanField(default=False)),
                ("file", models.FileField(upload_to="reports/%Y/%m/")),
                ("digest", models.CharField(max_length=64)),
                ("added_at", models.DateTimeField()),
                (
                    "added_by",
                    models.ForeignKey(
                        null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="people.person"
                    ),
                ),
                (
                    "report",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="papers", to="reporting.report"
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Event",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("drafted", "Hệ thống soạn nháp"),
                            ("submitted", "Nộp"),
                            ("returned", "Trả lại"),
                            ("answered", "Trả lời ô bị trả lại"),
                            ("accepted", "Nhận"),
                            ("consolidated", "Tổng hợp"),
                            ("locked", "Khoá"),
                            ("amended", "Mở bản điều chỉnh"),
                            ("signed", "Nhận bản đã ký"),
                        ],
                        max_length=12,
                    ),
                ),
                ("at", models.DateTimeField()),
                ("note", models.CharField(blank=True, max_length=500)),
                (
                    "by",
                    models.ForeignKey(
                        null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="people.person"
                    ),
                ),
                (
                    "report",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="events", to="reporting.report"
                    ),
                ),
            ],
        ),
        migrations.AddField(
            model_name="cell",
            name="report",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE, related_name="cells", to="reporting.report"
            ),
        ),
        migrations.CreateModel(
            name="CarriedDifficulty",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "difficulty",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="carried_in", to="helpdesk.ticket"
                    ),
                ),
                (
                    "report",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="carried", to="reporting.report"
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("report", "difficulty"), name="report_carries_difficulty_once")
                ],
            },
        ),
        migrations.CreateModel(
            name="Section",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("code", models.CharField(max_length=30)),
                ("title", models.CharField(max_length=160)),
                ("order", models.PositiveSmallIntegerField()),
                ("text", models.TextField(blank=True)),
                ("updated_at", models.DateTimeField(null=True)),
                (
                    "report",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="sections", to="reporting.report"
                    ),
                ),
                (
                    "updated_by",
                    models.ForeignKey(
                        null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="people.person"
                    ),
                ),
            ],
            options={
                "constraints": [models.UniqueConstraint(fields=("report", "code"), name="report_section_once")],
            },
        ),
        migrations.CreateModel(
            name="Quote",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("text", models.TextField()),
                ("quoted_at", models.DateTimeField()),
                (
                    "quoted_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="people.person"
                    ),
                ),
                (
                    "section",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="quotes", to="reporting.section"
                    ),
                ),
                (
                    "source",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="quoted_in", to="reporting.section"
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="PersonDays",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("province_code", models.CharField(max_length=2)),
                ("year", models.PositiveSmallIntegerField()),
                ("days", django.contrib.postgres.fields.ArrayField(base_field=models.DateField(), size=None)),
                ("first_day", models.DateField()),
                ("last_day", models.DateField()),
                ("records", models.IntegerField()),
                (
                    "person",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="+", to="people.person"
                    ),
                ),
                (
                    "place",
                    models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name="+", to="places.place"),
                ),
                (
                    "series",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="+", to="reporting.series"
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        fields=("series", "place", "person", "year"), name="person_days_once_a_year"
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="HalfMonthFigure",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("province_code", models.CharField(max_length=2)),
                ("first_day", models.DateField()),
                ("value", models.DecimalField(decimal_places=4, max_digits=20)),
                ("records", models.IntegerField()),
                (
                    "place",
                    models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name="+", to="places.place"),
                ),
                (
                    "series",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="+", to="reporting.series"
                    ),
                ),
            ],
            options={
                "indexes": [
                    models.Index(
                        fields=["series", "first_day"],
                        include=("place", "value", "records"),
                        name="half_month_figure_by_day",
                    )
                ],
                "constraints": [
                    models.UniqueConstraint(fields=("series", "place", "first_day"), name="half_month_figure_once")
                ],
            },
        ),
        migrations.CreateModel(
            name="DailyFigure",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("province_code", models.CharField(max_length=2)),
                ("day", models.DateField()),
                ("value", models.DecimalField(decimal_places=4, max_digits=18)),
                ("records", models.IntegerField()),
                ("computed_at", models.DateTimeField()),
                (
                    "place",
                    models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name="+", to="places.place"),
                ),
                (
                    "series",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="+", to="reporting.series"
                    ),
                ),
            ],
            options={
                "indexes": [
                    models.Index(
                        fields=["series", "day"], include=("place", "value", "records"), name="daily_figure_by_day"
                    )
                ],
                "constraints": [models.UniqueConstraint(fields=("series", "place", "day"), name="daily_figure_once")],
            },
        ),
        migrations.CreateModel(
            name="Template",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("code", models.CharField(max_length=40)),
                ("version", models.PositiveSmallIntegerField(default=1)),
                ("name", models.CharField(max_length=200, verbose_name="Tên mẫu")),
                (
                    "level",
                    models.CharField(
                        choices=[
                            ("province", "Cấp tỉnh"),
                            ("district", "Cấp huyện (đến 30/6/2025)"),
                            ("commune", "Cấp xã"),
                            ("hamlet", "Thôn, tổ dân phố"),
                        ],
                        max_length=8,
                    ),
                ),
                (
                    "period_kind",
                    models.CharField(
                        choices=[("month", "Tháng"), ("half", "Sáu tháng"), ("year", "Năm")],
                        default="month",
                        max_length=5,
                    ),
                ),
                ("sections", models.JSONField(default=list)),
                ("recipients", models.JSONField(default=list)),
                ("article", models.CharField(blank=True, max_length=60)),
                ("valid_from", models.DateField()),
                ("valid_until", models.DateField(null=True)),
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
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("code", "version"), name="report_template_version_once")
                ],
            },
        ),
        migrations.AddField(
            model_name="report",
            name="template",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="reports", to="reporting.template"
            ),
        ),
        migrations.CreateModel(
            name="TemplateLine",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("order", models.PositiveSmallIntegerField()),
                (
                    "indicator",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="programme.indicator"
                    ),
                ),
                (
                    "template",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="lines", to="reporting.template"
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("template", "indicator"), name="report_template_line_once")
                ],
            },
        ),
        migrations.CreateModel(
            name="DeadlineRule",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "level",
                    models.CharField(
                        choices=[
                            ("province", "Cấp tỉnh"),
                            ("district", "Cấp huyện (đến 30/6/2025)"),
                            ("commune", "Cấp xã"),
                            ("hamlet", "Thôn, tổ dân phố"),
                        ],
                        max_length=8,
                    ),
                ),
                ("day", models.PositiveSmallIntegerField()),
                ("month_offset", models.PositiveSmallIntegerField(default=0)),
                ("time", models.TimeField()),
                ("duty", models.CharField(blank=True, max_length=60)),
                ("article", models.CharField(blank=True, max_length=60)),
                ("note", models.CharField(blank=True, max_length=250)),
                ("valid_from", models.DateField()),
                ("valid_until", models.DateField(null=True)),
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
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("level", "valid_from"), name="deadline_rule_once_per_level")
                ],
            },
        ),
        migrations.AddConstraint(
            model_name="cell",
            constraint=models.UniqueConstraint(fields=("report", "indicator"), name="report_cell_once"),
        ),
        migrations.AddConstraint(
            model_name="report",
            constraint=models.UniqueConstraint(
                fields=("template", "place", "period", "subject", "version"), name="report_version_once"
            ),
        ),
    ]
    operations = [Together(operations)]
