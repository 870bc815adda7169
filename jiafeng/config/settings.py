"""Settings. Production by default; what differs between deployments comes from the data folder or the environment (config.folder)."""

from __future__ import annotations

from importlib.util import find_spec
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import dj_database_url
from csp.constants import NONE, SELF
from django.core.exceptions import ImproperlyConfigured
from django.utils.translation import gettext_lazy as _

from jiafeng import sqlite_way
from jiafeng.config import folder

PACKAGE = Path(__file__).resolve().parent.parent
DATA = folder.path()
PRIVATE = DATA / "private"
_given = folder.read_settings()


def _flag(name: str) -> bool:
    return str(_given.get(name, "")).lower() in ("1", "true", "yes", "on")


DEBUG = False
ROLES = {
    "county_staff",
    "partner_staff",
    "unit_coordinator",
    "volunteer",
    "auditor",
    "administrator",
}  # accounts.models.Role, not loaded yet
SECRET_KEY = folder.secret("secret_key")
# What opens telephone and identity numbers (common.sealing); made with the database, never made anew beside one.
SEALING_KEYS = DATA / "secrets" / "people_keys.json"

# Where the site is reached. https (the default) turns on every protection that needs it; a plain county LAN says http:// and goes without.
PUBLIC_URL = str(_given.get("public_url", "https://localhost")).rstrip("/")
_public = urlsplit(PUBLIC_URL)
_https = _public.scheme == "https"
ALLOWED_HOSTS = [_public.hostname or "localhost", "localhost", "127.0.0.1", "[::1]", *str(_given.get("allowed_hosts", "")).split()]
CSRF_TRUSTED_ORIGINS = [PUBLIC_URL]
# Where the source of this build is to be had (AGPL-3.0, section 13); without it, from the site itself.
SOURCE_URL = str(_given.get("source_url", ""))
PROXY_COUNT = int(_given.get("proxy_count", 0))

INSTALLED_APPS = [
    "jiafeng.common",
    "jiafeng.ground.lists",
    "jiafeng.ground.records",
    "jiafeng.ground.jobs",
    "jiafeng.ground.sms",
    "jiafeng.ground.notices",
    "jiafeng.ground.units",
    "jiafeng.ground.accounts",
    "jiafeng.ground.people",
    "jiafeng.ground.links",
    "jiafeng.ground.papers",
    "jiafeng.programme.plans",
    "jiafeng.programme.drives",
    "jiafeng.programme.events",
    "jiafeng.programme.letters",
    "jiafeng.programme.pictures",
    "jiafeng.programme.deskcards",
    "jiafeng.programme.pledges",
    "jiafeng.programme.awards",
    "jiafeng.reporting.figures",
    "jiafeng.reporting.bulletins",
    "jiafeng.front.portal",
    "jiafeng.front.desk",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.forms",
    "treebeard",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "csp",
    "django_htmx",
    "django_tasks",
    "django_tasks_db",
]

MIDDLEWARE = [
    "jiafeng.config.middleware.told_without_secrets",
    "jiafeng.config.middleware.visitors_address",
    "django.middleware.security.SecurityMiddleware",
    "csp.middleware.CSPMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "jiafeng.common.heads.as_get",
    "jiafeng.config.middleware.full_disk",
    "jiafeng.config.middleware.explained",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "jiafeng.config.middleware.ChosenLanguage",
    "jiafeng.config.middleware.no_nul",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "jiafeng.config.middleware.kept_by_nobody",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "jiafeng.config.middleware.idle",
    "jiafeng.config.middleware.first_things_first",
]

ROOT_URLCONF = "jiafeng.config.urls"
WSGI_APPLICATION = "jiafeng.config.wsgi.application"
FORM_RENDERER = "jiafeng.common.widgets.Renderer"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [PACKAGE / "templates"],
        "OPTIONS": {
            "loaders": [
                (
                    "jiafeng.common.templates.Loader",
                    [f"django.template.loaders.{kind}.Loader" for kind in ("filesystem", "app_directories")],
                )
            ],
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "jiafeng.config.context.site",
            ],
        },
    }
]

# Database. SQLite in the data folder by default, PostgreSQL by `database_url`.
SQLITE_OPTIONS: dict[str, Any] = {
    "transaction_mode": "IMMEDIATE",
    "timeout": 20,
    # FULL: a write that was acknowledged survives a power cut, at the price of one fsync a transaction.
    "init_command": f"PRAGMA journal_mode={sqlite_way()};PRAGMA synchronous=FULL;PRAGMA cache_size=-16000;PRAGMA temp_store=MEMORY",
}
# A pooler that changes servers between transactions keeps no cursor and no prepared statement from one to the next (ADR 0037).
DATABASE_POOLER = str(_given.get("database_pooler", ""))
if DATABASE_POOLER not in ("", "transaction"):
    raise ImproperlyConfigured(f"database_pooler is “{DATABASE_POOLER}”; it can be transaction, or be left out")
