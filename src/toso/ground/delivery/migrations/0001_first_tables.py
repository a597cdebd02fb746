from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = []

    operations = [
        migrations.CreateModel(
            name="Message",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "channel",
                    models.CharField(
                        choices=[("email", "Thư điện tử"), ("sms", "Tin nhắn SMS"), ("zalo", "Zalo")],
                        max_length=10,
                        verbose_name="Kênh",
                    ),
                ),
                ("recipient", models.CharField(max_length=254, verbose_name="Người nhận")),
                ("subject", models.CharField(blank=True, max_length=250, verbose_name="Tiêu đề")),
                ("body", models.TextField(verbose_name="Nội dung")),
                ("created_at", models.DateTimeField()),
                ("try_at", models.DateTimeField(null=True)),
                ("sent_at", models.DateTimeField(null=True)),
                ("attempts", models.PositiveSmallIntegerField(default=0)),
                ("last_error", models.CharField(blank=True, max_length=250)),
            ],
            options={
                "indexes": [
                    models.Index(
                        condition=models.Q(("try_at__isnull", False)), fields=["try_at"], name="message_to_try"
                    )
                ],
            },
        ),
    ]
