"""Asks the service on this machine whether it answers, as itself.

``python -m talentsvc.health /readyz`` is the containers' health check.
"""

import http.client
import sys

from talentsvc import env


def answers(path: str, *, host: str = "127.0.0.1", port: int) -> bool:
    """Whether ``path`` says 200.  Named as an allowed host, or it would be refused."""
    names = [name.lstrip(".") for name in env.words("ALLOWED_HOSTS") if name != "*"]
    link = http.client.HTTPConnection(host, port, timeout=5)
    try:
        link.request("GET", path, headers={"Host": names[0]} if names else {})
        return link.getresponse().status == 200
    except (OSError, http.client.HTTPException):
        return False
    finally:
        link.close()


if __name__ == "__main__":
    sys.exit(not answers(sys.argv[1], port=env.number("PORT", 8000)))
