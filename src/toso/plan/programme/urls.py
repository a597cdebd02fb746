from django.urls import path

from toso.plan.programme import views
from toso.plan.programme.views import law

app_name = "programme"
urlpatterns = [
    path("", views.indicators, name="list"),
    path("indicators/<slug:code>/", views.indicator, name="indicator"),
    path("tasks/", views.tasks, name="tasks"),
    path("documents/", law.documents, name="documents"),
    path("documents/<slug:code>/", law.document, name="document"),
    path("documents-ended/", law.ended, name="ended"),
    path("history/", views.history, name="history"),
    path("places/<int:place_id>/", views.place_targets, name="place"),
    path("targets/", views.decisions, name="decisions"),
    path("targets/new/", views.new_decision, name="new_decision"),
    path("targets/<int:decision_id>/", views.decision, name="decision"),
    path("targets/<int:decision_id>/set/", views.set_targets, name="set_targets"),
    path("targets/<int:decision_id>/undo/", views.undo_targets, name="undo_targets"),
    path("targets/<int:decision_id>/paste/", views.paste_targets, name="paste_targets"),
    path("targets/<int:decision_id>/propose/", views.propose_parts, name="propose_parts"),
    path("targets/<int:decision_id>/issue/", views.issue_decision, name="issue_decision"),
    path("denominators/", views.denominators, name="denominators"),
    path("exclusions/", views.exclusions, name="exclusions"),
    path("exclusions/<int:exclusion_id>/end/", views.end_exclusion, name="end_exclusion"),
]
