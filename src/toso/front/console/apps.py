from django.apps import AppConfig


class ConsoleConfig(AppConfig):
    name = "toso.front.console"
    label = "console"
