from django.urls import path

from toso.work.helpdesk import views

app_name = "helpdesk"
urlpatterns = [
    path("", views.difficulties, name="list"),
    path("new/", views.new, name="new"),
    path("<int:pk>/", views.difficulty, name="difficulty"),
    path("<int:pk>/answer/", views.answer, name="answer"),
    path("<int:pk>/escalate/", views.escalate, name="escalate"),
    path("<int:pk>/forward/", views.forward, name="forward"),
    path("<int:pk>/reopen/", views.reopen, name="reopen"),
    path("<int:pk>/close/", views.close, name="close"),
    path("cooperation/", views.cooperations, name="cooperations"),
    path("cooperation/new/", views.ask_cooperation, name="ask_cooperation"),
    path("cooperation/<int:pk>/", views.cooperation, name="cooperation"),
    path("cooperation/<int:pk>/answer/", views.answer_cooperation, name="answer_cooperation"),
    path("cooperation/<int:pk>/done/", views.finish_cooperation, name="finish_cooperation"),
]
