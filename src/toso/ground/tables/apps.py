from django.apps import AppConfig


class TablesConfig(AppConfig):
    name = "toso.ground.tables"
    label = "tables"
