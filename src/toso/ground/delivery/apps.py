from django.apps import AppConfig


class DeliveryConfig(AppConfig):
    name = "toso.ground.delivery"
    label = "delivery"
