from django.apps import AppConfig


class ReportingConfig(AppConfig):
    name = "toso.results.reporting"
    label = "reporting"
