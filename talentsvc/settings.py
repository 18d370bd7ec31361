"""One set of settings; what differs between a desk and service is the environment.

The variables are listed, with their meaning, in docs/operations.md.
"""

import sys
from pathlib import Path
from urllib.parse import parse_qs, unquote, urlsplit

from csp.constants import NONE, SELF
from django.core.exceptions import ImproperlyConfigured
from django.utils.translation import gettext_lazy as _
from kombu import Queue
from whitenoise.compress import Compressor

from talentsvc import env

# Paths ------------------------------------------------------------------------
BASE_DIR = Path(__file__).resolve().parent.parent
TALENT_DATA = Path(env.text("TALENT_DATA") or BASE_DIR / "var").resolve()

# Where it runs ------------------------------------------------------------------
TALENT_ENV = env.text("TALENT_ENV", "demo")
if TALENT_ENV not in {"demo", "production"}:
    raise ImproperlyConfigured("TALENT_ENV is demo or production.")
IN_PRODUCTION = TALENT_ENV == "production"
TESTING = "pytest" in sys.modules

DEBUG = env.flag("DEBUG", default=False)
DEMO_SECRET = "demonstration-only-not-a-secret-0123456789-0123456789"
SECRET_KEY = env.text("SECRET_KEY", DEMO_SECRET)
# "<key id>:<base64 of 32 bytes>", the first one encrypts, all of them decrypt.
DEMO_FIELD_KEYS = "demo:ZGVtb25zdHJhdGlvbi1vbmx5LWZpZWxkLWtleS0wMDE="
TALENT_FIELD_KEYS = env.words("TALENT_FIELD_KEYS", DEMO_FIELD_KEYS)
DEMO_INDEX_KEY = "ZGVtb25zdHJhdGlvbi1vbmx5LWluZGV4LWtleS0wMDE="
TALENT_INDEX_KEY = env.text("TALENT_INDEX_KEY", DEMO_INDEX_KEY)
# The one password of the demonstration accounts; empty in service.
DEMO_PASSWORD = env.text("DEMO_PASSWORD", "" if IN_PRODUCTION else "daqing-demo-2026")
ALLOWED_HOSTS = env.words("ALLOWED_HOSTS", "" if IN_PRODUCTION else "*")
CSRF_TRUSTED_ORIGINS = env.words("CSRF_TRUSTED_ORIGINS")

if IN_PRODUCTION:
    unsafe = [
        name
        for name, is_unsafe in {
            "DEBUG": DEBUG,
            "SECRET_KEY": SECRET_KEY == DEMO_SECRET or len(SECRET_KEY) < 40,
            "TALENT_FIELD_KEYS": DEMO_FIELD_KEYS in TALENT_FIELD_KEYS,
            "TALENT_INDEX_KEY": TALENT_INDEX_KEY == DEMO_INDEX_KEY,
            "DEMO_PASSWORD": bool(DEMO_PASSWORD),
            "ALLOWED_HOSTS": not ALLOWED_HOSTS or "*" in ALLOWED_HOSTS,
            "DATABASE_URL": not env.text("DATABASE_URL"),
            "REDIS_URL": not env.text("REDIS_URL"),
        }.items()
        if is_unsafe
    ]
    if unsafe:
        raise ImproperlyConfigured(
            "Not safe for TALENT_ENV=production, set or remove: " + ", ".join(unsafe)
        )

# Applications, lowest layer first (tests/test_architecture.py holds the layers) -----
INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.postgres",
    "django.contrib.humanize",
    "axes",
    "crispy_forms",
    "crispy_bootstrap5",
    "csp",
    "django_htmx",
    "js_lib_bootstrap5",
    "apps.core",
    "apps.audit",
    "apps.accounts",
    "apps.workdays",
    "apps.notifications",
    "apps.jobs",
    "apps.documents",
    "apps.talents",
    "apps.commissioners",
    "apps.policies",
    "apps.applications",
    "apps.cases",
    "apps.subsidies",
    "apps.portal",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.middleware.gzip.GZipMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "apps.accounts.middleware.UserLanguageMiddleware",
    "django.contrib.auth.middleware.LoginRequiredMiddleware",
    "apps.accounts.middleware.PasswordChangeMiddleware",
    "apps.core.middleware.ClosedByDefaultMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "apps.core.middleware.HtmxLoginRedirectMiddleware",
    "apps.audit.middleware.RequestFactsMiddleware",
    "axes.middleware.AxesMiddleware",
]

ROOT_URLCONF = "talentsvc.urls"
WSGI_APPLICATION = "talentsvc.wsgi.application"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "apps.core.context.page_frame",
            ],
            "builtins": [
                "django.templatetags.i18n",
                "django.templatetags.static",
                "apps.core.templatetags.ui",
                "apps.workdays.templatetags.workdays",
            ],
        },
    }
]
CRISPY_ALLOWED_TEMPLATE_PACKS = ["bootstrap5"]
CRISPY_TEMPLATE_PACK = "bootstrap5"
FORM_RENDERER = "django.forms.renderers.TemplatesSetting"
INSTALLED_APPS.append("django.forms")

