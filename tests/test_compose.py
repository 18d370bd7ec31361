"""docker-compose.yml cannot be started here, so what it says is held to the code: it
parses, its variables are ones that the settings read, its secrets are files, and every
command of ours runs exactly as written."""

import ast
import http.client
import os
import re
import shutil
import signal
import subprocess
import sys
import uuid
from pathlib import Path

import psycopg
import pytest
import yaml

from talentsvc.embedded import assets
from talentsvc.embedded.places import CHECKOUT, data_folder
from talentsvc.embedded.ports import choose
from tests.embedded.conftest import OURS, processes_of, wait_for

COMPOSE = yaml.safe_load((CHECKOUT / "docker-compose.yml").read_text())
SERVICES = COMPOSE["services"]
OF_OURS = {
    name: each for name, each in SERVICES.items() if each.get("image") == "talentsvc"
}
READERS = {"text", "flag", "number", "words"}


def variables_read() -> set[str]:
    """Every name that talentsvc/ asks ``env`` for."""
    found = set()
    for path in CHECKOUT.glob("talentsvc/**/*.py"):
        for node in ast.walk(ast.parse(path.read_text())):
            if (
                isinstance(node, ast.Call)
                and isinstance(node.func, ast.Attribute)
                and node.func.attr in READERS
                and isinstance(node.func.value, ast.Name)
                and node.func.value.id == "env"
                and isinstance(node.args[0], ast.Constant)
            ):
                found.add(node.args[0].value)
    return found


def image_environment() -> dict[str, str]:
    """What the Dockerfile's last stage sets."""
    stage = (CHECKOUT / "Dockerfile").read_text().rpartition("\nFROM ")[2]
    stage = stage.replace("\\\n", " ")
    lines = re.findall(r"^ENV (.+)$", stage, re.MULTILINE)
    return dict(pair.split("=", 1) for line in lines for pair in line.split())


def test_there_is_everything_a_service_needs():
    assert set(SERVICES) == {"db", "redis", "migrate", "web", "worker", "beat", "proxy"}
    for name, service in SERVICES.items():
        if name != "migrate":
            assert service["restart"] == "unless-stopped", name
            assert service["healthcheck"]["test"][0] in {"CMD", "CMD-SHELL"}, name
        for volume in service.get("volumes", []):
            source = volume.partition(":")[0]
            assert source in COMPOSE["volumes"] or (CHECKOUT / source).exists(), volume
        for secret in service.get("secrets", []):
            assert secret in COMPOSE["secrets"], secret
        for other in service.get("depends_on", {}):
            assert other in SERVICES, other


@pytest.mark.parametrize("name", OF_OURS)
def test_every_variable_it_sets_is_one_that_is_read(name):
    read = variables_read()
    assert {"SECRET_KEY", "TALENT_DATA", "PORT"} <= read  # the reading itself works
    for variable in OF_OURS[name]["environment"]:
        assert variable.removesuffix("_FILE") in read, variable


def test_every_variable_of_the_image_is_one_that_is_read():
    ours = set(image_environment()) - {
        "PATH",
        "PYTHONUNBUFFERED",
        "PYTHONDONTWRITEBYTECODE",
    }
    assert ours == {"TALENT_ENV", "TALENT_DATA", "STATIC_ROOT"}
    assert ours <= variables_read()


def test_everything_production_insists_on_is_set():
    for service in OF_OURS.values():
        given = {name.removesuffix("_FILE") for name in service["environment"]}
        assert given >= {
            "TALENT_ENV",
            "SECRET_KEY",
            "TALENT_FIELD_KEYS",
            "TALENT_INDEX_KEY",
            "ALLOWED_HOSTS",
            "DATABASE_URL",
            "REDIS_URL",
        }


def test_no_secret_stands_in_the_file():
    for name, service in SERVICES.items():
        for variable, value in service.get("environment", {}).items():
            if re.search("PASSWORD|SECRET|KEY|DATABASE_URL|REDIS_URL", variable):
                is_file = variable.endswith("_FILE") and value.startswith(
                    "/run/secrets/"
                )
                assert is_file or value.startswith("${"), f"{name}: {variable}"
    ignored = (CHECKOUT / ".gitignore").read_text().split()
    assert "/deploy/secrets/" in ignored
    assert "/.env" in ignored


def test_the_dockerfile_copies_what_is_there():
    text = (CHECKOUT / "Dockerfile").read_text()
    for source in re.findall(r"^COPY (?!--from)(\S+)", text, re.MULTILINE):
        assert (CHECKOUT / source).exists(), source
    copied = set(re.findall(r"^COPY (?!--from)(\w\S*) \S+$", text, re.MULTILINE))
    assert copied >= {"talentsvc", "apps", "templates", "static", "locale"}


def test_every_variable_a_person_fills_in_is_in_the_example():
    text = (CHECKOUT / "docker-compose.yml").read_text()
    asked = set(re.findall(r"(?<!\$)\$\{(\w+)", text))
    example = (CHECKOUT / "deploy/env.example").read_text()
    assert asked == set(re.findall(r"^(\w+)=", example, re.MULTILINE))


