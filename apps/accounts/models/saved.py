"""Lists as somebody likes to see them."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _


class SavedView(models.Model):
    """One person's name for the filters, order and size of one list."""

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, related_name="saved_views"
    )
    path = models.CharField(max_length=200)
    name = models.CharField(_("name"), max_length=40)
    query = models.CharField(max_length=1000, blank=True)

    class Meta:
        ordering = ["path", "name"]
        constraints = [
            models.UniqueConstraint(
                fields=["user", "path", "name"], name="accounts_view_named_once"
            ),
            models.CheckConstraint(
                name="accounts_view_of_a_page_of_ours",
                # "//host" would lead away.
                condition=models.Q(path__regex=r"^/([^/].*)?$"),
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def url(self) -> str:
        return f"{self.path}?{self.query}" if self.query else self.path
