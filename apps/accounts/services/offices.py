from __future__ import annotations

from datetime import datetime

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from apps.accounts import permissions
from apps.accounts.models import Office, User
from apps.accounts.services.refusals import NameTaken
from apps.audit.services import record
from apps.core.errors import NotAllowed

FIELDS = ("code", "name", "name_en", "region_id", "kind", "phone", "is_active")


@transaction.atomic
def save_office(
    *,
    office_id: int | None,
    code: str,
    name: str,
    name_en: str,
    region_code: str,
    kind: str,
    phone: str,
    is_active: bool,
    by: User,
    at: datetime,
) -> Office:
    """Set up an office (``office_id=None``) or change one.

    Moving it to another region moves the reach of everybody who has a duty there.
    Raises ``NameTaken``, ``NotAllowed``.
    """
    office = (
        Office.objects.select_for_update(of=("self",)).get(pk=office_id)
        if office_id
        else Office()
    )
    regions = {region_code, office.region_id} - {None}
    for region in sorted(regions):
        refusal = permissions.why_not_keep_offices(by, region)
        if refusal:
            raise NotAllowed(refusal)
    old = {name: getattr(office, name) for name in FIELDS} if office_id else {}
    office.code, office.name, office.name_en = code, name, name_en
    office.region_id, office.kind = region_code, kind
    office.phone, office.is_active = phone, is_active
    try:
        with transaction.atomic():
            office.save()
    except IntegrityError as error:
        if "code" in str(error):
            raise NameTaken(_("Another office has this code.")) from error
        raise
    new = {name: getattr(office, name) for name in FIELDS}
    changed = [name for name in FIELDS if old.get(name) != new[name]]
    if changed:
        record(
            "accounts.office.changed" if office_id else "accounts.office.set_up",
            target=office,
            by=by,
            at=at,
            old={name: old[name] for name in changed} if office_id else None,
            new={name: new[name] for name in changed},
        )
    return office