# Database -----------------------------------------------------------------------
DATABASE_URL = env.text("DATABASE_URL")


def database_from_url(url: str) -> dict:
    """postgresql://user:password@host:port/name; ``?host=/path`` for a Unix socket."""
    parts = urlsplit(url)
    if parts.scheme not in {"postgres", "postgresql"}:
        raise ImproperlyConfigured(
            "DATABASE_URL must name a PostgreSQL server (postgresql://…); "
            "no other database is supported."
        )
    query = {key: values[-1] for key, values in parse_qs(parts.query).items()}
    options = {"connect_timeout": 10}
    if "sslmode" in query:
        options["sslmode"] = query["sslmode"]
    if not TESTING:
        options["pool"] = {
            "min_size": 1,
            "max_size": env.number("DATABASE_POOL", 8),
            "timeout": 10,
        }
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": unquote(parts.path.lstrip("/")) or "talentsvc",
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": query.get("host") or parts.hostname or "",
        "PORT": str(parts.port or query.get("port", "")),
        "OPTIONS": options,
        "CONN_HEALTH_CHECKS": True,
    }


DATABASES = {
    "default": database_from_url(DATABASE_URL or "postgresql://127.0.0.1/talentsvc")
}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

# People who sign in -----------------------------------------------------------------
AUTH_USER_MODEL = "accounts.User"
AUTHENTICATION_BACKENDS = [
    "axes.backends.AxesStandaloneBackend",
    "apps.accounts.backends.UsernameOrPhoneBackend",
]
PASSWORD_HASHERS = [
    "django.contrib.auth.hashers.Argon2PasswordHasher",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
]
AUTH_PASSWORD_VALIDATORS = [
    {
        "NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator",
        "OPTIONS": {"user_attributes": ("username", "name", "email")},
    },
    {
        "NAME": "django.contrib.auth.password_validation.MinimumLengthValidator",
        "OPTIONS": {"min_length": 10},
    },
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.NumericPasswordValidator"},
]
CSRF_FAILURE_VIEW = "apps.core.views.csrf_failed"
LOGIN_URL = "accounts:login"
LOGIN_REDIRECT_URL = "core:home"
LOGOUT_REDIRECT_URL = "accounts:login"
SESSION_ENGINE = "django.contrib.sessions.backends.cached_db"
SESSION_COOKIE_AGE = env.number("SESSION_HOURS", 12) * 3600
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
CSRF_COOKIE_SAMESITE = "Lax"
AXES_FAILURE_LIMIT = 8
AXES_COOLOFF_TIME = 0.25  # hours
# Per account, wherever the attempts come from: offices share one address.
AXES_LOCKOUT_PARAMETERS = ["username"]
AXES_USERNAME_CALLABLE = "apps.accounts.backends.attempted_name"
AXES_RESET_ON_SUCCESS = True
# Else whoever goes on trying could keep somebody out for ever.
AXES_RESET_COOL_OFF_ON_FAILURE_DURING_LOCKOUT = False
AXES_LOCKOUT_TEMPLATE = "accounts/locked_out.html"
AXES_CLIENT_IP_CALLABLE = "apps.core.http.client_address"
AXES_VERBOSE = False
AXES_ENABLE_ADMIN = False

# In service: behind a proxy that ends TLS ---------------------------------------------
if IN_PRODUCTION:
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
    SECURE_SSL_REDIRECT = env.flag("SECURE_SSL_REDIRECT", default=True)
    SECURE_REDIRECT_EXEMPT = [r"^healthz$", r"^readyz$"]
    SECURE_HSTS_SECONDS = 31_536_000
    SECURE_HSTS_INCLUDE_SUBDOMAINS = True
    SECURE_HSTS_PRELOAD = True
    SESSION_COOKIE_SECURE = True
    CSRF_COOKIE_SECURE = True
# How many proxies of ours stand in front; the client's address is read past them.
TALENT_PROXIES = env.number("TALENT_PROXIES", 1 if IN_PRODUCTION else 0)
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "SAMEORIGIN"  # the review desk shows papers in a frame of its own
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [SELF],
        "img-src": [SELF, "data:", "blob:"],
        "object-src": [NONE],
        "base-uri": [NONE],
        "frame-ancestors": [SELF],
        "form-action": [SELF],
    }
}

# The city this installation serves, by GB/T 2260.
TALENT_CITY = env.text("TALENT_CITY", "230600")
# How often one person may look behind masked numbers in an hour.
TALENT_REVEALS_PER_HOUR = env.number("TALENT_REVEALS_PER_HOUR", 60)

# Time and language -----------------------------------------------------------------
LANGUAGE_CODE = "zh-hans"
LANGUAGES = [("zh-hans", _("Chinese")), ("en", _("English"))]
LOCALE_PATHS = sorted(path for path in (BASE_DIR / "locale").glob("*") if path.is_dir())
TIME_ZONE = "Asia/Shanghai"
USE_TZ = True
FORMAT_MODULE_PATH = ["talentsvc.formats"]

