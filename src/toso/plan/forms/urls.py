from django.urls import path, re_path

from toso.plan.forms.views import forms, submissions

app_name = "forms"
urlpatterns = [
    path("", forms.forms, name="list"),
    path("upload/", forms.upload, name="upload"),
    path("<int:pk>/", forms.form, name="form"),
    path("<int:pk>/open/", forms.open_to, name="open"),
    path("versions/<int:pk>/publish/", forms.publish, name="publish"),
    path("versions/<int:pk>/source/", forms.source, name="source"),
    path("<int:pk>/submissions/", submissions.submissions, name="submissions"),
    re_path(r"^(?P<pk>\d+)/submissions\.(?P<kind>csv|xlsx)$", submissions.export, name="export"),
    path("submissions/<int:pk>/", submissions.submission, name="submission"),
    path("submissions/<int:pk>/review/", submissions.review, name="review"),
    path("attachments/<int:pk>/", submissions.attachment, name="attachment"),
]
