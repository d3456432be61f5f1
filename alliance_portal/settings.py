"""One module, read from the environment.

Unset variables give the embedded default: SQLite, jobs on Celery's file transport, mail kept in a mailbox page,
files in ``PORTAL_DATA``. ``.env.example`` names every variable.
"""

import secrets
from email.utils import formataddr
from pathlib import Path
from urllib.parse import urlsplit

import environ
from celery.schedules import crontab
from csp.constants import NONE, SELF
from django.utils.translation import gettext_lazy as _

BASE_DIR = Path(__file__).resolve().parent.parent
env = environ.Env()
if env.str("PORTAL_ENV_FILE", ""):
    environ.Env.read_env(env.str("PORTAL_ENV_FILE"))

PORTAL_DATA = Path(env.str("PORTAL_DATA", str(BASE_DIR / "var"))).absolute()
PORTAL_DATA.mkdir(parents=True, exist_ok=True)


def _secret_key():
    """The key of the environment, or one made once and kept, readable by its owner only, in ``PORTAL_DATA``."""
    if value := env.str("SECRET_KEY", ""):
        return value
    path = PORTAL_DATA / "secret_key"
    if not path.exists():
        path.touch(mode=0o600)
        path.write_text(secrets.token_urlsafe(64))
    return path.read_text().strip()


SECRET_KEY = _secret_key()
SECRET_KEY_FALLBACKS = env.list("SECRET_KEY_FALLBACKS", default=[])
DEBUG = env.bool("DEBUG", False)
PORT = env.int("PORT", 8000)
PORTAL_URL = env.str("PORTAL_URL", f"http://127.0.0.1:{PORT}").rstrip("/")
PORTAL_HTTPS = PORTAL_URL.startswith("https://")
PORTAL_DEMO = env.bool("PORTAL_DEMO", False)
PORTAL_EMBEDDED = not env.str("DATABASE_URL", "")
ALLOWED_HOSTS = env.list("ALLOWED_HOSTS", default=[urlsplit(PORTAL_URL).hostname, "127.0.0.1", "localhost"])
CSRF_TRUSTED_ORIGINS = [PORTAL_URL]

INSTALLED_APPS = [
    "django.contrib.admin",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.humanize",
    "django.contrib.messages",
    "django.contrib.sessions",
    "django.contrib.staticfiles",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "auditlog",
    "crispy_forms",
    "crispy_bootstrap5",
    "csp",
    "django_filters",
    "django_htmx",
    "django_tables2",
    "rules.apps.AutodiscoverRulesConfig",
    "common",
    "accounts",
    "competencies",
    "associations",
    "endorsement",
    "alliance_portal.apps.PortalConfig",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "alliance_portal.languages.LanguageMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "accounts.middleware.PersonMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "csp.middleware.CSPMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "accounts.middleware.SecondFactorMiddleware",
    "auditlog.middleware.AuditlogMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "common.addresses.PlainAddressMiddleware",
]

ROOT_URLCONF = "alliance_portal.urls"
WSGI_APPLICATION = "alliance_portal.wsgi.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.debug",
                "django.template.context_processors.request",
                "django.template.context_processors.i18n",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "csp.context_processors.nonce",
                "alliance_portal.nav.navigation",
                "alliance_portal.languages.language",
            ],
            "builtins": ["django.templatetags.i18n", "django.templatetags.static", "common.templatetags.ui"],
        },
    }
]

if PORTAL_DEMO:
    TEMPLATES[0]["OPTIONS"]["context_processors"].append("alliance_portal.demo.context.roles")

# Figures and reasons of the SQLite options: docs/operations.md, "SQLite".
_SQLITE_OPTIONS = {
    "transaction_mode": "IMMEDIATE",
    "timeout": 20,
    "init_command": "PRAGMA journal_mode=WAL;PRAGMA synchronous=NORMAL;PRAGMA cache_size=-16000;"
    "PRAGMA mmap_size=134217728;PRAGMA temp_store=MEMORY;",
}
DATABASES = {"default": env.db_url("DATABASE_URL", f"sqlite:///{PORTAL_DATA / 'portal.sqlite3'}")}
if DATABASES["default"]["ENGINE"].endswith("sqlite3"):
    DATABASES["default"]["OPTIONS"] = _SQLITE_OPTIONS
