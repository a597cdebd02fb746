from django.urls import path

from toso.ground.privacy import views

app_name = "privacy"
urlpatterns = [
    path("", views.mine, name="mine"),
    path("requests/", views.listed, name="list"),
    path("requests/new/", views.new, name="new"),
    path("requests/<int:pk>/", views.one, name="request"),
    path("requests/<int:pk>/answer/", views.answer, name="answer"),
    path("requests/<int:pk>/extend/", views.extend, name="extend"),
    path("requests/<int:pk>/finish/", views.finish, name="finish"),
    path("requests/<int:pk>/lift/", views.lift, name="lift"),
    path("consents/", views.consents, name="consents"),
    path("consents/<int:pk>/withdraw/", views.withdraw, name="withdraw"),
    path("breaches/", views.breaches, name="breaches"),
    path("breaches/new/", views.new_breach, name="new_breach"),
    path("breaches/<int:pk>/", views.breach, name="breach"),
    path("breaches/<int:pk>/report/", views.report_breach, name="report_breach"),
    path("breaches/<int:pk>/close/", views.close_breach, name="close_breach"),
    path("processing/", views.processing, name="processing"),
]
