from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from apps.accounts.services.first import ADMINISTRATORS, set_up_administrators
from apps.core.errors import DomainError


class Command(BaseCommand):
    help = (
        "Set up the city's talent office with its system, security and audit "
        "administrator: three different people, each with a temporary password."
    )

    def add_arguments(self, parser) -> None:
        parser.add_argument(
            "--office", default="人才工作中心", help="name of the office"
        )
        for role in ADMINISTRATORS:
            parser.add_argument(
                f"--{role.value.replace('_', '-')}",
                dest=role.value,
                required=True,
                nargs=2,
                metavar=("USERNAME", "NAME"),
            )

    def handle(self, *args, office: str, **options) -> None:
        people = {role: tuple(options[role.value]) for role in ADMINISTRATORS}
        try:
            made = set_up_administrators(
                office_name=office, people=people, at=timezone.now()
            )
        except DomainError as error:
            raise CommandError(str(error)) from error
        for user, role, password in made:
            self.stdout.write(f"{role:15} {user.username:20} {password}")
        self.stdout.write("Each password must be changed at the first sign-in.")
