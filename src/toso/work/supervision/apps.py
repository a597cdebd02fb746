from django.apps import AppConfig


class SupervisionConfig(AppConfig):
    name = "toso.work.supervision"
    label = "supervision"