# Files -----------------------------------------------------------------------------
STATIC_URL = "static/"
STATIC_ROOT = Path(env.text("STATIC_ROOT") or TALENT_DATA / "static")
STATICFILES_DIRS = [BASE_DIR / "static"]
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {
        "BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"
        if TESTING or DEBUG
        else "whitenoise.storage.CompressedManifestStaticFilesStorage"
    },
}
WHITENOISE_USE_FINDERS = TESTING or DEBUG
# Source maps are for developers' tools only; compressing them took most of the time.
WHITENOISE_SKIP_COMPRESS_EXTENSIONS = (*Compressor.SKIP_COMPRESS_EXTENSIONS, "map")
# Uploaded papers: never under a public address, only through apps.documents.
MEDIA_ROOT = Path(env.text("TALENT_FILES") or TALENT_DATA / "files")
DATA_UPLOAD_MAX_MEMORY_SIZE = 5 * 1024 * 1024
FILE_UPLOAD_MAX_MEMORY_SIZE = 2 * 1024 * 1024
FILE_UPLOAD_PERMISSIONS = 0o600
FILE_UPLOAD_DIRECTORY_PERMISSIONS = 0o700
# A dotted path to scan(content) -> bool, e.g. apps.documents.clamav.scan; empty: none.
TALENT_FILE_SCANNER = env.text("TALENT_FILE_SCANNER")
TALENT_CLAMD = env.text("TALENT_CLAMD", "127.0.0.1:3310")

# The address that links in mails begin with.
TALENT_BASE_URL = env.text("TALENT_BASE_URL", "http://127.0.0.1:8000").rstrip("/")

# Mail ------------------------------------------------------------------------------
EMAIL_HOST = env.text("EMAIL_HOST")
EMAIL_PORT = env.number("EMAIL_PORT", 25)
EMAIL_HOST_USER = env.text("EMAIL_HOST_USER")
EMAIL_HOST_PASSWORD = env.text("EMAIL_HOST_PASSWORD")
EMAIL_USE_TLS = env.flag("EMAIL_USE_TLS", default=False)
EMAIL_TIMEOUT = 20
EMAIL_BACKEND = (
    "django.core.mail.backends.smtp.EmailBackend"
    if EMAIL_HOST
    else "django.core.mail.backends.filebased.EmailBackend"
)
EMAIL_FILE_PATH = TALENT_DATA / "mail"  # where mail goes while no EMAIL_HOST is set
DEFAULT_FROM_EMAIL = env.text("DEFAULT_FROM_EMAIL", "talentsvc <noreply@localhost>")

# Broker, cache, Celery ----------------------------------------------------------------
REDIS_URL = env.text("REDIS_URL") or "redis://127.0.0.1:6379/0"
CACHES = {
    "default": {
        "BACKEND": "apps.core.cache.ForgivingRedisCache",
        "LOCATION": REDIS_URL,
        "KEY_PREFIX": "talentsvc",
    }
}
CELERY_BROKER_URL = REDIS_URL
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_BROKER_TRANSPORT_OPTIONS = {
    "visibility_timeout": 3600,
    "max_retries": 0,  # of one publish; workers keep trying by their own settings
    "socket_timeout": 5,
    "socket_connect_timeout": 3,
}
CELERY_TASK_IGNORE_RESULT = True
CELERY_TASK_ACKS_LATE = True
CELERY_TASK_REJECT_ON_WORKER_LOST = True
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
CELERY_TASK_DEFAULT_QUEUE = "default"
# By kind of work: a long import must not keep a message waiting.  A worker without -Q
# listens to all of them.
CELERY_TASK_QUEUES = [Queue(name) for name in ("default", "mail", "jobs")]
CELERY_TASK_ROUTES = {
    "notifications.deliver": {"queue": "mail"},
    "notifications.sweep": {"queue": "mail"},
    "jobs.run_job": {"queue": "jobs"},  # unless its kind has a queue of its own
}
# A publish that finds no broker gives up at once: the outbox row is swept up later.
CELERY_TASK_PUBLISH_RETRY = False
CELERY_TIMEZONE = TIME_ZONE
CELERY_WORKER_HIJACK_ROOT_LOGGER = False
CELERY_BEAT_SCHEDULE_FILENAME = str(TALENT_DATA / "beat-schedule")
CELERY_BEAT_SCHEDULE: dict = {}  # apps add their own: see apps.core.schedule

# Logging ---------------------------------------------------------------------------
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {
        "line": {"format": "{asctime} {levelname} {name} {message}", "style": "{"}
    },
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["console"], "level": env.text("LOG_LEVEL", "INFO")},
    "loggers": {
        "django.security.DisallowedHost": {"level": "CRITICAL"},
        "axes": {"level": "WARNING"},
        "fontTools": {"level": "WARNING"},
    },
}
SILENCED_SYSTEM_CHECKS = [
    "security.W019",  # X_FRAME_OPTIONS is SAMEORIGIN on purpose, see above
    "axes.W006",  # counting per address would lock out whole offices behind one
]
