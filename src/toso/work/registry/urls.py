from django.urls import path

from toso.work.registry.views import groups, lists, merging, one

app_name = "registry"
urlpatterns = [
    path("", lists.registrants, name="list"),
    path("counts/", lists.counts, name="counts"),
    path("new/", one.new, name="new"),
    path("alike/", merging.alike, name="alike"),
    path("waiting/", merging.waiting, name="waiting"),
    path("waiting/<int:pk>/settle/", merging.settle, name="settle"),
    path("merges/<int:pk>/undo/", merging.undo, name="undo_merge"),
    path("groups/", groups.groups, name="groups"),
    path("groups/<int:place_id>/criteria/", groups.criteria, name="criteria"),
    path("groups/<int:place_id>/chat/", groups.chat, name="chat"),
    path("groups/<int:place_id>/plan/", groups.plan, name="plan"),
    path("groups/<int:place_id>/area/", groups.area, name="area"),
    path("form/<int:place_id>/", groups.ship, name="ship"),
    path("<int:pk>/", one.registrant, name="registrant"),
    path("<int:pk>/survey/", one.survey, name="survey"),
    path("<int:pk>/end/", one.end, name="end"),
    path("<int:pk>/move/", one.move, name="move"),
    path("<int:pk>/merge/", merging.merge, name="merge"),
    path("<int:pk>/apart/", merging.apart, name="apart"),
    path("<int:pk>/group/", groups.adjust, name="adjust"),
    path("<int:pk>/forget/", one.forget, name="forget"),
]
