from django.urls import path

from apps.accounts.views import duties, offices, profile, saved, sessions, users

app_name = "accounts"
urlpatterns = [
    path("login/", sessions.sign_in, name="login"),
    path("logout/", sessions.sign_out, name="logout"),
    path("language/", sessions.language, name="language"),
    path("account/", profile.profile, name="profile"),
    path("account/password/", profile.password, name="password"),
    path("account/sessions/end/", profile.end_sessions, name="end_sessions"),
    path("users/", users.user_list, name="users"),
    path("users/new/", users.user_new, name="user_new"),
    path("users/<int:pk>/", users.user_detail, name="user"),
    path("users/<int:pk>/edit/", users.user_edit, name="user_edit"),
    path("users/<int:pk>/state/", users.user_state, name="user_state"),
    path("users/<int:pk>/password/", users.user_password, name="user_password"),
    path("users/<int:pk>/duties/new/", duties.grant, name="grant"),
    path("users/duties/<int:pk>/end/", duties.end, name="grant_end"),
    path("offices/", offices.office_list, name="offices"),
    path("offices/new/", offices.office_new, name="office_new"),
    path("offices/<int:pk>/edit/", offices.office_edit, name="office_edit"),
    path("views/", saved.view_list, name="views"),
    path("views/<int:pk>/delete/", saved.view_delete, name="view_delete"),
    path("regions/", offices.region_list, name="regions"),
]
