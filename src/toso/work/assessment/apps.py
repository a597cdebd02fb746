from django.apps import AppConfig


class AssessmentConfig(AppConfig):
    name = "toso.work.assessment"
    label = "assessment"
