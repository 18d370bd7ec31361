from django.core.management.base import BaseCommand, CommandError

from apps.core import rotation
from apps.core.crypto import current_key_id


class Command(BaseCommand):
    help = (
        "Encrypt every protected field again with the first key of TALENT_FIELD_KEYS. "
        "Put the new key first, run this, and take the old key out afterwards."
    )

    def add_arguments(self, parser) -> None:
        parser.add_argument(
            "--check",
            action="store_true",
            help="change nothing; fail while values under an older key are left",
        )

    def handle(self, *args, check: bool, **options) -> None:
        self.stdout.write(f"current key: {current_key_id()}")
        left = 0
        for field in rotation.encrypted_fields():
            if not check:
                changed = sum(rotation.rotate(field))
                self.stdout.write(f"{field.context}: {changed} encrypted again")
            count = rotation.count_left(field)
            left += count
            if count:
                self.stdout.write(f"{field.context}: {count} under an older key")
        if left:
            raise CommandError(f"{left} values are under an older key.")
        self.stdout.write("Everything is under the current key.")
