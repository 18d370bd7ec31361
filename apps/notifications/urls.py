from django.urls import path

from apps.notifications.views import inbox, outbox

app_name = "notifications"
urlpatterns = [
    path("", inbox.inbox, name="inbox"),
    path("read/", inbox.mark_all_read, name="mark_all_read"),
    path("<int:pk>/", inbox.message_detail, name="detail"),
    path("<int:pk>/open/", inbox.message_open, name="open"),
    path("deliveries/", outbox.delivery_list, name="deliveries"),
    path("deliveries/<int:pk>/again/", outbox.delivery_retry, name="delivery_retry"),
    path("rules/", outbox.rule_list, name="rules"),
    path("rules/<int:pk>/switch/", outbox.rule_switch, name="rule_switch"),
]
