from django.apps import AppConfig


class ProgrammeConfig(AppConfig):
    name = "toso.plan.programme"
    label = "programme"
