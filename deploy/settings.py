"""One settings file, read from the environment, safe when nothing is set."""

from datetime import timedelta
from pathlib import Path
from typing import Any

from deploy import environment

BASE_DIR = Path(__file__).resolve().parent.parent
# Everything the portal writes: databases, keys, queue, anchors. Never in git.
VAR = Path(environment.text("INTAKT_VAR", str(BASE_DIR / "var"))).resolve()
VAR.mkdir(mode=0o700, parents=True, exist_ok=True)

VERSION = "0.1.0"

DEMO = environment.flag("INTAKT_DEMO")
DEBUG = environment.flag("INTAKT_DEBUG")
# Says that people are served here, even where the address is not https yet.
PRODUCTION = environment.flag("INTAKT_PRODUCTION")
SECRET_KEY = environment.text("INTAKT_SECRET_KEY", "insecure-set-INTAKT_SECRET_KEY")
KEY_FILE = Path(environment.text("INTAKT_KEY_FILE", str(VAR / "keys" / "kek.json")))
# An HSM may keep keys instead of that file, which then only names them.
PKCS11_MODULE = environment.text("INTAKT_PKCS11_MODULE")
PKCS11_TOKEN = environment.text("INTAKT_PKCS11_TOKEN")
PKCS11_PIN = environment.text("INTAKT_PKCS11_PIN")
# Argon2id for members' keys: memory in KiB, passes, lanes (a quarter of a second).
MEMBER_KEY_COST = (64 * 1024, 3, 4)
SITE_URL = environment.text("INTAKT_SITE_URL", "http://localhost:8000").rstrip("/")
SECURE = SITE_URL.startswith("https://")
ALLOWED_HOSTS = environment.words("INTAKT_HOSTS", "localhost,127.0.0.1,[::1]")
CSRF_TRUSTED_ORIGINS = [SITE_URL]
# Over https no other host, not even one of the same practice, sets our cookies.
COOKIE_PREFIX = "__Host-" if SECURE else ""

INSTALLED_APPS = [
    "deploy",
    "privacy",
    "intake",
    "consent",
    "patients",
    "accounts",
    "outbox",
    "audit",
    "crypto",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.forms",
    "django_otp",
    "axes",
]

MIDDLEWARE = [
    "deploy.middleware.ContentSecurityPolicy",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django_otp.middleware.OTPMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "accounts.middleware.ClosedByDefault",
    "axes.middleware.AxesMiddleware",
]

ROOT_URLCONF = "deploy.urls"
WSGI_APPLICATION = "deploy.wsgi.application"
APPEND_SLASH = True

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": False,
        "OPTIONS": {
            "loaders": [
                (
                    "django.template.loaders.cached.Loader",
                    [
                        "django.template.loaders.filesystem.Loader",
                        # Django's own form widgets, where we have no better one.
                        "django.template.loaders.app_directories.Loader",
                    ],
                )
            ],
            "context_processors": [
                "django.template.context_processors.request",
                "django.template.context_processors.i18n",
                "django.contrib.messages.context_processors.messages",
                "accounts.context.frame",
            ],
            "builtins": ["django.templatetags.i18n", "django.templatetags.static"],
        },
    }
]
FORM_RENDERER = "django.forms.renderers.TemplatesSetting"

# --- Data -----------------------------------------------------------------
DATABASES = {
    "default": environment.database("INTAKT_DATABASE", VAR / "intakt.sqlite3"),
    "keys": environment.database("INTAKT_KEYS_DATABASE", VAR / "keys.sqlite3"),
}
DATABASE_ROUTERS = ["deploy.routers.KeysApart"]
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
# Chained log heads are anchored here, outside the database (DESIGN §6).
ANCHORS = VAR / "anchors"
# What was destroyed stays so, whatever is restored (DESIGN §12).
LEDGER = Path(environment.text("INTAKT_LEDGER", str(VAR / "ledger" / "shredded.jsonl")))
# Where backups go, if anywhere; those of the keys are kept for a short time.
BACKUPS = environment.folder("INTAKT_BACKUPS")
BACKUP_DAYS = environment.number("INTAKT_BACKUP_DAYS", 35)
KEY_BACKUP_DAYS = environment.number("INTAKT_KEY_BACKUP_DAYS", 7)
# Drills: their reports, and while one runs its scratch databases.
DRILLS = VAR / "drills"
# On PostgreSQL, a role that may make and drop databases for a drill.
SCRATCH = environment.text("INTAKT_SCRATCH")
# Lies here from the first change of a restore until its last.
RESTORING = VAR / "restoring"

