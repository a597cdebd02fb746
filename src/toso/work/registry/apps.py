from django.apps import AppConfig


class RegistryConfig(AppConfig):
    name = "toso.work.registry"
    label = "registry"
