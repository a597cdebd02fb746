from django.apps import AppConfig


class TrainingConfig(AppConfig):
    name = "toso.work.training"
    label = "training"
