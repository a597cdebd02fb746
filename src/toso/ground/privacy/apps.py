from django.apps import AppConfig


class PrivacyConfig(AppConfig):
    name = "toso.ground.privacy"
    label = "privacy"
