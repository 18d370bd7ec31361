"""Collected static files, made again only when a source changed: compressing them
takes seconds."""

import hashlib
import os
import signal
import subprocess
import sys
from pathlib import Path

from talentsvc.embedded.errors import ServerError
from talentsvc.embedded.places import CHECKOUT
from talentsvc.embedded.processes import die_with_parent


def step(*arguments: str, **more: str) -> None:
    """Run one of the project's commands to its end."""
    answer = subprocess.run(
        [sys.executable, *arguments],
        cwd=CHECKOUT,
        stdin=subprocess.DEVNULL,
        env=os.environ | more,
        preexec_fn=die_with_parent(signal.SIGTERM),
    )
    if answer.returncode:
        raise ServerError(f"{' '.join(arguments)} failed, see above.")


def collect(root: Path) -> None:
    files = [CHECKOUT / "requirements.txt", CHECKOUT / "talentsvc/settings.py"]
    files += sorted(path for path in CHECKOUT.glob("static/**/*") if path.is_file())
    state = hashlib.sha256()
    for path in files:
        state.update(
            f"{path.relative_to(CHECKOUT)} {path.stat().st_mtime_ns}\n".encode()
        )
    stamp = root / ".collected"
    if stamp.exists() and stamp.read_text(encoding="utf-8") == state.hexdigest():
        return
    command = ["manage.py", "collectstatic", "--no-input", "--verbosity=0"]
    step(*command, STATIC_ROOT=str(root))
    stamp.write_text(state.hexdigest(), encoding="utf-8")