# pg_dump leaves its own search path on the connection, which a pooler would hand to the next client.
DATABASE_DIRECT_URL = str(_given.get("database_direct_url", ""))
if _given.get("database_url"):
    DATABASES = {"default": dj_database_url.parse(str(_given["database_url"]), conn_health_checks=True)}
    if DATABASES["default"]["ENGINE"] == "django.db.backends.postgresql":
        # Each thread that works keeps its connection, as on SQLite: a pool would hand round as many.
        DATABASES["default"] |= {
            "ENGINE": "jiafeng.common.postgresql",
            "CONN_MAX_AGE": None,
            "DISABLE_SERVER_SIDE_CURSORS": DATABASE_POOLER == "transaction",
        }
else:
    DATABASES = {
        "default": {
            "ENGINE": "django.db.backends.sqlite3",
            "NAME": str(DATA / "jiafeng.sqlite3"),
            "OPTIONS": SQLITE_OPTIONS,
            "CONN_MAX_AGE": None,
        }
    }
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

# Shared between processes: figures for some minutes. What must not be forgotten, such as a limit's counters, has tables of its own.
CACHES = {"default": {"BACKEND": "django.core.cache.backends.db.DatabaseCache", "LOCATION": "jiafeng_cache"}}
if _given.get("cache_url"):
    CACHES = {"default": {"BACKEND": "django.core.cache.backends.redis.RedisCache", "LOCATION": str(_given["cache_url"])}}

# Background work waits in the database, whose workers look for it; with `celery_url` they are woken through Redis or Valkey.
CELERY_URL = str(_given.get("celery_url", ""))
if CELERY_URL and find_spec("celery") is None:
    raise ImproperlyConfigured("celery_url is set, but Celery is not installed: pip install 'jiafeng[celery]'")
_tasks = (
    "jiafeng.ground.jobs.jobs.celery.CeleryBackend" if CELERY_URL else str(_given.get("tasks_backend", "django_tasks_db.DatabaseBackend"))
)
TASKS: dict[str, dict[str, Any]] = {"default": {"BACKEND": _tasks, "QUEUES": []}}

# Text messages: `console` (the server's log), `http` (a gateway of the county's choice) or `memory` (tests); see docs/operate.md.
SMS_BACKEND = str(_given.get("sms_backend", "console"))
SMS_URL = str(_given.get("sms_url", ""))
SMS_KEY = str(_given.get("sms_key", ""))
SMS_SECRET = str(_given.get("sms_secret", ""))
if SMS_BACKEND not in ("console", "http", "memory"):
    raise ImproperlyConfigured(f"sms_backend is “{SMS_BACKEND}”; it can be console or http")
if SMS_BACKEND == "http" and not (SMS_SECRET and SMS_URL.startswith(("https://", "http://127.0.0.1", "http://localhost"))):
    raise ImproperlyConfigured("sms_backend http needs sms_secret, and an sms_url that begins with https://")
SMS_COUNTY_DAY = int(_given.get("sms_county_day", 5000))
# How many workers share one run of desk cards; as many as the deployment starts.
CARD_WORKERS = int(_given.get("card_workers", 1))
# How many rows a roster of people has at most.
IMPORT_ROWS = int(_given.get("import_rows", 100_000))

