from django.apps import AppConfig


class PlacesConfig(AppConfig):
    name = "toso.ground.places"
    label = "places"
