from django.urls import path

from apps.accounts.views import sessions

app_name = "accounts"
urlpatterns = [
    path("login/", sessions.sign_in, name="login"),
    path("logout/", sessions.sign_out, name="logout"),
    path("language/", sessions.language, name="language"),
]
