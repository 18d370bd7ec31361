from django.urls import path, register_converter

from apps.workdays import views
from apps.workdays.converters import DayConverter, HowConverter

register_converter(DayConverter, "day")
register_converter(HowConverter, "how")

app_name = "workdays"
urlpatterns = [
    path("", views.year_now, name="now"),
    path("<int:year>/", views.year_page, name="year"),
    path("<int:year>/edit/", views.year_edit, name="edit"),
    path("<int:year>/announce/", views.year_announce, name="announce"),
    path("<int:year>/<how:how>/preview/", views.year_preview, name="preview"),
    path("<int:year>/<how:how>/save/", views.year_save, name="save"),
    path("day/<day:day>/", views.day_page, name="day"),
    path("day/<day:day>/clear/", views.day_clear, name="clear"),
]
