from django.apps import AppConfig


class OutreachConfig(AppConfig):
    name = "toso.work.outreach"
    label = "outreach"
