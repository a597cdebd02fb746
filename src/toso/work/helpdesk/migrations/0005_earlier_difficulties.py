"""What earlier difficulties lack of a request: province, moments, requester, words to be found by."""

import unicodedata

from django.db import migrations


def folded(text):
    bare = "".join(c for c in unicodedata.normalize("NFD", text) if not unicodedata.combining(c))
    return " ".join(bare.replace("đ", "d").replace("Đ", "D").lower().split())


def fill(apps, _editor):
    tickets = apps.get_model("helpdesk", "Ticket").objects.select_related("place", "raised_by")
    for ticket in tickets.iterator(chunk_size=1000):
        last = ticket.steps.filter(kind__in=["raised", "escalated", "forwarded", "reopened"]).order_by("-pk").first()
        ticket.province_code = ticket.place.province_code
        ticket.asked_at = ticket.recorded_at
        ticket.held_at = last.at if last else ticket.recorded_at
        ticket.requester_kind = "official" if ticket.place.level == "commune" else "team"
        ticket.search = folded(f"{ticket.title} {ticket.place.search} {ticket.raised_by.search if ticket.raised_by else ''}")
        ticket.save()


def nothing(_apps, _editor):
    """Going back, the columns go with what stands in them."""


class Migration(migrations.Migration):
    dependencies = [
        ("helpdesk", "0004_desk"),
    ]

    operations = [
        migrations.RunPython(fill, nothing),
    ]
