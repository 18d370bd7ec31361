import json

from django.core.management.base import BaseCommand, CommandError

from apps.audit import chain


class Command(BaseCommand):
    help = "Check the audit trail's hash chain from the first event to the last."

    def add_arguments(self, parser) -> None:
        parser.add_argument("--json", action="store_true", dest="as_json")

    def handle(self, *args, as_json: bool, **options) -> None:
        report = chain.verify()
        if as_json:
            self.stdout.write(
                json.dumps(
                    {
                        "ok": report.is_whole,
                        "events": report.events,
                        "sealed": report.sealed,
                        "unsealed": report.unsealed,
                        "broken_at": report.broken_at,
                        "last_digest": report.last_digest,
                    }
                )
            )
        else:
            self.stdout.write(
                f"{report.events} events, {report.sealed} sealed, "
                f"last digest {report.last_digest or '-'}"
            )
        if not report.is_whole:
            raise CommandError(
                f"The chain does not hold: first broken link {report.broken_at}, "
                f"{report.unsealed} events without a seal."
            )
