from django.urls import path

from apps.applications.views import detail

app_name = "applications"
urlpatterns: list = [
    path("<str:number>/", detail.detail, name="detail"),
]
