from django.urls import path

from toso.work.campaign.views import chain, plans

app_name = "campaign"
urlpatterns = [
    path("", plans.campaigns, name="list"),
    path("new/", plans.new, name="new"),
    path("<int:campaign_id>/", plans.campaign, name="campaign"),
    path("<int:campaign_id>/start/", plans.start, name="start"),
    path("<int:campaign_id>/close/", plans.close, name="close"),
    path("<int:campaign_id>/waves/new/", plans.new_wave, name="new_wave"),
    path("waves/<int:wave_id>/", plans.wave, name="wave"),
    path("waves/<int:wave_id>/launch/", plans.launch, name="launch"),
    path("waves/<int:wave_id>/need/", chain.register, name="need"),
    path("waves/<int:wave_id>/seats/", chain.grant, name="grant"),
    path("waves/<int:wave_id>/list/", chain.hand_in, name="hand_in"),
    path("waves/<int:wave_id>/match/", chain.match, name="match"),
    path("waves/<int:wave_id>/decide/", chain.decide, name="decide"),
    path("waves/<int:wave_id>/decision.<str:kind>", chain.decision, name="decision"),
    path("people/<int:deployment_id>/withdraw/", chain.withdraw, name="withdraw"),
]
