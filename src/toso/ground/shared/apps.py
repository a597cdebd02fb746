from django.apps import AppConfig


class SharedConfig(AppConfig):
    name = "toso.ground.shared"
    label = "shared"
