from django.urls import path

from toso.ground.people.views import duties, entrance, leaving, me, organisations, persons

app_name = "people"
urlpatterns = [
    path("", persons.people, name="list"),
    path("new/", persons.new, name="new"),
    path("<int:person_id>/", persons.person, name="person"),
    path("<int:person_id>/correct/", persons.correct, name="correct"),
    path("<int:person_id>/assign/", persons.assign, name="assign"),
    path("<int:person_id>/roles/<int:assignment_id>/end/", persons.end, name="end"),
    path("<int:person_id>/roles/<int:assignment_id>/transfer/", leaving.transfer, name="transfer"),
    path("<int:person_id>/invite/", persons.invite, name="invite"),
    path("<int:person_id>/invitations/<int:invitation_id>/revoke/", persons.revoke, name="revoke"),
    path("<int:person_id>/lock/", persons.lock, name="lock"),
    path("<int:person_id>/unlock/", persons.unlock, name="unlock"),
    path("<int:person_id>/second-factor/reset/", persons.reset_second_factor, name="reset_second_factor"),
    path("organisations/", organisations.organisations, name="organisations"),
    path("organisations/new/", organisations.new_organisation, name="new_organisation"),
    path("organisations/<int:organisation_id>/", organisations.organisation, name="organisation"),
    path("organisations/<int:organisation_id>/rename/", organisations.rename, name="rename"),
    path("organisations/<int:organisation_id>/branches/", organisations.branches, name="branches"),
    path("organisations/<int:organisation_id>/succeed/", organisations.succeed, name="succeed"),
    path("duties/", duties.duties, name="duties"),
    path("duties/<slug:code>/route/", duties.route, name="route_duty"),
    path("me/", me.me, name="me"),
    path("me/sessions/end/", me.end_sessions, name="end_sessions"),
    path("second-factor/", entrance.second_factor, name="second_factor"),
    path("resume/", entrance.resume, name="resume"),
    path("forgotten/", entrance.forgotten, name="forgotten"),
    path("invitation/", entrance.invitation_code, name="invitation_code"),
    path("invitation/<str:secret>/", entrance.accept, name="accept"),
]
