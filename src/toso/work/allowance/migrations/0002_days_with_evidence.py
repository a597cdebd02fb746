from django.db import migrations, models

from toso.ground.shared.together import Together


class Migration(migrations.Migration):

    dependencies = [
        ('allowance', '0001_first_tables'),
    ]

    operations = [
        migrations.AddField(
            model_name='paidday',
            name='address',
            field=models.CharField(blank=True, max_length=200),
        ),
        migrations.AddField(
            model_name='paidday',
            name='source',
            field=models.CharField(blank=True, choices=[('log', 'Có nhật ký'), ('arrival', 'Ngày đi đường đến, xã đã tiếp nhận'), ('return', 'Ngày đi đường về, đã kết thúc đợt'), ('hand', 'Ghi tay')], max_length=8),
        ),
        migrations.AddField(
            model_name='paymentlist',
            name='by_hand',
            field=models.CharField(blank=True, max_length=300, verbose_name='Vì sao ghi tay'),
        ),
    ]
    operations = [Together(operations)]
