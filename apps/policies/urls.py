from django.urls import path

from apps.policies.views import guide, matches

app_name = "policies"
urlpatterns = [
    path("", guide.policy_list, name="list"),
    path("matches/", matches.match_list, name="matches"),
    path("matches/sweep/", matches.sweep_now, name="sweep"),
    path("<slug:code>/", guide.policy_detail, name="detail"),
]
