from django.urls import path

from toso.plan.teams import views

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
]