# Accounts
AUTH_USER_MODEL = "accounts.User"
AUTHENTICATION_BACKENDS = [
    "django.contrib.auth.backends.ModelBackend",
]
PASSWORD_HASHERS = ["jiafeng.common.hashing.PatientHasher"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "jiafeng.config.passwords.LengthValidator", "OPTIONS": {"min_length": 10}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.NumericPasswordValidator"},
    {"NAME": "jiafeng.config.passwords.EverydayPasswordValidator"},
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "desk:home"
LOGOUT_REDIRECT_URL = "portal:home"
ACCOUNT_ADAPTER = "jiafeng.config.adapter.ClosedSignup"
ACCOUNT_LOGIN_METHODS = {"username"}
ACCOUNT_SIGNUP_FIELDS = ["username*", "password1*"]
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_USER_MODEL_EMAIL_FIELD = None
ACCOUNT_SESSION_REMEMBER = False
ACCOUNT_LOGOUT_ON_GET = False
ACCOUNT_LOGOUT_REDIRECT_URL = "/"
ACCOUNT_RATE_LIMITS = False  # its counters would lie in the cache; ours are in the database (config.adapter, accounts.forms)
ACCOUNT_FORMS = {"change_password": "jiafeng.ground.accounts.forms.ChangePasswordForm"}  # nosec B105 # the name of a form
MFA_FORMS = {
    "authenticate": "jiafeng.ground.accounts.forms.AuthenticateForm",
    "reauthenticate": "jiafeng.ground.accounts.forms.ReauthenticateForm",
}
MFA_SUPPORTED_TYPES = ["totp", "recovery_codes"]
MFA_TOTP_ISSUER = "Jiafeng"
# Who signs in with a second factor besides administrators, by the names of roles.
SECOND_FACTOR_ROLES = str(_given.get("second_factor", "county_staff partner_staff")).split()
if unknown := set(SECOND_FACTOR_ROLES) - ROLES:
    raise ImproperlyConfigured(f"second_factor names {', '.join(sorted(unknown))}; roles are {', '.join(sorted(ROLES))}")

# Sessions and forms
SESSION_ENGINE = "jiafeng.config.sessions"
SESSION_COOKIE_AGE = 8 * 3600
IDLE_SECONDS = round(float(_given.get("idle_minutes", 30)) * 60)
# However busy somebody is: longer than any working day, and what NIST SP 800-63B has for two factors.
LONGEST_SECONDS = 12 * 3600
# With the prefix a browser takes the cookie from this host alone, over https, for every path: no neighbour on a subdomain can plant one.
_host = "__Host-" if _https else ""
SESSION_COOKIE_NAME = f"{_host}sessionid"
CSRF_COOKIE_NAME = f"{_host}csrftoken"
LANGUAGE_COOKIE_NAME = f"{_host}django_language"
SESSION_COOKIE_SECURE = _https
CSRF_COOKIE_SECURE = _https
CSRF_COOKIE_HTTPONLY = True
CSRF_FAILURE_VIEW = "jiafeng.config.errors.csrf_failed"
LANGUAGE_COOKIE_SECURE = _https
LANGUAGE_COOKIE_HTTPONLY = True
MESSAGE_STORAGE = "django.contrib.messages.storage.session.SessionStorage"

# What browsers are told
SECURE_SSL_REDIRECT = _https
SECURE_REDIRECT_EXEMPT = [r"^healthz$"]
SECURE_HSTS_SECONDS = 31536000 if _https else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = _https
# Off: with the word "preload" anybody may have the address built into browsers for good, which is for the owner of the domain to decide.
SECURE_HSTS_PRELOAD = False
SILENCED_SYSTEM_CHECKS = ["security.W021"]
SECURE_REFERRER_POLICY = "same-origin"
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if _flag("behind_proxy") else None
X_FRAME_OPTIONS = "DENY"
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [SELF],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF, "data:", "blob:"],
        "worker-src": [SELF, "blob:"],
        "object-src": [NONE],
        "base-uri": [NONE],
        "form-action": [SELF],
        "frame-ancestors": [NONE],
    }
}

# Language and time
LANGUAGE_CODE = "zh-hans"
LANGUAGES = [("zh-hans", _("Simplified Chinese")), ("en", _("English"))]
USE_I18N = True
USE_TZ = True
TIME_ZONE = "Asia/Shanghai"
# The words of the shells and components, and of the frame; each room has its own.
LOCALE_PATHS = [PACKAGE / part / "locale" for part in ("templates", "config", "library/sheets", "library/press", "library/ink")]

# Files
STATIC_URL = "/static/"
STATIC_ROOT = DATA / "static"
STATICFILES_DIRS = [PACKAGE / "static"]
STORAGES = {
    "default": {"BACKEND": "jiafeng.ground.records.actions.KeptStorage", "OPTIONS": {"location": PRIVATE, "file_permissions_mode": 0o600}},
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}
WHITENOISE_KEEP_ONLY_HASHED_FILES = True  # nothing asks for a file by its plain name, and compressing takes longer than all else of a start
WHITENOISE_ALLOW_ALL_ORIGINS = False  # nobody else's pages are made of our files
WHITENOISE_MIMETYPES = {".svg": "image/svg+xml; charset=utf-8"}
FILE_UPLOAD_MAX_MEMORY_SIZE = 1024 * 1024
FILE_UPLOAD_PERMISSIONS = 0o600
FILE_UPLOAD_DIRECTORY_PERMISSIONS = 0o700
DATA_UPLOAD_MAX_MEMORY_SIZE = 4 * 1024 * 1024
DATA_UPLOAD_MAX_NUMBER_FIELDS = 2000
EVIDENCE_MAX_BYTES = 60 * 1024 * 1024

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"()": "jiafeng.config.logs.Line", "fmt": "%(asctime)s %(levelname)s %(name)s %(message)s"}},
    "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["stderr"], "level": "WARNING"},
    "loggers": {"jiafeng": {"level": "INFO"}},
}
