from django.urls import path

from toso.ground.notices import views

app_name = "notices"
urlpatterns = [
    path("", views.notices, name="list"),
    path("<int:notice_id>/read/", views.read, name="read"),
    path("read/", views.read_all, name="read_all"),
    path("outbox/", views.outbox, name="outbox"),
    path("outbox/unsent.csv", views.unsent, name="unsent"),
    path("outbox/again/", views.try_again, name="try_again"),
]
