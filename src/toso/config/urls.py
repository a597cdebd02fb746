from django.urls import include, path

urlpatterns = [
    path("", include("toso.front.console.urls")),
    path("reports/", include("toso.results.reporting.urls")),
    path("outreach/", include("toso.work.outreach.urls")),
    path("difficulties/", include("toso.work.helpdesk.urls")),
    path("teams/", include("toso.plan.teams.urls")),
    path("programme/", include("toso.plan.programme.urls")),
    path("notices/", include("toso.ground.notices.urls")),
    path("people/", include("toso.ground.people.urls")),
    path("territory/", include("toso.ground.places.urls")),
    path("audit/", include("toso.ground.audit.urls")),
]

handler400 = "toso.front.console.views.bad_request"
handler403 = "toso.front.console.views.forbidden"
handler404 = "toso.front.console.views.not_found"
handler500 = "toso.front.console.views.server_error"
