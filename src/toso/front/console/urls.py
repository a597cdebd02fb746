from django.urls import path

from toso.front.console import views

app_name = "console"
urlpatterns = [
    path("", views.home, name="home"),
    path("figures/", views.figures, name="figures"),
    path("places/<int:place_id>/", views.place, name="place"),
    path("places/<int:place_id>/comparison.xlsx", views.place_workbook, name="place_workbook"),
    path("places/<int:place_id>/quiet/", views.quiet, name="quiet"),
    path("evidence/<int:indicator_id>/<int:place_id>/", views.evidence, name="evidence"),
    path("search/", views.search, name="search"),
    path("display/", views.display, name="display"),
    path("session/", views.extend_session, name="session"),
    path("call/", views.call, name="call"),
    path("help/", views.help_page, name="help"),
    path("settings/", views.settings_page, name="settings"),
    path("more/", views.more, name="more"),
]
