from django.urls import path

from toso.front.console import views
from toso.front.console.views import kpi_board, personal, teaching

app_name = "console"
urlpatterns = [
    path("", views.home, name="home"),
    path("outcomes/", views.outcomes, name="outcomes"),
    path("kpi-rollout/", kpi_board.kpi_board, name="kpi_board"),
    path("figures/", views.figures, name="figures"),
    path("places/<int:place_id>/", views.place, name="place"),
    path("places/<int:place_id>/comparison.xlsx", views.place_workbook, name="place_workbook"),
    path("places/<int:place_id>/quiet/", views.quiet, name="quiet"),
    path("places/<int:place_id>/silent/", views.silent, name="silent"),
    path("evidence/<int:indicator_id>/<int:place_id>/", views.evidence, name="evidence"),
    path("search/", views.search, name="search"),
    path("display/", views.display, name="display"),
    path("session/", views.extend_session, name="session"),
    path("table.xlsx", views.shown_table, name="shown_table"),
    path("call/", views.call, name="call"),
    path("help/", views.help_page, name="help"),
    path("settings/", views.settings_page, name="settings"),
    path("imports/", views.imports, name="imports"),
    path("imports/<slug:kind>/", views.import_kind, name="import_kind"),
    path("imports/<slug:kind>/template.xlsx", views.import_template, name="import_template"),
    path("imports/file/<int:upload_id>/", views.upload, name="upload"),
    path("imports/file/<int:upload_id>/look/", views.look_again, name="look_again"),
    path("imports/file/<int:upload_id>/take/", views.take, name="take"),
    path("imports/file/<int:upload_id>/undo/", views.undo_taken, name="undo_taken"),
    path("imports/file/<int:upload_id>/drop/", views.drop, name="drop_upload"),
    path("imports/file/<int:upload_id>/marked.xlsx", views.marked, name="marked"),
    path("my-data/", personal.my_data, name="my_data"),
    path("data/<int:person_id>/", personal.data_of, name="data_of"),
    path("data/asked/<int:request_id>/", personal.data_of_citizen, name="data_of_citizen"),
    path("data/asked/<int:request_id>/forget/", personal.forget_citizen, name="forget_citizen"),
    path("topics/", teaching.topics, name="topics"),
    path("topics/teach/", teaching.teach, name="teach"),
    path("more/", views.more, name="more"),
]