else:
    DATABASES["default"]["CONN_MAX_AGE"] = env.int("CONN_MAX_AGE", 60)
    DATABASES["default"]["CONN_HEALTH_CHECKS"] = True
    # Compiling a query costs more than running it: 130 of 190 ms for a page of the queue at 20,000 applications.
    DATABASES["default"].setdefault("OPTIONS", {}).setdefault("options", "-c jit=off")
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

# People and sign-in
AUTH_USER_MODEL = "accounts.User"
# Addresses are unique by a constraint over their lower case, which is stronger than unique=True.
SILENCED_SYSTEM_CHECKS = ["auth.W004"]
AUTHENTICATION_BACKENDS = [
    "rules.permissions.ObjectPermissionBackend",
    "django.contrib.auth.backends.ModelBackend",
    "allauth.account.auth_backends.AuthenticationBackend",
]
PASSWORD_HASHERS = [
    "django.contrib.auth.hashers.Argon2PasswordHasher",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": f"django.contrib.auth.password_validation.{name}"}
    for name in ("UserAttributeSimilarityValidator", "MinimumLengthValidator", "CommonPasswordValidator")
]
AUTH_PASSWORD_VALIDATORS[1]["OPTIONS"] = {"min_length": 10}
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "home"
ACCOUNT_ADAPTER = "accounts.adapter.AccountAdapter"
MFA_ADAPTER = "accounts.adapter.SecondFactorAdapter"
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*"]
ACCOUNT_SIGNUP_FORM_CLASS = "accounts.forms.SignupForm"
ACCOUNT_FORMS = {"signup": "accounts.entry_forms.SignUp", "add_email": "accounts.entry_forms.AddAddress"}
ACCOUNT_EMAIL_NOTIFICATIONS = True
ACCOUNT_EMAIL_VERIFICATION = "mandatory"
ACCOUNT_EMAIL_SUBJECT_PREFIX = ""
ACCOUNT_CONFIRM_EMAIL_ON_GET = False  # mail scanners open links before people do
ACCOUNT_LOGIN_ON_EMAIL_CONFIRMATION = False
ACCOUNT_PREVENT_ENUMERATION = True
ACCOUNT_LOGOUT_ON_GET = False
ACCOUNT_SESSION_REMEMBER = True
ACCOUNT_REAUTHENTICATION_REQUIRED = True
ACCOUNT_RATE_LIMITS = {"login_failed": "10/m/ip,5/5m/key"}
ALLAUTH_TRUSTED_PROXY_COUNT = 1 if env.bool("BEHIND_PROXY", False) else 0
# Signing in needs a confirmed address anyhow; a further one may wait for its confirmation.
MFA_ALLOW_UNVERIFIED_EMAIL = True
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_TOTP_ISSUER = "Alliance Portal"
MFA_TOTP_TOLERANCE = 1  # a code typed slowly, or on a phone whose clock is a little off, is still right
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = not PORTAL_HTTPS

# Transport
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = LANGUAGE_COOKIE_SECURE = PORTAL_HTTPS
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_AGE = 14 * 24 * 3600
SECURE_SSL_REDIRECT = PORTAL_HTTPS and env.bool("SECURE_SSL_REDIRECT", True)
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if env.bool("BEHIND_PROXY", False) else None
SECURE_HSTS_SECONDS = env.int("SECURE_HSTS_SECONDS", 31536000 if PORTAL_HTTPS else 0)
SECURE_HSTS_INCLUDE_SUBDOMAINS = SECURE_HSTS_PRELOAD = PORTAL_HTTPS
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF, "data:"],
        "font-src": [SELF],
        "connect-src": [SELF],
        "form-action": [SELF],
        "frame-src": [SELF],
        "frame-ancestors": [NONE],
        "base-uri": [NONE],
        "object-src": [NONE],
        "manifest-src": [SELF],
    }
}

