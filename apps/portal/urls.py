from django.urls import path

from apps.portal.views import (
    activate,
    applications,
    apply,
    data,
    help,
    home,
    policies,
)

app_name = "portal"
urlpatterns = [
    path("", home.home, name="home"),
    path("activate/", activate.activate, name="activate"),
    path("policies/", policies.policies, name="policies"),
    path("policies/telling/", policies.telling, name="telling"),
    path("policies/<slug:code>/", policies.policy, name="policy"),
    path("policies/<slug:code>/apply/", apply.apply_start, name="apply_start"),
    path("apply/<int:pk>/<slug:step>/", apply.apply, name="apply"),
    path(
        "apply/<int:pk>/papers/<slug:material>/add/", apply.paper_add, name="paper_add"
    ),
    path("papers/<int:pk>/remove/", apply.paper_remove, name="paper_remove"),
    path(
        "applications/<int:pk>/withdraw/",
        applications.application_withdraw,
        name="application_withdraw",
    ),
    path("applications/", apply.applications, name="applications"),
    path("applications/<str:number>/", applications.application, name="application"),
    path("applications/<str:number>/receipt/", applications.receipt, name="receipt"),
    path("applications/<str:number>/correct/", applications.correct, name="correct"),
    path("help/", help.requests, name="requests"),
    path("help/new/", help.request_new, name="request_new"),
    path("help/<str:number>/", help.request_detail, name="request"),
    path("help/<str:number>/reply/", help.request_reply, name="request_reply"),
    path("help/<str:number>/confirm/", help.request_confirm, name="request_confirm"),
    path("help/<str:number>/rate/", help.request_rate, name="request_rate"),
    path("help/<str:number>/withdraw/", help.request_withdraw, name="request_withdraw"),
    path("data/", data.data, name="data"),
    path("data/looks/", data.looks, name="looks"),
    path("data/copy/", data.data_copy, name="data_copy"),
    path("data/consents/", data.consents, name="consents"),
    path("data/consents/give/", data.consent_give, name="consent_give"),
    path("data/consents/withdraw/", data.consent_withdraw, name="consent_withdraw"),
    path("privacy/", data.privacy, name="privacy"),
    path("privacy/<str:version>/", data.privacy, name="privacy_version"),
]
