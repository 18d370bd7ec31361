from django.core.management.base import BaseCommand
from django.utils import timezone

from apps.policies.seed import load_policies


class Command(BaseCommand):
    help = "Load the sample policies (unverified data; safe to run again)."

    def handle(self, *args, **options) -> None:
        policy = load_policies(at=timezone.now())
        self.stdout.write(f"{policy.code}: {policy.name}")
