from django.apps import AppConfig


class AllowanceConfig(AppConfig):
    name = "toso.work.allowance"
    label = "allowance"
