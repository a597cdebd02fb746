from django.urls import path

from toso.work.training.views import attendance, courses, coverage, sessions

app_name = "training"
urlpatterns = [
    path("", sessions.calendar, name="list"),
    path("mine/", sessions.mine, name="mine"),
    path("courses/", courses.courses, name="courses"),
    path("courses/new/", courses.new, name="new_course"),
    path("courses/<int:course_id>/", courses.course, name="course"),
    path("courses/<int:course_id>/close/", courses.close, name="close_course"),
    path("courses/<int:course_id>/session/", sessions.new, name="new_session"),
    path("sessions/<int:session_id>/", sessions.session, name="session"),
    path("sessions/<int:session_id>/cancel/", sessions.cancel, name="cancel"),
    path("sessions/<int:session_id>/hold/", sessions.hold, name="hold"),
    path("sessions/<int:session_id>/withdraw/", sessions.withdraw, name="withdraw"),
    path("sessions/<int:session_id>/register/", sessions.register, name="register"),
    path("sessions/<int:session_id>/decline/", sessions.decline, name="decline"),
    path("sessions/<int:session_id>/poster/", sessions.poster, name="poster"),
    path("sessions/<int:session_id>/attendance/", attendance.take, name="attendance"),
    path("sessions/<int:session_id>/attendance/<int:person_id>/strike/", attendance.strike, name="strike"),
    path("sessions/<int:session_id>/heads/", attendance.heads, name="heads"),
    path("in/<str:token>/", attendance.check_in, name="check_in"),
    path("coverage/", coverage.start, name="coverage_start"),
    path("coverage/<int:place_id>/", coverage.board, name="coverage"),
    path("coverage/<int:place_id>/<str:group>/", coverage.missing, name="missing"),
    path("coverage/<int:place_id>/<str:group>/invite/", coverage.invite, name="invite"),
]
