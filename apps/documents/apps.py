from django.apps import AppConfig
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from apps.audit import actions
from apps.core import schedule


class DocumentsConfig(AppConfig):
    name = "apps.documents"

    def ready(self) -> None:
        schedule.every(
            300, name="documents.scan_pending", task="documents.scan_pending"
        )
        actions.register("documents.document.stored", _("handed in a file"))
        actions.register("documents.document.handed_in", _("attached a file"))
        actions.register("documents.document.removed", _("removed a file"))
        actions.register("documents.document.read", _("read a file"))
        actions.register_target(
            "documents.document",
            _("file"),
            lambda pk: reverse("documents:file", args=[pk]),
        )
