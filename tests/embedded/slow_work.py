"""A Celery application whose one task takes its time and leaves marks."""

import os
import time
from pathlib import Path

from celery import Celery

app = Celery("slow_work", broker=os.environ["SLOW_BROKER"])
app.conf.task_default_queue = os.environ.get("SLOW_QUEUE", "slow_work")
app.conf.task_ignore_result = True


@app.task(name="slow_work.leave_marks")
def leave_marks(folder: str, seconds: float) -> None:
    Path(folder, "begun").touch()
    time.sleep(seconds)
    Path(folder, "finished").touch()
