from django.urls import path

from apps.portal.views import data

app_name = "portal"
urlpatterns = [
    path("data/", data.data, name="data"),
    path("data/looks/", data.looks, name="looks"),
    path("data/copy/", data.data_copy, name="data_copy"),
    path("data/consents/", data.consents, name="consents"),
    path("data/consents/give/", data.consent_give, name="consent_give"),
    path("data/consents/withdraw/", data.consent_withdraw, name="consent_withdraw"),
    path("privacy/", data.privacy, name="privacy"),
    path("privacy/<str:version>/", data.privacy, name="privacy_version"),
]
