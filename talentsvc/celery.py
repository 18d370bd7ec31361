"""The Celery application.  Every task names itself; the broker never carries truth."""

import os

from celery import Celery

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "talentsvc.settings")

app = Celery("talentsvc")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()
# periodic.py stands above services, tasks.py below them: see docs/architecture.md.
app.autodiscover_tasks(related_name="periodic")
