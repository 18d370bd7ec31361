"""``make run``, for real: it starts, says where, survives a kill, stops, starts again."""

import http.client
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from talentsvc.embedded.places import CHECKOUT, data_folder
from talentsvc.embedded.ports import choose
from tests.embedded.conftest import environment, goes_down, processes_of, wait_for

pytestmark = pytest.mark.slow


class Run:
    """One ``python -m talentsvc.embedded run`` on an empty city."""

    def __init__(self, data: Path, port: int) -> None:
        self.data, self.port = data, port
        self.output = data.with_name(f"{data.name}.out")
        with self.output.open("w") as output:
            self.process = subprocess.Popen(
                [sys.executable, "-m", "talentsvc.embedded", "run"],
                stdout=output,
                stderr=output,
                stdin=subprocess.DEVNULL,
                cwd=CHECKOUT,
                env=environment(
                    TALENT_DATA=str(data),
                    PORT=str(port),
                    TALENT_DEMO="no",
                    STATIC_ROOT=str(data_folder() / "collected"),
                ),
            )

    @property
    def said(self) -> str:
        return self.output.read_text()

    def is_welcoming(self) -> bool:
        return wait_for(
            lambda: "Logs in" in self.said or self.process.poll() is not None, 300
        ) and ("Logs in" in self.said)

    def answers(self) -> int:
        link = http.client.HTTPConnection("127.0.0.1", self.port, timeout=60)
        link.request("GET", "/readyz")
        return link.getresponse().status

    def stop(self, number: signal.Signals) -> int:
        self.process.send_signal(number)
        return self.process.wait(120)


def test_a_day_in_the_life_of_make_run(folder):
    data, port = folder(), choose(None)
    first = Run(data, port)
    try:
        assert first.is_welcoming(), first.said
        assert f"http://127.0.0.1:{port}/" in first.said
        assert "password daqing-demo-2026" in first.said
        assert first.answers() == 200

        twice = Run(data, port)
        assert twice.process.wait(120) == 1
        assert f"runs already: http://127.0.0.1:{port}/" in twice.said
        assert f"process {first.process.pid}" in twice.said

        elsewhere = Run(folder("elsewhere"), port)
        assert elsewhere.process.wait(120) == 1
        assert f"Port {port} on 127.0.0.1 is taken" in elsewhere.said
        assert not processes_of(elsewhere.data)
    finally:
        first.process.kill()
        first.process.wait()

    second = Run(data, port)  # at once: what was killed is still on its way out
    try:
        assert second.is_welcoming(), second.said
        assert second.answers() == 200
        began = time.monotonic()
        assert second.stop(signal.SIGTERM) == 0, second.said
        assert time.monotonic() - began < 40
        assert second.said.rstrip().endswith("Stopped.")
        assert not processes_of(data)
    finally:
        if second.process.poll() is None:
            second.process.kill()
    assert goes_down(data)


def django(code: str, **more: str) -> subprocess.CompletedProcess:
    return subprocess.run(
        [sys.executable, "-c", f"from django.conf import settings; {code}"],
        capture_output=True,
        text=True,
        cwd=CHECKOUT,
        env=environment(DJANGO_SETTINGS_MODULE="talentsvc.settings", **more),
    )


KEY = "a2V5LW9mLXRoaXJ0eS10d28tYnl0ZXMtZm9yLXRlc3Q="
PRODUCTION = {
    "TALENT_ENV": "production",
    "SECRET_KEY": "x7" * 30,
    "TALENT_FIELD_KEYS": f"one:{KEY}",
    "TALENT_INDEX_KEY": KEY,
    "ALLOWED_HOSTS": "talent.example.org",
    "DATABASE_URL": "postgresql://someone@db/talentsvc",
    "REDIS_URL": "redis://broker/0",
}


class TestUnsafeSettings:
    def test_production_starts_with_everything_set(self):
        answer = django("print(settings.IN_PRODUCTION)", **PRODUCTION)
        assert answer.stdout == "True\n", answer.stderr

    def test_the_demonstrations_defaults_are_refused_in_production_by_name(self):
        answer = django("settings.DEBUG", TALENT_ENV="production", DEBUG="yes")
        assert answer.returncode
        wrong = answer.stderr.rpartition("Not safe for TALENT_ENV=production")[2]
        for name in [*PRODUCTION, "DEBUG"][1:]:
            assert name in wrong

    @pytest.mark.parametrize(
        ("name", "value"),
        [
            ("DEBUG", "yes"),
            ("DEMO_PASSWORD", "daqing-demo-2026"),
            ("ALLOWED_HOSTS", "*"),
            ("SECRET_KEY", "short"),
        ],
    )
    def test_one_unsafe_value_is_enough_to_refuse(self, name, value):
        answer = django("settings.DEBUG", **{**PRODUCTION, name: value})
        assert answer.returncode
        assert answer.stderr.rstrip().endswith(name)

    @pytest.mark.parametrize("url", ["sqlite:///db.sqlite3", "mysql://root@db/talent"])
    def test_no_other_database_than_postgresql_is_taken(self, url):
        answer = django("settings.DATABASES", DATABASE_URL=url)
        assert answer.returncode
        assert "must name a PostgreSQL server" in answer.stderr
