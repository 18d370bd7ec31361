"""Views of lists that a person keeps."""

from __future__ import annotations

from django.db import transaction
from django.http import QueryDict
from django.urls import Resolver404, resolve
from django.utils.translation import gettext as _

from apps.accounts.models import SavedView, User
from apps.core.errors import DomainError

MOST = 12  # chips beside one list; more would hide the list
PLACES = ("after", "before")  # where one is in a list is no part of a view


@transaction.atomic
def save_view(*, user: User, path: str, query: str, name: str) -> SavedView:
    """Keep the filters and order of a list under a name; the same name is replaced."""
    name = " ".join(name.split())
    if not name:
        raise DomainError(_("Give the view a name."))
    try:
        resolve(path)
    except Resolver404:
        raise DomainError(_("There is no such list.")) from None
    User.objects.select_for_update(of=("self",)).get(pk=user.pk)
    kept = SavedView.objects.filter(user=user, path=path)
    if not kept.filter(name=name).exists() and kept.count() >= MOST:
        raise DomainError(
            _("{count} views of one list are enough: delete one first.").format(
                count=MOST
            )
        )
    view, _created = SavedView.objects.update_or_create(
        user=user, path=path, name=name[:40], defaults={"query": plain_query(query)}
    )
    return view


def delete_view(*, user: User, view_id: int) -> None:
    """Asking again for one that is gone changes nothing."""
    SavedView.objects.filter(user=user, pk=view_id).delete()


def plain_query(query: str) -> str:
    """The query without the place in the list and without empty filters."""
    params = QueryDict(query, mutable=True)
    for name in list(params):
        if name in PLACES or not any(params.getlist(name)):
            del params[name]
    return params.urlencode()
