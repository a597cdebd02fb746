from django.urls import path

from toso.work.allowance import views

app_name = "allowance"
urlpatterns = [
    path("", views.lists, name="lists"),
    path("rates/", views.rates, name="rates"),
    path("new/", views.new, name="new"),
    path("<int:list_id>/", views.payment_list, name="list"),
    path("<int:list_id>/check/", views.check_shown, name="check_shown"),
    path("<int:list_id>/close/", views.close, name="close"),
    path("<int:list_id>/cancel/", views.cancel, name="cancel"),
    path("<int:list_id>/list.<str:kind>", views.file, name="file"),
    path("lines/<int:line_id>/check/", views.check, name="check"),
    path("lines/<int:line_id>/strike/", views.strike, name="strike"),
]
