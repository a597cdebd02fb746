from django.apps import AppConfig


class KpiConfig(AppConfig):
    name = "toso.results.kpi"
    label = "kpi"
