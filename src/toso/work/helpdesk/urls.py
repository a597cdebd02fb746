from django.urls import path

from toso.work.helpdesk import views
from toso.work.helpdesk.views import citizens, cooperation, rounds, shelf, tickets

app_name = "helpdesk"
urlpatterns = [
    path("difficulties/", views.difficulties, name="list"),
    path("difficulties/new/", views.new, name="new"),
    path("difficulties/<int:pk>/", views.difficulty, name="difficulty"),
    path("difficulties/<int:pk>/answer/", views.answer, name="answer"),
    path("difficulties/<int:pk>/escalate/", views.escalate, name="escalate"),
    path("difficulties/<int:pk>/forward/", views.forward, name="forward"),
    path("difficulties/<int:pk>/reopen/", views.reopen, name="reopen"),
    path("difficulties/<int:pk>/close/", views.close, name="close"),
    path("difficulties/cooperation/", cooperation.cooperations, name="cooperations"),
    path("difficulties/cooperation/new/", cooperation.ask_cooperation, name="ask_cooperation"),
    path("difficulties/cooperation/<int:pk>/", cooperation.cooperation, name="cooperation"),
    path("difficulties/cooperation/<int:pk>/answer/", cooperation.answer_cooperation, name="answer_cooperation"),
    path("difficulties/cooperation/<int:pk>/done/", cooperation.finish_cooperation, name="finish_cooperation"),
    path("desk/", tickets.queue, name="queue"),
    path("desk/new/", tickets.new, name="new_ticket"),
    path("desk/bulk/", tickets.bulk, name="bulk"),
    path("desk/<int:pk>/", tickets.ticket, name="ticket"),
    path("desk/<int:pk>/act/", tickets.act, name="act"),
    path("desk/files/<int:pk>/", tickets.attachment, name="attachment"),
    path("desk/canned/", shelf.canned, name="canned"),
    path("desk/canned/<int:pk>/drop/", shelf.drop_canned, name="drop_canned"),
    path("desk/articles/", shelf.articles, name="articles"),
    path("desk/articles/new/", shelf.write, name="write"),
    path("desk/articles/<int:pk>/", shelf.article, name="article"),
    path("desk/rosters/", shelf.rosters, name="rosters"),
    path("desk/rosters/<int:pk>/", shelf.roster, name="roster"),
    path("desk/shifts/<int:pk>/cancel/", shelf.cancel_shift, name="cancel_shift"),
    path("desk/rounds/", rounds.rounds, name="rounds"),
    path("desk/rounds/<int:pk>/", rounds.a_round, name="round"),
    path("desk/rounds/new/<int:place_id>/", rounds.new_round, name="new_round"),
    path("desk/teams/<int:place_id>/", rounds.response_team, name="response_team"),
    path("ask/", citizens.ask, name="ask"),
    path("ask/code/", citizens.look_up, name="look_up"),
    path("ask/read/<int:pk>/", citizens.read, name="read"),
]
