from django.urls import path

from toso.work.registry.views import lists, one

app_name = "registry"
urlpatterns = [
    path("", lists.registrants, name="list"),
    path("counts/", lists.counts, name="counts"),
    path("new/", one.new, name="new"),
    path("<int:pk>/", one.registrant, name="registrant"),
    path("<int:pk>/survey/", one.survey, name="survey"),
    path("<int:pk>/end/", one.end, name="end"),
    path("<int:pk>/move/", one.move, name="move"),
    path("<int:pk>/forget/", one.forget, name="forget"),
]
