from django.urls import path

from apps.policies.views import editing, guide, matches

app_name = "policies"
urlpatterns = [
    path("", guide.policy_list, name="list"),
    path("matches/", matches.match_list, name="matches"),
    path("matches/sweep/", matches.sweep_now, name="sweep"),
    path("<slug:code>/versions/new/", editing.begin, name="begin"),
    path("<slug:code>/versions/<int:number>/", editing.draft, name="draft"),
    path(
        "<slug:code>/versions/<int:number>/effect/", editing.count, name="draft_effect"
    ),
    path(
        "<slug:code>/versions/<int:number>/propose/",
        editing.propose,
        name="draft_propose",
    ),
    path(
        "<slug:code>/versions/<int:number>/consent/",
        editing.consent,
        name="draft_consent",
    ),
    path(
        "<slug:code>/versions/<int:number>/discard/",
        editing.discard,
        name="draft_discard",
    ),
    path(
        "<slug:code>/versions/<int:number>/<slug:part>/",
        editing.edit,
        name="draft_edit",
    ),
    path("<slug:code>/", guide.policy_detail, name="detail"),
]