# --- Language and time ------------------------------------------------------
LANGUAGE_CODE = "nl"
LANGUAGES = [("nl", "Nederlands"), ("en", "English")]
LOCALE_PATHS = [BASE_DIR / "locale"]
LANGUAGE_COOKIE_NAME = f"{COOKIE_PREFIX}language"
LANGUAGE_COOKIE_AGE = 60 * 60 * 24 * 182  # COM-05: six months
LANGUAGE_COOKIE_HTTPONLY = True
LANGUAGE_COOKIE_SAMESITE = "Lax"
LANGUAGE_COOKIE_SECURE = SECURE
TIME_ZONE = "Europe/Amsterdam"
USE_TZ = True

# --- Signing in -------------------------------------------------------------
AUTH_USER_MODEL = "accounts.Account"
AUTHENTICATION_BACKENDS = [
    "axes.backends.AxesStandaloneBackend",
    "accounts.backends.EmailBackend",
]
PASSWORD_HASHERS = ["django.contrib.auth.hashers.Argon2PasswordHasher"]
AUTH_PASSWORD_VALIDATORS = [
    {
        "NAME": "django.contrib.auth.password_validation.MinimumLengthValidator",
        "OPTIONS": {"min_length": 12},
    },
    {"NAME": "accounts.passwords.KnownPasswordValidator"},
    {"NAME": "accounts.passwords.ContextWordsValidator"},
    {"NAME": "accounts.passwords.MaximumLengthValidator"},
]
LOGIN_URL = "accounts:sign_in"
LOGIN_REDIRECT_URL = "/werk/"
SESSION_ENGINE = "accounts.sessions"
SESSION_COOKIE_NAME = f"{COOKIE_PREFIX}session"
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_SECURE = SECURE
SESSION_COOKIE_AGE = 60 * 60 * 12
SESSION_EXPIRE_AT_BROWSER_CLOSE = True
# The default message storage sets a cookie of its own (DESIGN §4).
MESSAGE_STORAGE = "django.contrib.messages.storage.session.SessionStorage"
CSRF_COOKIE_NAME = f"{COOKIE_PREFIX}csrftoken"
CSRF_COOKIE_HTTPONLY = True
CSRF_COOKIE_SAMESITE = "Lax"
CSRF_COOKIE_SECURE = SECURE
CSRF_COOKIE_AGE = None
CSRF_FAILURE_VIEW = "deploy.errors.csrf_failure"

# django-axes: counts failed sign-ins per (pseudonym, address). Its log would
# keep whatever else was posted, so every value is masked (TECH §3).
AXES_LOCKOUT_PARAMETERS = [["username", "ip_address"]]
AXES_FAILURE_LIMIT = 10
AXES_COOLOFF_TIME = timedelta(minutes=15)
AXES_RESET_ON_SUCCESS = True
AXES_DISABLE_ACCESS_LOG = True
AXES_USERNAME_CALLABLE = "accounts.lockout.pseudonym"
AXES_CLIENT_IP_CALLABLE = "accounts.lockout.address"
AXES_LOCKOUT_CALLABLE = "accounts.lockout.locked_out"
AXES_SENSITIVE_PARAMETERS = ["username", "ip_address", "password", "email", "next"]
AXES_VERBOSE = False

