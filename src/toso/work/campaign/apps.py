from django.apps import AppConfig


class CampaignConfig(AppConfig):
    name = "toso.work.campaign"
    label = "campaign"
