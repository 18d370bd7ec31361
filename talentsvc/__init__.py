"""The project: settings, addresses, Celery.  No rules live here."""

from talentsvc.celery import app as celery_app

__all__ = ["celery_app"]
