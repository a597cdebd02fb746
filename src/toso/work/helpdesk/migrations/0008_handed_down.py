import django.db.models.deletion
from django.db import migrations, models

from toso.ground.shared.together import Together


class Migration(migrations.Migration):

    dependencies = [
        ('helpdesk', '0007_device_spans'),
        ('people', '0002_cache_table'),
    ]

    operations = [
        migrations.AddField(
            model_name='letter',
            name='writer',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='people.person'),
        ),
        migrations.AlterField(
            model_name='letter',
            name='at',
            field=models.DateTimeField(verbose_name='Lúc gửi'),
        ),
        migrations.AlterField(
            model_name='letter',
            name='sender',
            field=models.CharField(blank=True, max_length=254, verbose_name='Địa chỉ gửi'),
        ),
        migrations.AlterField(
            model_name='step',
            name='kind',
            field=models.CharField(choices=[('raised', 'Nêu yêu cầu'), ('taken', 'Nhận xử lý'), ('assigned', 'Giao người xử lý'), ('changed', 'Đổi mức ưu tiên, nhóm'), ('replied', 'Báo tin'), ('noted', 'Ghi chú nội bộ'), ('asked', 'Hỏi thêm người yêu cầu'), ('added', 'Người yêu cầu bổ sung'), ('escalated', 'Chuyển cấp trên'), ('forwarded', 'Chuyển đơn vị chủ quản'), ('moved', 'Tự chuyển vì quá hạn chưa có trả lời'), ('handed', 'Chuyển về xã'), ('answered', 'Trả lời'), ('refused', 'Không nhận'), ('reopened', 'Hỏi lại'), ('merged', 'Gộp'), ('linked', 'Nối với yêu cầu khác'), ('rated', 'Đánh giá'), ('closed', 'Kết thúc')], max_length=10),
        ),
    ]
    operations = [
        Together(operations),
        # messages that are kept already, as far as their address still says whose they are
        migrations.RunSQL(
            "UPDATE helpdesk_letter SET writer_id = person.id FROM helpdesk_ticket ticket, people_person person"
            " WHERE ticket.id = helpdesk_letter.ticket_id AND person.id = ticket.raised_by_id"
            " AND person.email <> '' AND lower(person.email) = lower(helpdesk_letter.sender)",
            migrations.RunSQL.noop,
        ),
    ]