# Words
LANGUAGE_CODE = "en"
LOCALE_PATHS = [BASE_DIR / "locale"]
# Offered once its words are here: Django's own Spanish between our English would help nobody.
LANGUAGES = [
    (code, name)
    for code, name in (("en", _("English")), ("es", _("Spanish")))
    if code == LANGUAGE_CODE or (LOCALE_PATHS[0] / code / "LC_MESSAGES" / "django.po").exists()
]
# Letters are translated as a whole or not at all.
LETTER_LANGUAGES = [("en", _("English"))]
LANGUAGE_COOKIE_AGE = 365 * 24 * 3600
LANGUAGE_COOKIE_HTTPONLY = True
LANGUAGE_COOKIE_SAMESITE = "Lax"
TIME_ZONE = env.str("PORTAL_TIME_ZONE", "UTC")  # where no association names one
USE_TZ = True
CRISPY_ALLOWED_TEMPLATE_PACKS = CRISPY_TEMPLATE_PACK = "bootstrap5"
CRISPY_FAIL_SILENTLY = False
DJANGO_TABLES2_TEMPLATE = "common/table.html"

# Files: static ones hashed and compressed, private ones never under a public address.
STATIC_URL = "/static/"
STATIC_ROOT = PORTAL_DATA / "static"
STATICFILES_DIRS = [BASE_DIR / "static"]
UPLOAD_MAX_BYTES = 10 * 1024 * 1024
DATA_UPLOAD_MAX_MEMORY_SIZE = 5 * 1024 * 1024
DATA_UPLOAD_MAX_NUMBER_FIELDS = 5000


def _private_storage():
    """``STORAGE_URL``: ``s3://KEY:SECRET@endpoint-host[:port]/bucket[?region=..&tls=0]``, or unset for a folder."""
    url = env.str("STORAGE_URL", "")
    if not url:
        return {
            "BACKEND": "django.core.files.storage.FileSystemStorage",
            "OPTIONS": {"location": PORTAL_DATA / "files", "base_url": None},
        }
    parts = urlsplit(url)
    query = dict(pair.split("=", 1) for pair in parts.query.split("&") if pair)
    host = parts.hostname + (f":{parts.port}" if parts.port else "")
    return {
        "BACKEND": "storages.backends.s3.S3Storage",
        "OPTIONS": {
            "bucket_name": parts.path.strip("/"),
            "endpoint_url": f"{'http' if query.get('tls') == '0' else 'https'}://{host}",
            "access_key": parts.username,
            "secret_key": parts.password,
            "region_name": query.get("region", "us-east-1"),
            "default_acl": None,
            "querystring_auth": True,
            "file_overwrite": False,
        },
    }


STORAGES = {
    "default": _private_storage(),
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}

# Mail. Every message is a row first (common/outbox); this is how the worker hands it over.
EMAIL_URL = env.str("EMAIL_URL", "")
if EMAIL_URL:
    vars().update(env.email_url("EMAIL_URL"))
else:
    EMAIL_BACKEND = "django.core.mail.backends.filebased.EmailBackend"
    EMAIL_FILE_PATH = PORTAL_DATA / "mail"
EMAIL_TIMEOUT = 20
BOUNCE_SECRET = env.str("BOUNCE_SECRET", "")
# Keys are each association's own, sealed in the database; only tests speak to another address.
STRIPE_API_URL = env.str("STRIPE_API_URL", "https://api.stripe.com").rstrip("/")
MAIL_FROM_ADDRESS = env.str("MAIL_FROM", "portal@localhost.localdomain")
DEFAULT_FROM_EMAIL = SERVER_EMAIL = formataddr(("Alliance Portal", MAIL_FROM_ADDRESS))

