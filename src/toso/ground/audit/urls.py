from django.urls import path

from toso.ground.audit import views

app_name = "audit"
urlpatterns = [path("", views.trail, name="list")]
