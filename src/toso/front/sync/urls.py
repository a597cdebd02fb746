from django.urls import path

from toso.front.sync.views import api, files, keys, openrosa

app_name = "sync"
urlpatterns = [
    path("phones/", keys.phones, name="phones"),
    path("phones/new/", keys.issue, name="issue"),
    path("phones/pair/", keys.offer, name="offer"),
    path("phones/team/", keys.team_phones, name="team_phones"),
    path("phones/<int:pk>/revoke/", keys.revoke, name="revoke"),
    path("phones/rescue/", keys.rescues, name="rescues"),
    path("phones/rescue/<uuid:rescue_id>/", keys.decide, name="decide"),
    path("api/hello/", api.hello, name="api_hello"),
    path("api/pair/", api.pairing, name="api_pair"),
    path("api/outbox/", api.outbox, name="api_outbox"),
    path("api/receipts/", api.receipts, name="api_receipts"),
    path("api/media/<str:sha256>/", api.media, name="api_media"),
    path("api/size/", api.size, name="api_size"),
    path("api/changes/", api.changes, name="api_changes"),
    path("api/envelope/", api.envelope, name="api_envelope"),
    path("api/leave/", api.leaving, name="api_leave"),
    path("api/rescue/", api.rescue, name="api_rescue"),
    path("api/rescue/<uuid:rescue_id>/", api.rescued, name="api_rescued"),
    path("api/forms/<int:pk>/xform/", files.xform, name="api_xform"),
    path("api/forms/hamlets.csv", files.hamlets, name="api_hamlets"),
    path("api/forms/entities/<str:name>.csv", files.entities, name="api_entities"),
    path("api/submissions/<int:pk>/", files.submission, name="api_submission"),
    path("api/announcements/<int:pk>/file/", files.announcement_file, name="api_announcement_file"),
    path("o/<str:secret>/formList", openrosa.form_list, name="form_list"),
    path("o/<str:secret>/forms/<int:pk>.xml", openrosa.xform, name="xform"),
    path("o/<str:secret>/forms/<int:pk>/manifest", openrosa.manifest, name="manifest"),
    path("o/<str:secret>/hamlets.csv", openrosa.hamlets, name="hamlets"),
    path("o/<str:secret>/entities/<str:name>.csv", openrosa.entities, name="entities"),
    path("o/<str:secret>/submission", openrosa.submission, name="submission"),
]
