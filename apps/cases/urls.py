from django.urls import path

from apps.cases.views import cases, desk, items, oversight, today

app_name = "cases"
urlpatterns = [
    path("", cases.case_list, name="list"),
    path("today/", today.today, name="today"),
    path("new/", cases.new, name="new"),
    path("supervision/", oversight.supervision, name="supervision"),
    path("items/", items.item_list, name="items"),
    path("items/new/", items.item_new, name="item_new"),
    path("items/<int:pk>/", items.item_edit, name="item_edit"),
    path("desk/", desk.desk, name="desk"),
    path("tasks/<int:pk>/", desk.task, name="task"),
    path("tasks/<int:pk>/accept/", desk.accept, name="task_accept"),
    path("tasks/<int:pk>/return/", desk.give_back, name="task_return"),
    path("tasks/<int:pk>/answer/", desk.answer, name="task_answer"),
    path("tasks/<int:pk>/call-off/", desk.call_off, name="task_call_off"),
    path("<str:number>/", cases.detail, name="detail"),
    path("<str:number>/<slug:act>/", cases.act, name="act"),
]
