from django.apps import AppConfig


class TeamsConfig(AppConfig):
    name = "toso.plan.teams"
    label = "teams"
