import random
import socket

# Below the range from which systems number outgoing connections.
RANGE = (20_000, 32_000)


def is_free(port: int, host: str = "127.0.0.1") -> bool:
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family, socket.SOCK_STREAM) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError:
            return False
    return True


def choose(remembered: int | None) -> int:
    """The port of last time, or another when somebody else sits on it."""
    if remembered and is_free(remembered):
        return remembered
    while True:
        port = random.SystemRandom().randrange(*RANGE)
        if is_free(port):
            return port
