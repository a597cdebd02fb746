from django.urls import path

from toso.work.supervision.views import checklists, findings, inspections, opinions

app_name = "supervision"
urlpatterns = [
    path("", inspections.inspections, name="list"),
    path("new/", inspections.new, name="new"),
    path("<int:inspection_id>/", inspections.inspection, name="inspection"),
    path("<int:inspection_id>/conclude/", inspections.conclude, name="conclude"),
    path("<int:inspection_id>/cancel/", inspections.cancel, name="cancel"),
    path("visits/<int:visit_id>/", inspections.visit, name="visit"),
    path("visits/<int:visit_id>/move/", inspections.move, name="move"),
    path("visits/<int:visit_id>/minutes.<str:kind>", inspections.minutes, name="minutes"),
    path("visits/<int:visit_id>/finding/", findings.new, name="new_finding"),
    path("findings/", findings.findings, name="findings"),
    path("findings/<int:finding_id>/", findings.finding, name="finding"),
    path("findings/<int:finding_id>/answer/", findings.answer, name="answer"),
    path("findings/<int:finding_id>/return/", findings.send_back, name="return"),
    path("findings/<int:finding_id>/extend/", findings.extend, name="extend"),
    path("findings/<int:finding_id>/close/", findings.close, name="close"),
    path("evidence/<int:evidence_id>/", findings.evidence, name="evidence"),
    path("opinions/", opinions.opinions, name="opinions"),
    path("opinions/<int:opinion_id>/", opinions.opinion, name="opinion"),
    path("opinions/<int:opinion_id>/give/", opinions.give, name="give"),
    path("checklists/", checklists.checklists, name="checklists"),
    path("checklists/new/", checklists.new, name="new_checklist"),
]
