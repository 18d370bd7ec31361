from django.urls import path

from apps.audit import views

app_name = "audit"
urlpatterns = [
    path("", views.event_list, name="list"),
    path("verify/", views.verify_chain, name="verify"),
    path("<int:pk>/", views.event_detail, name="detail"),
]
