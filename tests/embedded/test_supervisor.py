"""Children are restarted when they crash, and end their work when told to stop."""

import os
import signal
import subprocess
import sys
import time
import uuid
from pathlib import Path

import pytest

from talentsvc.embedded.places import CHECKOUT
from talentsvc.embedded.supervisor import SAME_SIGNAL_SECONDS
from tests.embedded.conftest import environment, processes_of, wait_for

pytestmark = pytest.mark.slow

SUPERVISE = """
import sys
from pathlib import Path
from talentsvc.embedded.supervisor import Child, supervise
folder = Path(sys.argv[1])
say = lambda text: print(text, flush=True)
supervise([Child("child", sys.argv[2:], folder / "child.log")], say=say, tick=lambda: None)
"""


@pytest.fixture
def supervise(tmp_path):
    started = []

    def start(*command: str, **more: str) -> subprocess.Popen:
        process = subprocess.Popen(
            [sys.executable, "-c", SUPERVISE, str(tmp_path), *command],
            stdout=subprocess.PIPE,
            text=True,
            cwd=CHECKOUT,
            env=environment(TALENT_DATA=str(tmp_path), **more),
        )
        started.append(process)
        return process

    yield start
    for process in started:
        process.kill()
        process.communicate()
    assert wait_for(lambda: not processes_of(tmp_path)), processes_of(tmp_path)


def shell(text: str) -> list[str]:
    return ["/bin/sh", "-c", text]


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_a_running_task_finishes_before_the_worker_stops(supervise, tmp_path, number):
    broker, queue = os.environ["REDIS_URL"], uuid.uuid4().hex
    celery = [sys.executable, "-m", "celery", "--quiet"]
    celery += ["--app=tests.embedded.slow_work"]
    worker = supervise(
        *(*celery, "worker", "--concurrency=1", "--without-gossip"),
        SLOW_BROKER=broker,
        SLOW_QUEUE=queue,
    )
    send = [*celery, "call", "slow_work.leave_marks", f'--args=["{tmp_path}", 2.5]']
    env = environment(SLOW_BROKER=broker, SLOW_QUEUE=queue)
    subprocess.run(send, check=True, cwd=CHECKOUT, env=env, capture_output=True)
    assert wait_for((tmp_path / "begun").exists, 120)
    worker.send_signal(number)
    assert not (tmp_path / "finished").exists()
    output, _ = worker.communicate(timeout=120)
    assert (tmp_path / "finished").exists()
    assert worker.returncode == 0
    assert "killed" not in output
    assert not processes_of(tmp_path)


def test_a_crashed_child_starts_again(supervise, tmp_path):
    marks = tmp_path / "marks"
    process = supervise(*shell(f"echo oh no; echo x >> {marks}; exit 3"))
    assert wait_for(lambda: marks.exists() and marks.read_text().count("x") >= 2)
    process.terminate()
    output, _ = process.communicate(timeout=120)
    assert "child ended (3), starts again in 1 s:\noh no" in output


def test_what_a_crashed_child_left_behind_is_ended(supervise, tmp_path):
    left = tmp_path / "left"
    supervise(*shell(f"sleep 600 & echo $! >> {left}; exit 1"))
    assert wait_for(left.exists)
    pid = left.read_text().split()[0]
    assert wait_for(lambda: not Path(f"/proc/{pid}").exists())


def test_children_stop_when_the_supervisor_is_killed(supervise, tmp_path):
    process = supervise(sys.executable, "-c", "import time; time.sleep(600)")
    assert wait_for(lambda: len(processes_of(tmp_path)) == 2)
    process.kill()
    process.wait()
    assert wait_for(lambda: not processes_of(tmp_path))


def test_a_second_signal_ends_a_child_that_will_not_stop(supervise, tmp_path):
    ready = tmp_path / "ready"
    process = supervise(*shell(f"trap '' TERM; touch {ready}; sleep 600"))
    assert wait_for(ready.exists)
    process.terminate()
    assert "Stopping" in process.stdout.readline()
    process.terminate()  # the same one, passed on by somebody else
    time.sleep(SAME_SIGNAL_SECONDS + 0.5)
    assert process.poll() is None
    process.terminate()
    assert "did not stop in time and is killed" in process.communicate(timeout=120)[0]
