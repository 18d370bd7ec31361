"""What the world reads without signing in."""

from django.urls import path

from apps.applications.views import public

app_name = "public"
urlpatterns = [
    path("", public.index, name="notices"),
    path("<slug:address>/", public.notice, name="notice"),
    path("<slug:address>/objection/", public.objection, name="objection"),
]
