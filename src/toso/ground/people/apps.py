from django.apps import AppConfig


class PeopleConfig(AppConfig):
    name = "toso.ground.people"
    label = "people"