class Site:
    """The environment that compose would give, with the suite's servers behind it."""

    def __init__(self, folder: Path, database: str) -> None:
        self.folder = folder
        self.port = choose(None)
        secrets = folder / "secrets"
        make = CHECKOUT / "deploy/make-secrets.sh"
        subprocess.run([make, secrets], check=True, capture_output=True)
        base = os.environ["DATABASE_URL"].rpartition("/")[0]
        (secrets / "database_url").write_text(f"{base}/{database}")
        base = os.environ["REDIS_URL"].rpartition("/")[0]
        (secrets / "redis_url").write_text(f"{base}/14")
        self.started: list[subprocess.Popen] = []

    def environment(self, service: str) -> dict[str, str]:
        env = {k: v for k, v in os.environ.items() if k not in OURS}
        env |= image_environment() | {
            "PATH": f"{Path(sys.executable).parent}:{os.environ['PATH']}",
            "TALENT_DATA": str(self.folder),
            "STATIC_ROOT": str(data_folder() / "collected"),
        }
        for name, value in OF_OURS[service]["environment"].items():
            value = re.sub(r"\$\{SITE_NAME[^}]*\}", "talent.example.org", value)
            value = re.sub(r"\$\{\w+(?::-([^}]*))?\}", r"\1", value)
            env[name] = value.replace("/run/secrets", str(self.folder / "secrets"))
        return env | ({"PORT": str(self.port)} if service == "web" else {})

    def popen(self, service: str, command: list[str], **more) -> subprocess.Popen:
        return subprocess.Popen(
            command, cwd=CHECKOUT, env=self.environment(service), **more
        )

    def run(self, service: str, command: list[str]) -> int:
        return self.popen(service, command, stdout=subprocess.DEVNULL).wait(120)

    def start(self, service: str) -> subprocess.Popen:
        log = (self.folder / f"{service}.log").open("w")
        self.started.append(
            self.popen(
                service,
                OF_OURS[service]["command"],
                stdout=log,
                stderr=log,
                stdin=subprocess.DEVNULL,
                start_new_session=True,
            )
        )
        return self.started[-1]

    def is_healthy(self, service: str) -> bool:
        kind, *command = OF_OURS[service]["healthcheck"]["test"]
        if kind == "CMD-SHELL":
            text = command[0].replace("$$", "$").replace("/data", str(self.folder))
            command = ["sh", "-c", text]
        return self.run(service, command) == 0

    def get(self, path: str, **headers: str) -> http.client.HTTPResponse:
        link = http.client.HTTPConnection("127.0.0.1", self.port, timeout=60)
        link.request("GET", path, headers={"Host": "talent.example.org"} | headers)
        return link.getresponse()


@pytest.fixture(scope="module")
def site(tmp_path_factory):
    database = f"compose_{uuid.uuid4().hex[:8]}"
    with psycopg.connect(os.environ["DATABASE_URL"], autocommit=True) as link:
        link.execute(f"CREATE DATABASE {database}")
    site = Site(tmp_path_factory.mktemp("site"), database)
    assets.collect(data_folder() / "collected")
    assert site.run("migrate", OF_OURS["migrate"]["command"]) == 0
    yield site
    for process in site.started:
        if process.poll() is None:
            os.killpg(process.pid, signal.SIGKILL)
            process.wait()
    with psycopg.connect(os.environ["DATABASE_URL"], autocommit=True) as link:
        link.execute(f"DROP DATABASE {database} WITH (FORCE)")


def stops(process: subprocess.Popen) -> int:
    process.terminate()
    return process.wait(120)


@pytest.mark.slow
class TestCommandsAsWritten:
    def test_the_web_answers_behind_a_proxy_that_ends_tls(self, site):
        assert not site.is_healthy("web")
        web = site.start("web")
        assert wait_for(lambda: site.is_healthy("web"), 120)
        assert site.get("/healthz").status == 200
        assert site.get("/").status == 301
        behind = {"X-Forwarded-Proto": "https", "X-Forwarded-For": "192.0.2.7"}
        page = site.get("/", **behind)
        assert page.status == 302
        assert "max-age=31536000" in page.headers["Strict-Transport-Security"]
        sign_in = site.get(page.headers["Location"], **behind)
        assert sign_in.status == 200
        styles = re.search(r'href="(/static/[^"]+\.css)"', sign_in.read().decode())
        assert site.get(styles[1], **behind).status == 200
        assert stops(web) == 0

    def test_the_worker_answers_its_health_check_and_stops(self, site):
        worker = site.start("worker")
        assert wait_for(lambda: site.is_healthy("worker"), 120)
        assert stops(worker) == 0

    def test_the_scheduler_starts_writes_its_schedule_and_stops(self, site):
        assert not site.is_healthy("beat")
        beat = site.start("beat")
        assert wait_for(lambda: site.is_healthy("beat"), 120)
        assert "beat: Starting" in (site.folder / "beat.log").read_text()
        assert stops(beat) == 0

    def test_nothing_of_it_is_left_running(self, site):
        assert wait_for(lambda: not processes_of(site.folder)), processes_of(
            site.folder
        )


def test_the_command_line_tools_it_names_are_there():
    for name, service in OF_OURS.items():
        program = service["command"][0]
        folder = str(Path(sys.executable).parent)
        assert shutil.which(program, path=folder), f"{name}: {program}"
