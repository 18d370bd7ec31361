from django.urls import path

from apps.talents import converters  # noqa: F401 - registers <register_number:…>
from apps.talents.views import (
    access,
    editing,
    employers,
    person,
    register,
    reveal,
    roster_rows,
    rosters,
    schemes,
)

app_name = "talents"
urlpatterns = [
    path("", register.talent_list, name="list"),
    path("search/", register.search, name="search"),
    path("id/<int:pk>/", person.talent_by_id, name="by_id"),
    path("new/", editing.talent_new, name="new"),
    path("employers/", employers.employer_list, name="employers"),
    path("employers/new/", employers.employer_new, name="employer_new"),
    path("employers/options/", employers.employer_options, name="employer_options"),
    path("employers/<int:pk>/", employers.employer_detail, name="employer"),
    path("employers/<int:pk>/edit/", employers.employer_edit, name="employer_edit"),
    path("imports/", rosters.roster_list, name="rosters"),
    path("imports/new/", rosters.roster_new, name="roster_new"),
    path("imports/<str:number>/", rosters.roster_detail, name="roster"),
    path(
        "imports/<str:number>/columns/", rosters.roster_columns, name="roster_columns"
    ),
    path("imports/<str:number>/sheet/", rosters.roster_sheet, name="roster_sheet"),
    path(
        "imports/<str:number>/progress/",
        rosters.roster_progress,
        name="roster_progress",
    ),
    path("imports/<str:number>/start/", rosters.roster_start, name="roster_start"),
    path("imports/<str:number>/reopen/", rosters.roster_reopen, name="roster_reopen"),
    path(
        "imports/<str:number>/discard/", rosters.roster_discard, name="roster_discard"
    ),
    path("imports/<str:number>/again/", rosters.roster_again, name="roster_again"),
    path("imports/<str:number>/undo/", rosters.roster_undo, name="roster_undo"),
    path(
        "imports/<str:number>/rejected/",
        rosters.roster_rejected,
        name="roster_rejected",
    ),
    path(
        "imports/<str:number>/rows/<int:row>/",
        roster_rows.roster_row,
        name="roster_row",
    ),
    path("schemes/", schemes.scheme_list, name="schemes"),
    path("schemes/new/", schemes.scheme_new, name="scheme_new"),
    path("schemes/<int:pk>/", schemes.scheme_edit, name="scheme_edit"),
    path("schemes/<int:pk>/levels/new/", schemes.level_new, name="level_new"),
    path("schemes/<int:pk>/levels/<int:level>/", schemes.level_edit, name="level_edit"),
    path("<register_number:number>/", person.talent_detail, name="detail"),
    path("<register_number:number>/reveal/<slug:what>/", reveal.reveal, name="reveal"),
    path("<register_number:number>/edit/", editing.talent_edit, name="edit"),
    path(
        "<register_number:number>/add/<slug:section>/", editing.talent_add, name="add"
    ),
    path(
        "<register_number:number>/grades/<int:pk>/",
        editing.grade_status,
        name="grade_status",
    ),
    path(
        "<register_number:number>/employment/end/",
        editing.employment_end,
        name="employment_end",
    ),
    path(
        "<register_number:number>/members/<int:pk>/end/",
        editing.member_end,
        name="member_end",
    ),
    path(
        "<register_number:number>/consents/<int:pk>/withdraw/",
        editing.consent_withdraw,
        name="consent_withdraw",
    ),
    path("<register_number:number>/invite/", access.talent_invite, name="invite"),
    path("<register_number:number>/merge/", editing.talent_merge, name="merge"),
]
