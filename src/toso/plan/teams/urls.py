from django.urls import path

from toso.plan.teams import views
from toso.plan.teams.views import upkeep

app_name = "teams"
urlpatterns = [
    path("", views.teams, name="list"),
    path("<int:team_id>/", views.team, name="team"),
    path("<int:team_id>/change/", views.change, name="change"),
    path("<int:team_id>/dissolve/", views.dissolve, name="dissolve"),
    path("hamlets/<int:place_id>/establish/", views.establish, name="establish"),
    path("decisions/<int:decision_id>/", views.decision, name="decision"),
    path("decisions/<int:decision_id>/edit/", views.edit_decision, name="edit_decision"),
    path("decisions/<int:decision_id>/drop/", views.drop_decision, name="drop_decision"),
    path("decisions/<int:decision_id>/docx/", views.decision_docx, name="decision_docx"),
    path("decisions/<int:decision_id>/pdf/", views.decision_pdf, name="decision_pdf"),
    path("<int:team_id>/support/", upkeep.support, name="support"),
    path("<int:team_id>/nominate/", upkeep.nominate, name="nominate"),
    path("<int:team_id>/propose/", upkeep.propose, name="propose"),
    path("<int:team_id>/confirm/", upkeep.confirm, name="confirm"),
    path("<int:team_id>/follow/", upkeep.follow, name="follow"),
    path("proposals/<int:proposal_id>/answer/", upkeep.answer, name="answer_proposal"),
    path("proposals/<int:proposal_id>/done/", upkeep.fulfil, name="fulfil"),
    path("nominations/<int:nomination_id>/take/", upkeep.take, name="take"),
    path("nominations/<int:nomination_id>/decline/", upkeep.decline, name="decline"),
    path("communes/<int:place_id>/capacity/", upkeep.capacity, name="capacity"),
    path("unconfirmed/", upkeep.unconfirmed, name="unconfirmed"),
    path("wishes/", upkeep.wishes, name="wishes"),
    path("wishes/<int:wish_id>/answer/", upkeep.answer_wish, name="answer_wish"),
]
