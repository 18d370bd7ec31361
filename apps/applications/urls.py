from django.urls import path

from apps.applications.views import desk, detail, review

app_name = "applications"
urlpatterns = [
    path("", desk.application_list, name="list"),
    path("desk/", desk.desk, name="desk"),
    path("<str:number>/", detail.detail, name="detail"),
    path("<str:number>/review/", review.review, name="review"),
    path("<str:number>/decide/", review.decide, name="decide"),
    path("<str:number>/check-fact/", review.check_fact, name="check_fact"),
]
