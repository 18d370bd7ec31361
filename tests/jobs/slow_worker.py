"""A worker in a process of its own, for tests that kill it.

    python -m tests.jobs.slow_worker <job id> <seconds a chunk> <where> <seconds ahead>

``where`` it spends them: ``inside`` the transaction of a chunk or ``outside``.
"""

import sys
import time
from datetime import timedelta

import django

django.setup()

from django.db import transaction  # noqa: E402
from django.utils import timezone  # noqa: E402

from apps.accounts.models import Region  # noqa: E402
from apps.jobs import kinds, runner  # noqa: E402

CHUNKS = 6


def work(ctx, pause, where):
    for number in range(ctx.state.get("next", 0), CHUNKS):
        with transaction.atomic():
            Region.objects.create(code=f"99000{number}", name=f"attempt {ctx.attempt}")
            ctx.progress(number, CHUNKS)
            time.sleep(pause if where == "inside" else 0)
            ctx.checkpoint({"next": number + 1})
        time.sleep(pause if where == "outside" else 0)
        ctx.progress(number + 1, CHUNKS)
    ctx.finish({"chunks": CHUNKS})


def main(job_id: str, pause: str, where: str, ahead: str) -> None:
    kinds.register("tests.count", lambda ctx: work(ctx, float(pause), where), "Count")
    shift = timedelta(seconds=float(ahead))
    runner.run(int(job_id), clock=lambda: timezone.now() + shift)


if __name__ == "__main__":
    main(*sys.argv[1:])
