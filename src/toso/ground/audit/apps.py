from django.apps import AppConfig


class AuditConfig(AppConfig):
    name = "toso.ground.audit"
    label = "audit"
