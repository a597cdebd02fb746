from django.urls import path

from toso.ground.places import views

app_name = "places"
urlpatterns = [
    path("", views.browse, name="list"),
    path("<int:pk>/", views.unit, name="unit"),
    path("<int:pk>/hamlets/", views.hamlets, name="hamlets"),
    path("<int:pk>/rename/", views.rename, name="rename"),
    path("<int:pk>/move/", views.move, name="move"),
    path("<int:pk>/merge/", views.merge, name="merge"),
    path("<int:pk>/split/", views.split, name="split"),
]
