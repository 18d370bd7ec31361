"""The demonstration city.  Lives on top: it asks every app for its own part."""

import json
import time
from random import Random

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.db import transaction
from django.utils import timezone

from apps.accounts import demo as accounts
from apps.accounts.models import User
from apps.cases import demo as cases
from apps.commissioners import demo as commissioners
from apps.policies import sweeps
from apps.portal import demo as portal
from apps.subsidies import demo as subsidies
from apps.talents import demo as talents

SEED = 20261122
PEOPLE = 5_000


class Command(BaseCommand):
    help = "Make a deterministic, synthetic Daqing in an empty database."

    def add_arguments(self, parser) -> None:
        parser.add_argument(
            "--if-empty", action="store_true", help="do nothing where people exist"
        )
        parser.add_argument(
            "--scale", type=int, default=PEOPLE, help="people on the register"
        )
        parser.add_argument("--json", action="store_true", dest="as_json")

    def handle(self, *args, if_empty: bool, scale: int, as_json: bool, **options):
        if settings.IN_PRODUCTION:
            raise CommandError("No demonstration in production.")
        if User.objects.exists():
            if if_empty:
                return
            raise CommandError("The database is not empty.")
        started = time.monotonic()
        with (
            transaction.atomic()
        ):  # killed half-way, the database is as empty as before
            made = self._build(scale)
        talents.settle_register()
        made["matches"] = sweeps.sweep(on=timezone.localdate(), at=timezone.now()).fits
        made["seconds"] = round(time.monotonic() - started, 1)
        if as_json:
            self.stdout.write(json.dumps(made))
        else:
            self.stdout.write(", ".join(f"{n} {what}" for what, n in made.items()))

    def _build(self, scale: int) -> dict:
        """Every part has a random source of its own: one more row changes no other."""
        at = timezone.now()
        city = accounts.build()
        register = talents.build(
            size=scale,
            rng=Random(f"{SEED}:talents"),
            at=at,
            by=city.users["city"],
            progress=self._progress,
        )
        portal.connect(users=city.users)
        made = subsidies.build(at=at, users=city.users, rng=Random(f"{SEED}:subsidies"))
        served = commissioners.build(
            rng=Random(f"{SEED}:commissioners"),
            at=at,
            users=city.users,
            offices=city.offices,
        )
        made |= {"commissioners": len(served.commissioners)}
        made |= cases.build(
            rng=Random(f"{SEED}:cases"), at=at, users=city.users, offices=city.offices
        )
        made |= portal.build(at=at, users=city.users)
        return {"people": register.people, "employers": register.employers, **made}

    def _progress(self, done: int, total: int) -> None:
        self.stderr.write(f"  {done:,} of {total:,} people")
