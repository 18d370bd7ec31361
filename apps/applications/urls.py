from django.urls import path

from apps.applications.views import bulk, desk, detail, joint, notices, review

app_name = "applications"
urlpatterns = [
    path("", desk.application_list, name="list"),
    path("desk/", desk.desk, name="desk"),
    path("bulk/", bulk.bulk_preview, name="bulk"),
    path("bulk/agree/", bulk.bulk_decide, name="bulk_agree"),
    path("checks/", joint.check_list, name="checks"),
    path("checks/<int:pk>/", joint.check, name="check"),
    path("notices/", notices.notice_list, name="notices"),
    path("notices/new/", notices.notice_new, name="notice_new"),
    path("notices/<str:number>/", notices.notice, name="notice"),
    path("notices/<str:number>/publish/", notices.publish, name="notice_publish"),
    path("notices/<str:number>/discard/", notices.discard, name="notice_discard"),
    path("notices/<str:number>/lengthen/", notices.lengthen, name="notice_lengthen"),
    path("objections/<int:pk>/settle/", notices.settle, name="objection_settle"),
    path("<str:number>/", detail.detail, name="detail"),
    path("<str:number>/review/", review.review, name="review"),
    path("<str:number>/decide/", review.decide, name="decide"),
    path("<str:number>/revoke/", detail.revoke, name="revoke"),
    path("<str:number>/check-fact/", review.check_fact, name="check_fact"),
]
