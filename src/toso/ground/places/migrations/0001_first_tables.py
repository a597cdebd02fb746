import django.db.models.deletion
from django.db import migrations, models

from toso.ground.shared.together import Together


class Migration(migrations.Migration):
    initial = True

    dependencies = []

    operations = [
        migrations.CreateModel(
            name="Place",
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
                        verbose_name="Cấp",
                    ),
                ),
                ("kind", models.CharField(max_length=30, verbose_name="Loại")),
                ("code", models.CharField(max_length=12, verbose_name="Mã")),
                ("name", models.CharField(max_length=120, verbose_name="Tên")),
                ("other_name", models.CharField(blank=True, max_length=120, verbose_name="Cách viết khác")),
                ("path", models.CharField(max_length=120, unique=True)),
                ("province_code", models.CharField(max_length=2, verbose_name="Mã tỉnh")),
                ("search", models.CharField(max_length=900)),
                ("sort_key", models.CharField(db_collation="C", max_length=400)),
                ("lat", models.DecimalField(decimal_places=5, max_digits=8, null=True, verbose_name="Vĩ độ")),
                ("lon", models.DecimalField(decimal_places=5, max_digits=8, null=True, verbose_name="Kinh độ")),
                (
                    "area_km2",
                    models.DecimalField(decimal_places=2, max_digits=9, null=True, verbose_name="Diện tích (km²)"),
                ),
                ("valid_from", models.DateField(verbose_name="Có từ ngày")),
                ("valid_until", models.DateField(blank=True, null=True, verbose_name="Đến trước ngày")),
                ("settled_until", models.DateField(blank=True, null=True)),
                ("is_sample", models.BooleanField(default=False, verbose_name="Dữ liệu mẫu")),
                (
                    "parent",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="children",
                        to="places.place",
                    ),
                ),
            ],
            options={
                "indexes": [
                    models.Index(fields=["path"], name="place_path_prefix", opclasses=["varchar_pattern_ops"]),
                    models.Index(fields=["level", "province_code", "sort_key"], name="place_by_level"),
                ],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("valid_until__isnull", True)),
                        fields=("level", "code"),
                        name="place_code_once_per_level_today",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("valid_until__isnull", True), ("valid_until__gt", models.F("valid_from")), _connector="OR"
                        ),
                        name="place_ends_after_it_begins",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="ChangedCell",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("day", models.DateField()),
                (
                    "place",
                    models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name="+", to="places.place"),
                ),
            ],
            options={
                "constraints": [models.UniqueConstraint(fields=("place", "day"), name="changed_cell_once")],
            },
        ),
        migrations.CreateModel(
            name="PlaceVersion",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("valid_from", models.DateField()),
                ("valid_until", models.DateField(blank=True, null=True)),
                ("name", models.CharField(max_length=120)),
                ("kind", models.CharField(max_length=30)),
                ("code", models.CharField(max_length=12)),
                ("basis", models.CharField(blank=True, max_length=200, verbose_name="Căn cứ")),
                (
                    "parent",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="places.place",
                    ),
                ),
                (
                    "place",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="versions", to="places.place"
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("place", "valid_from"), name="place_version_once_per_day")
                ],
            },
        ),
        migrations.CreateModel(
            name="Reach",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "reading",
                    models.CharField(
                        choices=[("then", "Theo địa giới lúc đó"), ("today", "Theo địa giới hôm nay")], max_length=5
                    ),
                ),
                ("valid_from", models.DateField()),
                ("valid_until", models.DateField()),
                ("is_unallocated", models.BooleanField(default=False)),
                (
                    "ancestor",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="reaches",
                        to="places.place",
                    ),
                ),
                (
                    "place",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="reached_from", to="places.place"
                    ),
                ),
            ],
            options={
                "indexes": [
                    models.Index(fields=["place", "reading"], name="place_reach_by_place"),
                    models.Index(
                        fields=["ancestor", "reading", "valid_from", "valid_until"],
                        include=("place", "is_unallocated"),
                        name="place_reach_by_ancestor",
                    ),
                ],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("ancestor", "place", "reading", "valid_from"), name="place_reach_once_per_span"
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Succession",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("on", models.DateField(verbose_name="Từ ngày")),
                (
                    "part",
                    models.CharField(
                        choices=[("whole", "Toàn bộ"), ("part", "Một phần")],
                        default="whole",
                        max_length=5,
                        verbose_name="Phần",
                    ),
                ),
                ("is_usual", models.BooleanField(default=True)),
                ("basis", models.CharField(blank=True, max_length=200, verbose_name="Căn cứ")),
                (
                    "predecessor",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="successions", to="places.place"
                    ),
                ),
                (
                    "successor",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="inheritances", to="places.place"
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("predecessor", "successor", "on"), name="place_succession_once"),
                    models.CheckConstraint(
                        condition=models.Q(("predecessor", models.F("successor")), _negated=True),
                        name="place_never_succeeds_itself",
                    ),
                ],
            },
        ),
    ]
    operations = [Together(operations)]
