from django.urls import path

from toso.ground.people import views

app_name = "people"
urlpatterns = [
    path("second-factor/", views.second_factor, name="second_factor"),
    path("resume/", views.resume, name="resume"),
    path("forgotten/", views.forgotten, name="forgotten"),
    path("invitation/", views.invitation_code, name="invitation_code"),
    path("me/", views.me, name="me"),
]
