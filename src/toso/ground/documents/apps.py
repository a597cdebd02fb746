from django.apps import AppConfig


class DocumentsConfig(AppConfig):
    name = "toso.ground.documents"
    label = "documents"
