"""Ask a ClamAV daemon over TCP (``TALENT_CLAMD=host:port``), in its INSTREAM protocol."""

from __future__ import annotations

import socket
import struct

from django.conf import settings

CHUNK = 64 * 1024
TIMEOUT = 30  # seconds


def scan(content: bytes) -> bool:
    """Whether nothing was found.  Raises ``OSError`` when the daemon cannot tell."""
    host, _, port = settings.TALENT_CLAMD.rpartition(":")
    with socket.create_connection((host, int(port)), timeout=TIMEOUT) as connection:
        connection.sendall(b"zINSTREAM\0")
        for start in range(0, len(content), CHUNK):
            part = content[start : start + CHUNK]
            connection.sendall(struct.pack("!L", len(part)) + part)
        connection.sendall(struct.pack("!L", 0))
        answer = b""
        while not answer.endswith(b"\0"):
            received = connection.recv(4096)
            if not received:
                break
            answer += received
    text = answer.rstrip(b"\0").decode(errors="replace").strip()
    if text.endswith("OK"):
        return True
    if text.endswith("FOUND"):
        return False
    raise OSError(f"clamd: {text or 'no answer'}")