# --- Transport --------------------------------------------------------------
SECURE_SSL_REDIRECT = SECURE
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if SECURE else None
SECURE_HSTS_SECONDS = 60 * 60 * 24 * 365 if SECURE else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = True
SECURE_HSTS_PRELOAD = True
# Whoever watches the health page knocks from inside, without TLS.
SECURE_REDIRECT_EXEMPT = [r"^gezond/$"]
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
# The shape of Django 6's own setting; deploy.middleware serves it until then.
SECURE_CSP = {
    "default-src": ["'none'"],
    "script-src": ["'self'"],
    "style-src": ["'self'"],
    "img-src": ["'self'"],
    "font-src": ["'self'"],
    "connect-src": ["'self'"],
    "form-action": ["'self'"],
    "base-uri": ["'none'"],
    "object-src": ["'none'"],
    "frame-ancestors": ["'none'"],
    "manifest-src": ["'self'"],
}
# Nothing here needs a device, a place or a payment handler.
PERMISSIONS_POLICY: dict[str, list[str]] = {
    feature: []
    for feature in (
        "accelerometer",
        "browsing-topics",
        "camera",
        "display-capture",
        "geolocation",
        "gyroscope",
        "magnetometer",
        "microphone",
        "midi",
        "payment",
        "usb",
    )
}
DATA_UPLOAD_MAX_MEMORY_SIZE = 2_500_000
DATA_UPLOAD_MAX_NUMBER_FIELDS = 2_000
DATA_UPLOAD_MAX_NUMBER_FILES = 1
FILE_UPLOAD_HANDLERS = ["deploy.uploads.InMemory"]

# --- Static files -----------------------------------------------------------
STATIC_URL = "/static/"
STATICFILES_DIRS = [BASE_DIR / "static"]
STATIC_ROOT = VAR / "static"
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {
        "BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"
    },
}

# --- Mail -------------------------------------------------------------------
# demo: messages are shown in the portal's own outbox page; smtp: sent.
OUTBOX_DELIVERY = environment.text("INTAKT_MAIL", "demo" if DEMO else "smtp")
EMAIL_HOST = environment.text("INTAKT_SMTP_HOST", "localhost")
EMAIL_PORT = environment.number("INTAKT_SMTP_PORT", 587)
EMAIL_HOST_USER = environment.text("INTAKT_SMTP_USER")
EMAIL_HOST_PASSWORD = environment.text("INTAKT_SMTP_PASSWORD")
EMAIL_USE_TLS = environment.flag("INTAKT_SMTP_TLS", default=True)
EMAIL_TIMEOUT = 20
DEFAULT_FROM_EMAIL = environment.text("INTAKT_MAIL_FROM", "portaal@localhost")

# --- Queue ------------------------------------------------------------------
CELERY_BROKER_URL = environment.text("INTAKT_BROKER", "fsatomic://localhost")
CELERY_QUEUE_FOLDER = VAR / "queue"
CELERY_BROKER_TRANSPORT_OPTIONS = {
    "folder": str(CELERY_QUEUE_FOLDER),
    "polling_interval": 0.2,
    # Waking a worker is a nudge: a page does not wait for a broker that is away.
    "max_retries": 0,
    "socket_connect_timeout": 1,
}
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
# Arguments are ids: JSON cannot smuggle more. Results are rows, not messages.
CELERY_ACCEPT_CONTENT = ["json"]
CELERY_TASK_SERIALIZER = "json"
CELERY_TASK_IGNORE_RESULT = True
# A task may run twice and must not be lost with its worker.
CELERY_TASK_ACKS_LATE = True
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
# Nobody steers the workers from afar; a folder could not broadcast anyway.
CELERY_WORKER_ENABLE_REMOTE_CONTROL = False
# A job that was lent something goes to the one worker that it was lent to.
CELERY_WORKER_DIRECT = True
CELERY_TIMEZONE = TIME_ZONE

# --- Log --------------------------------------------------------------------
LOGGING: dict[str, Any] = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"()": "deploy.logs.JsonLine"}},
    "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["stderr"], "level": "INFO"},
    "loggers": {
        # Django's own handlers (console, mail to admins) go: one log, one form.
        "django": {"handlers": [], "level": "INFO", "propagate": True},
        # axes names addresses of visitors; its rows are the record.
        "axes": {"level": "ERROR"},
        # One line a task every ten seconds says nothing.
        "celery": {"level": "WARNING"},
        "kombu": {"level": "WARNING"},
    },
}

SILENCED_SYSTEM_CHECKS: list[str] = []
