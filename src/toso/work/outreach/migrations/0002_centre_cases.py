import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('outreach', '0001_first_tables'),
    ]

    operations = [
        migrations.CreateModel(
            name='CentreCase',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('mode', models.CharField(choices=[('helped', 'Giúp nộp trực tuyến'), ('online', 'Tự nộp trực tuyến'), ('counter', 'Nộp giấy tại quầy')], max_length=8, verbose_name='Hình thức')),
                ('outcome', models.CharField(choices=[('done', 'Xong'), ('incomplete', 'Thiếu giấy tờ, hẹn lại'), ('referred', 'Chuyển nơi khác'), ('failed', 'Chưa làm được do hệ thống')], max_length=12, verbose_name='Kết quả')),
                ('minutes', models.PositiveSmallIntegerField(null=True, verbose_name='Số phút')),
                ('satisfaction', models.CharField(blank=True, choices=[('good', 'Hài lòng'), ('fair', 'Bình thường'), ('poor', 'Chưa hài lòng')], max_length=4, verbose_name='Mức hài lòng')),
                ('record', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, related_name='centre', to='outreach.record')),
            ],
        ),
    ]
