from django.urls import path

from toso.work.outreach.views import centre, drafts, grid, reach, records, tally, work

app_name = "outreach"
urlpatterns = [
    path("", records.records, name="records"),
    path("new/", work.new, name="new"),
    path("centre/", centre.centre, name="centre"),
    path("centre/digitised/", centre.digitised, name="digitised"),
    path("centre/figures/", centre.figures, name="centre_figures"),
    path("reach/", reach.reach, name="reach"),
    path("reach/platforms/<slug:code>/", reach.platform, name="reach_platform"),
    path("reach/policies/<slug:code>/", reach.policy, name="reach_policy"),
    path("grid/", grid.grid, name="grid"),
    path("tally/<int:place_id>.pdf", tally.tally, name="tally"),
    path("batches/<int:pk>/undo/", grid.undo, name="undo_batch"),
    path("<int:pk>/", records.record, name="record"),
    path("<int:pk>/undo/", work.undo, name="undo"),
    path("<int:pk>/correct/", records.correct, name="correct"),
    path("<int:pk>/withdraw/", records.withdraw, name="withdraw"),
    path("<int:pk>/restore/", records.restore, name="restore"),
    path("<int:pk>/link/", records.link, name="link"),
    path("<int:pk>/settle/", records.settle, name="settle"),
    path("<int:pk>/photos/", records.photograph, name="photograph"),
    path("photos/<int:pk>/", records.photo, name="photo"),
    path("photos/<int:pk>/remove/", records.drop_photo, name="drop_photo"),
    path("drafts/<slug:name>/", drafts.draft, name="draft"),
]
