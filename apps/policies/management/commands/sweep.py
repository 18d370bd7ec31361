import json
from dataclasses import asdict

from django.core.management.base import BaseCommand
from django.utils import timezone
from django.utils.dateparse import parse_date

from apps.policies import sweeps


class Command(BaseCommand):
    help = (
        "Bring what fits whom up to date: changed people, dates that came, new rules."
    )

    def add_arguments(self, parser) -> None:
        parser.add_argument("--json", action="store_true", dest="as_json")
        parser.add_argument("--all", action="store_true", help="ask everybody again")
        parser.add_argument("--on", type=parse_date, help="the day asked about (today)")

    def handle(self, *args, as_json: bool, on, **options) -> None:
        if options["all"]:
            sweeps.ask_everybody_again()
        on = on or timezone.localdate()
        found = {"on": on.isoformat()}
        found |= asdict(sweeps.sweep(on=on, at=timezone.now()))
        if as_json:
            self.stdout.write(json.dumps(found))
        else:
            self.stdout.write(", ".join(f"{k} {v}" for k, v in found.items()))
