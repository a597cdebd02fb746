from django.db import migrations, models

from toso.ground.shared.together import Together


class Migration(migrations.Migration):

    dependencies = [
        ('delivery', '0001_first_tables'),
    ]

    operations = [
        migrations.AddField(
            model_name='message',
            name='forgotten_at',
            field=models.DateTimeField(null=True),
        ),
        migrations.AddField(
            model_name='message',
            name='person_number',
            field=models.BigIntegerField(null=True),
        ),
        migrations.AlterField(
            model_name='message',
            name='body',
            field=models.TextField(blank=True, verbose_name='Nội dung'),
        ),
        migrations.AlterField(
            model_name='message',
            name='created_at',
            field=models.DateTimeField(verbose_name='Lúc viết'),
        ),
        migrations.AlterField(
            model_name='message',
            name='recipient',
            field=models.CharField(blank=True, max_length=254, verbose_name='Người nhận'),
        ),
        migrations.AlterField(
            model_name='message',
            name='sent_at',
            field=models.DateTimeField(null=True, verbose_name='Lúc gửi'),
        ),
        migrations.AddIndex(
            model_name='message',
            index=models.Index(condition=models.Q(('person_number__isnull', False)), fields=['person_number'], name='message_of_person'),
        ),
        migrations.AddIndex(
            model_name='message',
            index=models.Index(condition=models.Q(('forgotten_at__isnull', True)), fields=['created_at'], name='message_to_forget'),
        ),
    ]
    operations = [Together(operations)]
