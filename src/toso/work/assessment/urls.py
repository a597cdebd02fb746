from django.urls import path

from toso.work.assessment.views import cores, criteria, posts, studies

app_name = "assessment"
urlpatterns = [
    path("", studies.studies, name="list"),
    path("new/", studies.new, name="new"),
    path("criteria/", criteria.criteria, name="criteria"),
    path("criteria/new/", criteria.new, name="new_criteria"),
    path("<int:study_id>/", studies.study, name="study"),
    path("<int:study_id>/move/", studies.move, name="move"),
    path("<int:study_id>/drop/", studies.drop, name="drop"),
    path("<int:study_id>/take/<slug:when>/", studies.take, name="take"),
    path("evidence/<int:answer_id>/", studies.evidence, name="evidence"),
    path("cores/", cores.cores, name="cores"),
    path("cores/new/<int:place_id>/", cores.new, name="new_core"),
    path("cores/<int:core_id>/hand-over/", cores.hand_over, name="hand_over"),
    path("cores/<int:core_id>/check/<int:milestone>/", cores.check, name="check_core"),
    path("cores/<int:core_id>/end/", cores.end, name="end_core"),
    path("posts/", posts.posts, name="posts"),
    path("posts/review.<str:kind>", posts.review, name="posts_review"),
    path("posts/new/<int:place_id>/", posts.new, name="new_post"),
    path("posts/<int:post_id>/", posts.post, name="post"),
    path("posts/<int:post_id>/fill/", posts.fill, name="fill_post"),
    path("posts/<int:post_id>/empty/", posts.empty, name="empty_post"),
    path("posts/<int:post_id>/close/", posts.close, name="close_post"),
]
