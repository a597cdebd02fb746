from django.apps import AppConfig


class FormsConfig(AppConfig):
    name = "toso.plan.forms"
    label = "forms"
