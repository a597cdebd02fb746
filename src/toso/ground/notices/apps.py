from django.apps import AppConfig


class NoticesConfig(AppConfig):
    name = "toso.ground.notices"
    label = "notices"
