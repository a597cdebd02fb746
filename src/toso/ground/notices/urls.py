from django.urls import path

from toso.ground.notices import views
from toso.ground.notices.views import announcements, groups

app_name = "notices"
urlpatterns = [
    path("", views.notices, name="list"),
    path("<int:notice_id>/read/", views.read, name="read"),
    path("read/", views.read_all, name="read_all"),
    path("outbox/", views.outbox, name="outbox"),
    path("outbox/unsent.csv", views.unsent, name="unsent"),
    path("outbox/again/", views.try_again, name="try_again"),
    path("announcements/", announcements.announcements, name="announcements"),
    path("announcements/new/", announcements.new, name="announce"),
    path("announcements/<int:announcement_id>/", announcements.announcement, name="announcement"),
    path("announcements/<int:announcement_id>/acknowledge/", announcements.acknowledge, name="acknowledge"),
    path("announcements/<int:announcement_id>/remind/", announcements.remind, name="remind"),
    path("announcements/<int:announcement_id>/withdraw/", announcements.withdraw, name="withdraw"),
    path("announcements/<int:announcement_id>/file/", announcements.attachment, name="attachment"),
    path("recipients/<int:recipient_id>/note/", announcements.note, name="note"),
    path("groups/", groups.groups, name="groups"),
    path("groups/new/", groups.new_group, name="new_group"),
    path("groups/<int:group_id>/", groups.group, name="group"),
    path("groups/<int:group_id>/close/", groups.close, name="close_group"),
]
