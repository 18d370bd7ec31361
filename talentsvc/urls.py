"""Every address of the service.  A page is closed unless it is in OPEN_PAGES."""

from django.urls import include, path

urlpatterns = [
    path("", include("apps.core.urls")),
    path("", include("apps.accounts.urls")),
    path("audit/", include("apps.audit.urls")),
    path("calendar/", include("apps.workdays.urls")),
    path("inbox/", include("apps.notifications.urls")),
    path("jobs/", include("apps.jobs.urls")),
    path("documents/", include("apps.documents.urls")),
    path("talents/", include("apps.talents.urls")),
    path("commissioners/", include("apps.commissioners.urls")),
    path("policies/", include("apps.policies.urls")),
    path("applications/", include("apps.applications.urls")),
    path("notices/", include("apps.applications.public_urls")),
    path("cases/", include("apps.cases.urls")),
    path("subsidies/", include("apps.subsidies.urls")),
    path("my/", include("apps.portal.urls")),
]

handler403 = "apps.core.views.forbidden"
handler404 = "apps.core.views.not_found"
handler500 = "apps.core.views.server_error"
