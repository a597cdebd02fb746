from django.apps import AppConfig


class SyncConfig(AppConfig):
    name = "toso.front.sync"
    label = "sync"
