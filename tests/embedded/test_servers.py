"""The embedded servers: joined, left, killed, moved aside; never lost, never left over."""

import os
import signal
import socket
import stat
import subprocess
import sys
from pathlib import Path

import psycopg
import pytest
import redis

from talentsvc.embedded import ServerError, keeper, programs, provide_servers
from talentsvc.embedded.places import CHECKOUT, data_folder
from talentsvc.embedded.servers import Postgres
from tests.embedded.conftest import (
    environment,
    goes_down,
    keepers,
    processes_of,
    remove,
    server_pid,
    wait_for,
)

pytestmark = pytest.mark.slow


def note(url: str, text: str) -> None:
    with psycopg.connect(url, autocommit=True) as link:
        link.execute("CREATE TABLE IF NOT EXISTS notes (text text)")
        link.execute("INSERT INTO notes VALUES (%s)", [text])


def notes(url: str) -> list[str]:
    with psycopg.connect(url) as link:
        return [row[0] for row in link.execute("SELECT text FROM notes ORDER BY 1")]


@pytest.mark.usefixtures("no_addresses")
class TestOneUser:
    def test_data_and_addresses_are_the_same_the_next_time(self, folder):
        path = folder()
        seen = []
        for turn in ("first", "second"):
            with provide_servers(path):
                seen.append((os.environ["DATABASE_URL"], os.environ["REDIS_URL"]))
                note(seen[-1][0], turn)
                redis.Redis.from_url(seen[-1][1]).rpush("turns", turn)
            assert not processes_of(path)
            assert "DATABASE_URL" not in os.environ
        assert seen[0] == seen[1]
        with provide_servers(path):
            assert notes(os.environ["DATABASE_URL"]) == ["first", "second"]
            broker = redis.Redis.from_url(os.environ["REDIS_URL"])
            assert broker.lrange("turns", 0, -1) == [b"first", b"second"]

    def test_order_is_by_code_point_and_case_folds_beyond_ascii(self, folder):
        with (
            provide_servers(folder(), durable=False),
            psycopg.connect(os.environ["DATABASE_URL"]) as link,
        ):
            row = link.execute("SELECT 'Z' < 'a', upper('é'), 'B' < '中'").fetchone()
            assert row == (True, "É", True)
            assert link.execute("SHOW server_encoding").fetchone() == ("UTF8",)

    def test_nobody_else_on_the_machine_gets_in(self, folder):
        path = folder()
        with provide_servers(path, durable=False):
            url = os.environ["DATABASE_URL"]
            address = (
                url[: url.index("//") + 2] + "talentsvc:guess" + url[url.index("@") :]
            )
            with pytest.raises(psycopg.OperationalError, match="password"):
                psycopg.connect(address)
            port = int(os.environ["REDIS_URL"].rpartition(":")[2].partition("/")[0])
            with pytest.raises(redis.AuthenticationError):
                redis.Redis(port=port).ping()
        for secret in (path / "run").glob("*.password"):
            assert stat.S_IMODE(secret.stat().st_mode) == 0o600

    def test_a_port_somebody_else_took_meanwhile_is_left_to_them(self, folder):
        path = folder()
        with provide_servers(path, durable=False):
            before = os.environ["DATABASE_URL"]
        port = int(before.rpartition(":")[2].partition("/")[0])
        with socket.create_server(("127.0.0.1", port)), provide_servers(path):
            assert os.environ["DATABASE_URL"] != before
            note(os.environ["DATABASE_URL"], "elsewhere")

    def test_a_server_that_is_named_is_not_started(self, folder, monkeypatch):
        path = folder()
        monkeypatch.setenv("DATABASE_URL", "postgresql://elsewhere/talentsvc")
        with provide_servers(path, durable=False):
            assert os.environ["DATABASE_URL"] == "postgresql://elsewhere/talentsvc"
            assert not any("postgres" in line for line in processes_of(path))
            assert redis.Redis.from_url(os.environ["REDIS_URL"]).ping()

    def test_data_of_another_major_version_are_refused_untouched(self, folder):
        path = folder()
        with provide_servers(path, durable=False):
            note(os.environ["DATABASE_URL"], "kept")
        (version,) = [
            *path.glob("pg/data/PG_VERSION"),
            *path.glob("outside/pg/data/PG_VERSION"),
        ]
        made_by = version.read_text()
        version.write_text("14\n")
        with pytest.raises(ServerError, match="made by PostgreSQL 14"):
            provide_servers(path, durable=False).__enter__()
        version.write_text(made_by)
        with provide_servers(path, durable=False):
            assert notes(os.environ["DATABASE_URL"]) == ["kept"]


class TestSeveralUsers:
    def test_the_last_one_out_stops_the_servers(self, folder, hold):
        path = folder()
        first, second = hold(path), hold(path)
        assert first.database == second.database
        first.let_go()
        note(second.database, "still here")
        second.let_go()
        assert not processes_of(path)

    def test_two_data_folders_side_by_side_do_not_meet(self, folder, hold):
        paths = folder("one"), folder("two")
        one, two = (hold(path) for path in paths)
        assert one.database != two.database
        assert one.broker != two.broker
        note(one.database, "one")
        note(two.database, "two")
        one.let_go()
        assert notes(two.database) == ["two"]