# Jobs. The ledger in common/jobs makes any broker safe against a killed worker.
CELERY_BROKER_URL = env.str("CELERY_BROKER_URL", "filesystem://")
CELERY_TASK_ACKS_LATE = True
CELERY_TASK_REJECT_ON_WORKER_LOST = True
CELERY_TASK_IGNORE_RESULT = True
CELERY_WORKER_PREFETCH_MULTIPLIER = 4
CELERY_WORKER_HIJACK_ROOT_LOGGER = False
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_TASK_SERIALIZER = "json"
CELERY_ACCEPT_CONTENT = ["json"]
CELERY_TIMEZONE = "UTC"
CELERY_BEAT_SCHEDULER = "common.heartbeat.scheduler:HeartbeatScheduler"
CELERY_BEAT_SCHEDULE_FILENAME = str(PORTAL_DATA / "beat-schedule")
CELERY_BEAT_MAX_LOOP_INTERVAL = 5
if CELERY_BROKER_URL.startswith("filesystem"):
    _QUEUE = PORTAL_DATA / "queue"
    for _folder in ("messages", "control", "processed"):
        (_QUEUE / _folder).mkdir(parents=True, exist_ok=True)
    CELERY_BROKER_TRANSPORT_OPTIONS = {
        "data_folder_in": str(_QUEUE / "messages"),
        "data_folder_out": str(_QUEUE / "messages"),
        "control_folder": str(_QUEUE / "control"),
        "processed_folder": str(_QUEUE / "processed"),
        "polling_interval": 0.2,
    }
    CELERY_WORKER_ENABLE_REMOTE_CONTROL = False
else:
    CELERY_BROKER_TRANSPORT_OPTIONS = {"visibility_timeout": 600}
# The supervisor starts one worker and says so: then a starting worker takes over what its dead predecessor held.
ONLY_WORKER = env.bool("PORTAL_ONLY_WORKER", False)
JOB_SWEEP_SECONDS = env.int("JOB_SWEEP_SECONDS", 15 if CELERY_BROKER_URL.startswith("filesystem") else 60)
CELERY_BEAT_SCHEDULE = {
    "sweep-jobs": {"task": "common.sweep_jobs", "schedule": JOB_SWEEP_SECONDS},
    "sweep-mail": {"task": "common.sweep_mail", "schedule": 60},
    "due-reminders": {"task": "endorsement.send_due_reminders", "schedule": crontab(minute=7)},
    "due-in-associations": {"task": "associations.do_what_is_due", "schedule": crontab(minute=17)},
}


# What the web processes share and may forget: counts of failed sign-ins.
def redis_cache(broker_url):
    """The cache in the broker's Redis; a socket is redis+socket:// to Celery and unix:// to the cache's client."""
    location = broker_url.replace("redis+socket://", "unix://", 1)
    return {"BACKEND": "django.core.cache.backends.redis.RedisCache", "LOCATION": location}


if CELERY_BROKER_URL.startswith("redis"):
    CACHES = {"default": redis_cache(CELERY_BROKER_URL)}
else:
    CACHES = {
        "default": {
            "BACKEND": "django.core.cache.backends.filebased.FileBasedCache",
            "LOCATION": str(PORTAL_DATA / "cache"),
        }
    }
HEARTBEAT_SECONDS = 5
HEARTBEAT_STALE_SECONDS = env.int("HEARTBEAT_STALE_SECONDS", 30)

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "{asctime} {levelname} {name}: {message}", "style": "{"}},
    "filters": {
        "mask_links": {"()": "common.masking.MaskLinks"},
        "silent_health": {"()": "common.heartbeat.log.SilentHealth"},
    },
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "line", "filters": ["mask_links"]}},
    "root": {"handlers": ["console"], "level": env.str("LOG_LEVEL", "INFO")},
    "loggers": {
        "fontTools": {"level": "WARNING"},
        "weasyprint": {"level": "ERROR"},
        "celery.beat": {"level": "WARNING"},
        "django.request": {"filters": ["silent_health"]},
        # It warns that a queue made of files has no host.
        "kombu.connection": {"level": "ERROR"},
        # The development server's own handler would print whole addresses.
        "django.server": {"handlers": ["console"], "level": "INFO", "propagate": False},
    },
}
