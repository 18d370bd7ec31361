"""Import a roster from the command line, with the same checks as on screen."""

from __future__ import annotations

import json
import time
from pathlib import Path

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone, translation

from apps.accounts.models import Office, User
from apps.core.errors import DomainError
from apps.core.roles import Role
from apps.jobs import runner
from apps.jobs.models import Job, JobState
from apps.talents.models import RosterImport, RosterRow
from apps.talents.roster import services
from apps.talents.roster.states import Outcome

# Who is taken for the importer where --by names nobody, the widest reach first.
LIKELY = (Role.CITY_REVIEWER, Role.DISTRICT_REVIEWER, Role.COMMISSIONER)


class Command(BaseCommand):
    help = (
        "Import a roster (.xlsx, .xls, .csv). The columns are guessed, or taken as the "
        "office chose them for such a file. Prints what became of the rows."
    )

    def add_arguments(self, parser) -> None:
        parser.add_argument("file", type=Path)
        parser.add_argument("--dry-run", action="store_true", help="check only")
        parser.add_argument("--office", default="", help="code of the office")
        parser.add_argument("--by", default="", help="user name of the importer")
        parser.add_argument("--sheet", default="", help="which sheet, if several")
        parser.add_argument("--allow-undocumented", action="store_true")
        parser.add_argument("--json", action="store_true", help="print one JSON object")

    def handle(self, *_args, **options) -> None:
        office = self._office(options["office"])
        by = self._importer(office, options["by"])
        with translation.override(by.language):
            try:
                roster = self._import(office, by, options)
            except DomainError as error:
                raise CommandError(error.message) from error
            except OSError as error:
                raise CommandError(
                    f"{options['file']}: {error.strerror or error}"
                ) from error
            counts = result_of(roster)
        if options["dry_run"]:
            services.discard(roster_id=roster.pk, by=by, at=timezone.now())
        if options["json"]:
            self.stdout.write(json.dumps(counts, ensure_ascii=False))
        else:
            self._print(roster, counts)

    def _office(self, code: str) -> Office:
        offices = Office.objects.filter(is_active=True)
        if code:
            found = offices.filter(code=code).first()
        else:
            found = offices.filter(
                region_id=settings.TALENT_CITY, kind=Office.Kind.TALENT
            ).first()
        if found is None:
            raise CommandError(f"There is no office {code or 'for the city'}.")
        return found

    def _importer(self, office: Office, username: str) -> User:
        if username:
            user = User.objects.filter(username=username, is_active=True).first()
            if user is None:
                raise CommandError(f"There is no account {username}.")
            return user
        for role in LIKELY:
            user = (
                User.objects.filter(is_active=True, grants__office=office)
                .holding(role, on=timezone.localdate())
                .order_by("pk")
                .first()
            )
            if user is not None and office.pk in user.offices(*LIKELY):
                return user
        raise CommandError(f"Nobody at {office} may import rosters; use --by.")

    def _import(self, office: Office, by: User, options: dict) -> RosterImport:
        with options["file"].open("rb") as file:
            roster = services.upload_roster(
                file=file,
                name=options["file"].name,
                office_id=office.pk,
                by=by,
                at=timezone.now(),
            )
        if options["sheet"] and options["sheet"] != roster.sheet:
            roster = services.choose_sheet(
                roster_id=roster.pk, sheet=options["sheet"], by=by, at=timezone.now()
            )
        roster = services.choose_columns(
            roster_id=roster.pk,
            mapping=roster.mapping,
            allow_undocumented=options["allow_undocumented"],
            grade_scheme_id=roster.grade_scheme_id,
            grades_on=roster.grades_on,
            by=by,
            at=timezone.now(),
        )
        self._work(roster)
        if not options["dry_run"]:
            roster = services.start_import(
                roster_id=roster.pk, by=by, at=timezone.now()
            )
            self._work(roster)
        roster.refresh_from_db()
        return roster

    def _work(self, roster: RosterImport) -> None:
        """Do the job here, unless a worker was quicker: then wait for it."""
        runner.run(roster.job_id, clock=timezone.now)
        while True:
            job = Job.objects.get(pk=roster.job_id)
            if job.state == JobState.DONE:
                return
            if job.is_over:
                raise CommandError(job.error or str(job.get_state_display()))
            time.sleep(0.2)

    def _print(self, roster: RosterImport, counts: dict) -> None:
        self.stdout.write(f"{roster.number} {roster.file_name}")
        for name, value in counts.items():
            if isinstance(value, dict):
                self.stdout.write(f"  {name:<18}{sum(value.values()):>8}")
                for reason, count in value.items():
                    self.stdout.write(f"    {reason:<24}{count:>8}")
            else:
                self.stdout.write(f"  {name:<18}{value:>8}")


def result_of(roster: RosterImport) -> dict:
    """Rows in = created + updated + unchanged + rejected + held."""
    rejected: dict[str, int] = {}
    rows = RosterRow.objects.filter(roster=roster, outcome=Outcome.REJECTED)
    for reasons in rows.order_by("number").values_list("reasons", flat=True):
        rejected[reasons[0]] = rejected.get(reasons[0], 0) + 1
    return {
        "rows": roster.rows,
        "created": roster.created,
        "updated": roster.updated,
        "unchanged": roster.unchanged,
        "rejected": dict(sorted(rejected.items())),
        "held": roster.held,
        "repeated_in_file": roster.repeated,
    }
