from django.urls import path

from apps.documents import views

app_name = "documents"
urlpatterns = [
    path("<int:pk>/", views.document_file, name="file"),
]
