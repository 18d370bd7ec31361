"""Where the servers keep their data, and as whom they run.

PostgreSQL refuses to run as root, so root hands both servers to an unprivileged
account.  A checkout may lie where that account cannot go (in root's home): then the
data and a copy of the programs go to a folder of their own outside, and a link in the
data folder remembers it.  Modes of folders that were there before are never changed.
"""

import os
import pwd
import shutil
import subprocess
import tempfile
from dataclasses import dataclass
from pathlib import Path

from talentsvc import env
from talentsvc.embedded.errors import ServerError
from talentsvc.embedded.locks import Lock

CHECKOUT = Path(__file__).resolve().parent.parent.parent
# Under a name that mkdtemp makes up, closed to everybody else.
OUTSIDE = (Path("/var/lib"), Path("/var/tmp"))  # noqa: S108
UNPRIVILEGED = ("nobody", "daemon")


def data_folder() -> Path:
    return Path(env.text("TALENT_DATA") or CHECKOUT / "var").resolve()


@dataclass(frozen=True)
class Account:
    """Whom a server runs as, when that is not the caller."""

    uid: int
    gid: int
    name: str

    @property
    def popen(self) -> dict:
        return {"user": self.uid, "group": self.gid, "extra_groups": []}

    def can(self, script: str, path: Path) -> bool:
        """Whether the shell ``script`` succeeds on ``path`` as this account."""
        answer = subprocess.run(
            ["/bin/sh", "-c", script, "sh", str(path)],
            cwd="/",
            capture_output=True,
            timeout=20,
            **self.popen,
        )
        return answer.returncode == 0


def server_account(home: Path) -> Account | None:
    """None for a normal user; for root whoever owns the data already, else nobody."""
    if os.geteuid() != 0:
        try:
            pwd.getpwuid(os.geteuid())
        except KeyError:
            raise ServerError(
                f"User {os.geteuid()} has no account here, and PostgreSQL asks for one."
            ) from None
        return None
    if home.exists() and (owner := home.stat().st_uid):
        try:
            entry = pwd.getpwuid(owner)
        except KeyError:
            raise ServerError(
                f"{home} belongs to user {owner}, who has no account here."
            ) from None
        return Account(entry.pw_uid, entry.pw_gid, entry.pw_name)
    for name in UNPRIVILEGED:
        try:
            entry = pwd.getpwnam(name)
        except KeyError:
            continue
        return Account(entry.pw_uid, entry.pw_gid, entry.pw_name)
    raise ServerError("PostgreSQL may not run as root, and there is no account nobody.")


def home_of(server: str, data: Path) -> Path:
    """The folder of one server's data, made when missing and owned by who runs it."""
    home = data / server
    account = server_account(home)
    if account:
        if not home.exists() and not account.can('cd "$1"', data):
            lock = Lock(data / "run" / "outside.lock")  # both keepers may come here
            lock.take()
            home = _outside(data) / server
            lock.close()
        if home.exists() and not account.can('cd "$1"', home):
            raise ServerError(
                f"{home} cannot be reached by the account {account.name}, which runs "
                "the server. Set TALENT_DATA to a folder that it can reach."
            )
    if not home.exists():
        home.mkdir(mode=0o700)
        if account:
            os.chown(home, account.uid, account.gid)
    elif not account and home.stat().st_uid != os.geteuid():
        raise ServerError(
            f"{home} belongs to another user (an earlier start as root?). "
            "Start as that user, or set TALENT_DATA to a folder of your own."
        )
    return home


def _outside(data: Path) -> Path:
    """This data folder's own folder where any account can go."""
    link = data / "outside"
    if link.is_dir():
        owner = Path((link / "owner").read_text(encoding="utf-8").strip())
        if owner == link or not _same(owner, link):  # ours, or it came along by `mv`
            (link / "owner").write_text(f"{link}\n", encoding="utf-8")
            return link.resolve()
        link.unlink()  # a copied checkout: that data is the original's
    elif link.is_symlink():
        raise ServerError(
            f"The data are gone: {link} points to {link.readlink()}, which is not "
            f"there. Remove {link} to begin with an empty database."
        )
    base = next(path for path in OUTSIDE if os.access(path, os.W_OK))
    folder = Path(tempfile.mkdtemp(prefix="talentsvc-", dir=base))
    folder.chmod(0o711)
    (folder / "owner").write_text(f"{link}\n", encoding="utf-8")
    link.symlink_to(folder)
    return folder


def _same(one: Path, other: Path) -> bool:
    try:
        return one.samefile(other)
    except OSError:
        return False


def reachable_copy(
    root: Path, program: Path, account: Account | None, to: Path
) -> Path:
    """``program``, or its twin in a copy of ``root`` that ``account`` may run."""
    if account is None or account.can('"$1" --version', program):
        return program
    stamp = f"{root.name}-{int(program.stat().st_mtime)}"
    copy = to.parent / "programs" / stamp
    if not copy.exists():
        copy.parent.mkdir(mode=0o711, exist_ok=True)
        half = Path(tempfile.mkdtemp(dir=copy.parent))
        half.chmod(0o711)
        for part in [root, *root.parent.glob(f"{root.name}.libs")]:
            shutil.copytree(
                part,
                half / part.name,
                symlinks=True,
                ignore=shutil.ignore_patterns("*.a", "__pycache__", "doc", "include"),
            )
        half.rename(copy)
    return copy / program.relative_to(root.parent)
