from django.core.management.base import BaseCommand
from django.utils import timezone

from apps.policies.seed import load_policies
from apps.policies.seed_settling import load_settling


class Command(BaseCommand):
    help = "Load the sample policies (unverified data; safe to run again)."

    def handle(self, *args, **options) -> None:
        at = timezone.now()
        for policy in (load_policies(at=at), load_settling(at=at)):
            self.stdout.write(f"{policy.code}: {policy.name}")
