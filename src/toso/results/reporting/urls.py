from django.urls import path

from toso.results.reporting.views import cells, extras, intake, lists, outline, report

app_name = "reporting"
urlpatterns = [
    path("", lists.listed, name="list"),
    path("accept/", lists.accept_many, name="accept_many"),
    path("teams/<int:place_id>/", intake.intake, name="intake"),
    path("teams/<int:place_id>/take-in/", intake.take_in, name="take_in"),
    path("remind/", lists.remind, name="remind"),
    path("deadlines/", extras.deadlines, name="deadlines"),
    path("templates/<int:template_id>/", extras.template, name="template"),
    path("templates/<int:template_id>/revise/", outline.revise, name="revise"),
    path("feedback/", extras.feedback, name="feedback"),
    path("feedback/<int:place_id>/send/", extras.send_feedback, name="send_feedback"),
    path("papers/<int:paper_id>/", extras.paper, name="paper"),
    path("<int:report_id>/", report.read, name="read"),
    path("<int:report_id>/save/", report.save, name="save"),
    path("<int:report_id>/sections/<slug:code>/", report.section, name="section"),
    path("<int:report_id>/quote/<int:source_id>/", report.quote, name="quote"),
    path("<int:report_id>/quotes/<int:quote_id>/drop/", report.drop_quote, name="drop_quote"),
    path("<int:report_id>/submit/", report.submit, name="submit"),
    path("<int:report_id>/refresh/", report.refresh, name="refresh"),
    path("<int:report_id>/accept/", report.accept, name="accept"),
    path("<int:report_id>/return/", report.return_whole, name="return"),
    path("<int:report_id>/lock/", report.lock, name="lock"),
    path("<int:report_id>/amend/", report.amend, name="amend"),
    path("<int:report_id>/history/", extras.history, name="history"),
    path("<int:report_id>/attach/", extras.attach, name="attach"),
    path("<int:report_id>/print/<slug:kind>/", extras.printed, name="print"),
    path("<int:report_id>/cells/<int:cell_id>/", cells.cell, name="cell"),
    path("<int:report_id>/cells/<int:cell_id>/correct/", cells.correct, name="correct_cell"),
    path("<int:report_id>/cells/<int:cell_id>/drop/", cells.drop, name="drop_correction"),
    path("<int:report_id>/cells/<int:cell_id>/return/", cells.return_one, name="return_cell"),
    path("<int:report_id>/cells/<int:cell_id>/answer/", cells.answer, name="answer_cell"),
]
