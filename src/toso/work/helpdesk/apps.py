from django.apps import AppConfig


class HelpdeskConfig(AppConfig):
    name = "toso.work.helpdesk"
    label = "helpdesk"