class TestKilled:
    def test_servers_stop_by_themselves_when_every_user_was_killed(self, folder, hold):
        path = folder()
        first, second = hold(path), hold(path)
        first.kill()
        second.kill()
        assert goes_down(path)

    def test_everything_killed_at_once_loses_nothing(self, folder, hold):
        path = folder()
        holder = hold(path, "durable")
        note(holder.database, "before")
        broker = redis.Redis.from_url(holder.broker)
        broker.rpush("queue", *range(200))
        victims = [server_pid(path, "pg"), server_pid(path, "valkey"), *keepers(path)]
        holder.kill()
        for pid in victims:
            os.kill(pid, signal.SIGKILL)
        again = hold(path, "durable")
        assert notes(again.database) == ["before"]
        assert redis.Redis.from_url(again.broker).llen("queue") == 200

    def test_a_killed_server_is_started_again_for_its_users(self, folder, hold):
        path = folder()
        holder = hold(path, "durable")
        broker = redis.Redis.from_url(holder.broker, retry=None)
        broker.rpush("queue", *range(200))
        pid = server_pid(path, "valkey")
        os.kill(pid, signal.SIGKILL)

        def answers() -> bool:
            try:
                return broker.llen("queue") == 200
            except redis.ConnectionError:
                return False

        assert wait_for(answers)
        assert server_pid(path, "valkey") != pid

    def test_a_server_whose_keeper_was_killed_goes_with_it(self, folder, hold):
        path = folder()
        hold(path).kill()
        for pid in keepers(path):
            os.kill(pid, signal.SIGKILL)
        assert goes_down(path)

    @pytest.mark.usefixtures("no_addresses")
    def test_a_process_number_that_is_somebody_elses_now_is_not_touched(self, folder):
        path = folder()
        with provide_servers(path, durable=False):
            pass
        (home,) = [*path.glob("pg/data"), *path.glob("outside/pg/data")]
        with subprocess.Popen(["sleep", "600"], cwd="/") as bystander:
            (home / "postmaster.pid").write_text(f"{bystander.pid}\n{home}\n")
            with provide_servers(path, durable=False):
                note(os.environ["DATABASE_URL"], "started")
            assert bystander.poll() is None
            bystander.kill()


class TestWho:
    @pytest.mark.skipif(os.geteuid() != 0, reason="only root can run as somebody else")
    def test_a_normal_user_runs_servers_of_their_own(self, folder, hold):
        path = folder(empty=True)
        account = {"user": 1, "group": 1, "extra_groups": []}  # daemon
        python = reachable_python(account)
        if not python:
            pytest.skip("no Python here that a normal user can run")
        os.chown(path, 1, 1)
        if not can(account, ["/bin/sh", "-c", f"cd {path} && cd {CHECKOUT}"]):
            pytest.skip("the checkout lies where a normal user cannot go")
        path_of_wheels = str(Path(psycopg.__file__).parents[1])
        holder = hold(
            path,
            python=python,
            env=environment(PYTHONPATH=f"{CHECKOUT}:{path_of_wheels}"),
            **account,
        )
        note(holder.database, "mine")
        assert Path(f"/proc/{server_pid(path, 'pg')}").stat().st_uid == 1
        assert (path / "pg").stat().st_uid == 1

    @pytest.mark.skipif(os.geteuid() != 0, reason="only root hands servers to others")
    def test_root_hands_the_servers_to_an_unprivileged_account(self, folder, hold):
        path = folder()
        hold(path)
        for kind in ("pg", "valkey"):
            assert Path(f"/proc/{server_pid(path, kind)}").stat().st_uid != 0

    @pytest.mark.skipif(os.geteuid() != 0, reason="only root goes where others cannot")
    def test_root_may_keep_the_checkout_where_only_root_can_go(self, folder, hold):
        closed = folder(empty=True)
        closed.chmod(0o700)
        path = closed / "var"
        holder = hold(path)
        note(holder.database, "outside")
        outside = (path / "outside").resolve()
        assert not outside.is_relative_to(closed)
        assert stat.S_IMODE(closed.stat().st_mode) == 0o700
        holder.let_go()
        again = hold(path)
        assert notes(again.database) == ["outside"]
        again.let_go()
        for each in (outside, path):
            assert not processes_of(each)
        remove(path)


class TestPrograms:
    def test_an_installed_postgresql_serves_where_there_is_no_wheel(
        self, folder, monkeypatch
    ):
        try:
            installed = programs.find_postgres(use_wheel=False)
        except ServerError:
            pytest.skip("no PostgreSQL is installed on this machine")
        monkeypatch.setattr(programs, "find_postgres", lambda: installed)
        path = folder(empty=True)
        for name in ("run", "log"):
            (path / name).mkdir()
        server = Postgres(path, durable=False)
        server.prepare()
        process, port = keeper._start(server)
        try:
            note(server.url(port), "installed")
        finally:
            keeper._stop(server, process)

    def test_says_plainly_what_to_do_where_there_is_none(self, monkeypatch):
        monkeypatch.setattr(programs, "INSTALLED_POSTGRES", ())
        monkeypatch.setattr(programs.shutil, "which", lambda name: None)
        with pytest.raises(ServerError, match="Install one, or set DATABASE_URL"):
            programs.find_postgres(use_wheel=False)
        with pytest.raises(ServerError, match="Install one, or set REDIS_URL"):
            programs.find_valkey(use_wheel=False)


def reachable_python(account: dict) -> str | None:
    """This interpreter or the system's of the same version, whichever the account can run."""
    version = f"python{sys.version_info.major}.{sys.version_info.minor}"
    for python in (sys.executable, f"/usr/bin/{version}", f"/usr/local/bin/{version}"):
        if can(account, [python, "-c", "import fcntl, json"]):
            return python
    return None


def can(account: dict, command: list[str]) -> bool:
    try:
        answer = subprocess.run(command, cwd="/", capture_output=True, **account)
    except OSError:
        return False
    return answer.returncode == 0


def test_the_suite_itself_uses_a_folder_of_its_own():
    assert data_folder() != CHECKOUT / "var"
