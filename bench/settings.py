"""The product's settings, with the floors and the admin beside it."""

from talentsvc.settings import *  # noqa: F403
from talentsvc.settings import INSTALLED_APPS, STORAGES

INSTALLED_APPS = [*INSTALLED_APPS, "django.contrib.admin"]
ROOT_URLCONF = "bench.floors"
STORAGES = {
    **STORAGES,
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
ALLOWED_HOSTS = ["*"]
SILENCED_SYSTEM_CHECKS = ["admin.E406", "admin.E408", "admin.E409", "admin.E410"]
LOGGING = {"version": 1, "disable_existing_loggers": True}
