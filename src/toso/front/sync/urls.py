from django.urls import path

from toso.front.sync.views import keys, openrosa

app_name = "sync"
urlpatterns = [
    path("phones/", keys.phones, name="phones"),
    path("phones/new/", keys.issue, name="issue"),
    path("phones/<int:pk>/revoke/", keys.revoke, name="revoke"),
    path("o/<str:secret>/formList", openrosa.form_list, name="form_list"),
    path("o/<str:secret>/forms/<int:pk>.xml", openrosa.xform, name="xform"),
    path("o/<str:secret>/forms/<int:pk>/manifest", openrosa.manifest, name="manifest"),
    path("o/<str:secret>/hamlets.csv", openrosa.hamlets, name="hamlets"),
    path("o/<str:secret>/submission", openrosa.submission, name="submission"),
]
