"""What other apps call to have long work done, and what people do with it."""

from apps.jobs.kinds import register
from apps.jobs.runner import JobCancelled, JobContext, JobLost
from apps.jobs.services.acts import ask_to_cancel, start, sweep, try_again

__all__ = [
    "JobCancelled",
    "JobContext",
    "JobLost",
    "ask_to_cancel",
    "register",
    "start",
    "sweep",
    "try_again",
]
