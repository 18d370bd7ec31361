"""The first page, health, and what is said when something is not there."""

from django.conf import settings
from django.db import connection
from django.db.utils import Error as DatabaseError
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.template.loader import render_to_string
from redis import Redis
from redis.exceptions import RedisError

from apps.core import nav
from apps.core.access import open_page, signed_in


@signed_in
def home(request: HttpRequest) -> HttpResponse:
    """Send everybody to the page their work begins on."""
    target = nav.home_for(request.user.roles)
    if target:
        return redirect(target)
    return render(request, "core/no_role.html")


@signed_in
def keyboard(request: HttpRequest) -> HttpResponse:
    return render(request, "core/keyboard.html")


@open_page
def healthz(request: HttpRequest) -> HttpResponse:
    """The process is alive; asks nobody else."""
    return HttpResponse("ok\n", content_type="text/plain")


@open_page
def readyz(request: HttpRequest) -> HttpResponse:
    """200 when database and broker answer, else 503 with which one does not."""
    checks = {"database": _database_answers(), "broker": _broker_answers()}
    return JsonResponse(checks, status=200 if all(checks.values()) else 503)


def _database_answers() -> bool:
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
    except DatabaseError:
        return False
    return True


def _broker_answers() -> bool:
    try:
        with Redis.from_url(settings.REDIS_URL, socket_timeout=2) as client:
            return bool(client.ping())
    except RedisError:
        return False


def forbidden(request: HttpRequest, exception=None) -> HttpResponse:
    return render(request, "errors/403.html", status=403)


def not_found(request: HttpRequest, exception=None) -> HttpResponse:
    return render(request, "errors/404.html", status=404)


def server_error(request: HttpRequest) -> HttpResponse:
    """Without context processors: what broke may be what they read."""
    return HttpResponse(render_to_string("errors/500.html"), status=500)


def csrf_failed(request: HttpRequest, reason: str = "") -> HttpResponse:
    """The form was too old, or came from another site."""
    return render(request, "errors/csrf.html", status=403)
