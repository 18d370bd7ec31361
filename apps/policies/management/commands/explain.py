import json

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone
from django.utils.dateparse import parse_date
from django.utils.translation import override

from apps.policies.foreseen import explain
from apps.policies.models import Policy
from apps.talents.models import Talent


class Command(BaseCommand):
    help = "Say what fits a person and why: each condition with value, source and date."

    def add_arguments(self, parser) -> None:
        parser.add_argument("person", help="register number, T-2026-000001")
        parser.add_argument("policy", help="code of the policy")
        parser.add_argument("--json", action="store_true", dest="as_json")
        parser.add_argument("--on", type=parse_date, help="the day asked about (today)")

    def handle(self, person, policy, *, as_json: bool, on, **options) -> None:
        talent = Talent.objects.filter(number=person).first()
        if talent is None:
            raise CommandError(f"There is nobody on the register with number {person}.")
        found = Policy.objects.filter(code=policy).first()
        if found is None:
            raise CommandError(f"There is no policy with code {policy}.")
        with override("zh-hans"):
            told = explain(talent, found, on=on or timezone.localdate())
        if told is None:
            raise CommandError(f"No version of {policy} is in force on that day.")
        if as_json:
            self.stdout.write(json.dumps(told, ensure_ascii=False))
        else:
            self.stdout.write(json.dumps(told, ensure_ascii=False, indent=2))
