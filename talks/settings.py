"""The settings for every installation; what differs is read from the environment (see the README).

With an empty environment the site is safe on one machine: DEBUG off, loopback names only, a generated secret key.
"""

import contextlib
import os
import re
import secrets
import tempfile
from importlib.util import find_spec
from ipaddress import ip_network
from pathlib import Path
from typing import Any
from urllib.parse import quote, urlsplit
from wsgiref.headers import Headers

import dj_database_url
from django.core.exceptions import ImproperlyConfigured

BASE_DIR = Path(__file__).resolve().parent.parent

# Everything that is generated: database, secret key, collected files. It contains drafts and sessions, so other users
# of the machine have no access.
VAR = BASE_DIR / "var"


# Reading the environment


def is_on(name: str) -> bool:
    """Return whether a switch is on.

    Raises: ImproperlyConfigured for a misspelt value, which must not silently mean off (or on).
    """
    value = os.environ.get(name, "").strip().lower()
    if value not in {"", "0", "1", "true", "false", "yes", "no", "on", "off"}:
        raise ImproperlyConfigured(f"{name} is {value!r}; set it to 1 or 0.")
    return value in {"1", "true", "yes", "on"}


def secret_key(path: Path) -> str:
    """Return the key in the file; create the file first if it is missing.

    A complete private file is linked to its name, which succeeds for one process only: processes that start together
    agree on one key, and none reads half a key.
    """
    try:
        if not path.exists():
            with tempfile.NamedTemporaryFile("w", dir=path.parent) as draft:  # made with mode 0600
                draft.write(secrets.token_urlsafe(50))
                draft.flush()
                os.fsync(draft.fileno())
                with contextlib.suppress(FileExistsError):  # another process was first: its key is the key
                    os.link(draft.name, path)
        return path.read_text().strip()
    except OSError as error:
        raise ImproperlyConfigured(
            f"The secret key cannot be stored in {path} ({error.strerror}). Set SECRET_KEY, or let this user write there."
        ) from error


def database(url: str) -> dict[str, Any]:
    """Return Django's settings for a database URL; SQLite is tuned to serve readers and curators at once.

    Raises: ImproperlyConfigured, without repeating the URL, which may contain a password.
    """
    if not url.startswith(("sqlite:///", "postgres://", "postgresql://")):
        raise ImproperlyConfigured("DATABASE_URL must begin with postgresql:// or sqlite:/// (a file's path follows).")
    try:
        parsed = dict(dj_database_url.parse(url))
    except ValueError:
        raise ImproperlyConfigured(
            "DATABASE_URL cannot be read. Its form is postgresql://user:password@host:port/name, "
            "with characters such as @ or / in the password percent-encoded."
        ) from None
    if url.startswith("sqlite:///"):
        # WAL: readers and a writer do not wait for each other. FULL: a saved edit outlives a power cut.
        # IMMEDIATE: a writing transaction queues at its start; the default lets two read first and then fails one
        # of them with "database is locked", without waiting. Never add ATOMIC_REQUESTS: each reader would queue too.
        tuned = {
            "timeout": 20,
            "transaction_mode": "IMMEDIATE",
            # Queries with ids hardly ever repeat, and each cached statement takes some 20 KB in each thread.
            "cached_statements": 32,
            "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL;",
        }
        parsed["OPTIONS"] = tuned | parsed.get("OPTIONS", {})
    else:
        # PostgreSQL would compile a query that runs for milliseconds, which takes it seconds.
        # A machine that is gone answers nothing at all: without a limit, each reader would wait for minutes.
        parsed["OPTIONS"] = {"options": "-c jit=off", "connect_timeout": 5} | parsed.get("OPTIONS", {})
    # Connections are reused: opening one costs more than most pages.
    return parsed | {"CONN_MAX_AGE": 60, "CONN_HEALTH_CHECKS": True}


DEBUG = is_on("DEBUG")
HTTPS = is_on("HTTPS")

# The URL under which readers know the site. Files and citations use it, never the Host header.
SITE_URL = (os.environ.get("SITE_URL") or f"http://127.0.0.1:{os.environ.get('PORT') or 8000}").rstrip("/")
if urlsplit(SITE_URL).scheme not in {"http", "https"} or not urlsplit(SITE_URL).hostname:
    raise ImproperlyConfigured(f"SITE_URL is {SITE_URL!r}; it must be a whole address, as in https://talks.example.org")

# Host names that requests may use; by default loopback and the name in SITE_URL.
ALLOWED_HOSTS = [host.strip() for host in os.environ.get("ALLOWED_HOSTS", "").split(",") if host.strip()] or [
    "127.0.0.1",
    "localhost",
    "[::1]",
    urlsplit(SITE_URL).hostname,
]

with contextlib.suppress(OSError):  # a read-only installation needs none, given SECRET_KEY and DATABASE_URL
    VAR.mkdir(mode=0o700, exist_ok=True)
SECRET_KEY = os.environ.get("SECRET_KEY") or secret_key(VAR / "secret_key")
DATABASES = {"default": database(os.environ.get("DATABASE_URL") or f"sqlite:///{quote(str(VAR / 'talks.sqlite3'))}")}
if os.environ.get("READ_DATABASE_URL"):  # a replica of it, for public pages; tests know one database
    DATABASES["replica"] = database(os.environ["READ_DATABASE_URL"]) | {"TEST": {"MIRROR": "default"}}
    DATABASE_ROUTERS = ["talks.replica.Router"]


# The folder of numbered releases, which several servers share or are given. What stands in it is public.
RELEASES = BASE_DIR / (os.environ.get("RELEASES", "").strip() or VAR / "releases")


# Where people who are at risk or hold rights can write to whoever runs the site, without a form: an e-mail address, or a
# sentence. Shown beside the form for reporting an error.
PRIVATE_CONTACT = os.environ.get("PRIVATE_CONTACT", "").strip()


# For how many seconds after a change a process may give a page that it has, as it was before. Curators' pages never are.
try:
    ANSWERS_MAY_BE_OLD = max(0.0, min(60.0, float(os.environ.get("ANSWERS_MAY_BE_OLD", "").strip() or 1)))
except ValueError:
    raise ImproperlyConfigured("ANSWERS_MAY_BE_OLD must be a number of seconds, such as 1, or 0.") from None


# Apps, middleware, templates

INSTALLED_APPS = [
    "talks",  # first, so that its commands and templates override others of the same name
    "django.contrib.admin",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.sitemaps",
    "whitenoise.runserver_nostatic",  # above staticfiles: the development server serves files as production does
    "django.contrib.staticfiles",
    "django_htmx",
]

MIDDLEWARE = [
    "talks.middleware.with_reference",
    "talks.middleware.content_policy",  # above all that answers: refusals and redirects of the others carry the policy too
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "talks.middleware.head",
    "talks.middleware.compression",  # below WhiteNoise, whose files are compressed already
    "talks.middleware.language",  # above all that has words for readers
    "talks.views.failures.own_pages",
    "talks.middleware.without_nul",  # above all that looks something up
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "talks.admin.acting.acting_user",  # below the user it names
    "talks.middleware.rolling_session",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
]

LOADERS = ["talks.rendering.loader.Loader", "django.template.loaders.app_directories.Loader"]
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "OPTIONS": {
            # While developing, every edit shows at once.
            "loaders": LOADERS if DEBUG else [("talks.rendering.loader.CachedLoader", LOADERS)],
            "builtins": ["talks.rendering.tags"],
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
            ],
        },
    },
]

ROOT_URLCONF = "talks.urls"
WSGI_APPLICATION = "talks.wsgi.application"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
FIXTURE_DIRS = [BASE_DIR / "fixtures"]


# Language and time. Days have no time zone; points in time are stored and logged in UTC.

# The interface, a line each; locale/ has a folder for each but English. Addresses without a prefix are English, and so are
# the desk and all files.
LANGUAGE_CODE = "en"
LANGUAGES = [
    ("en", "English"),
    ("uk", "Українська"),
    ("ru", "Русский"),
]
USE_I18N = True
LOCALE_PATHS = [BASE_DIR / "locale"]
USE_TZ = True
TIME_ZONE = "UTC"


# Static files: collected once, with a hash in their name, compressed; the app itself serves them

STATIC_URL = "/static/"
STATIC_ROOT = VAR / "static"
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}
WHITENOISE_KEEP_ONLY_HASHED_FILES = True  # browsers may cache these for ever; collecting takes half the time
WHITENOISE_ALLOW_ALL_ORIGINS = False  # no other site has a use for our style sheets


def open_fonts(headers: Headers, path: str, _url: str) -> None:
    """Let any page load the fonts: a view in a sandboxed frame has no origin, and browsers then ask for leave."""
    if path.endswith(".woff2"):
        headers["Access-Control-Allow-Origin"] = "*"


WHITENOISE_ADD_HEADERS_FUNCTION = open_fonts


# What a browser may load: nothing from another host, and no scripts or styles inside the page.
# Django's own defaults add nosniff, `Referrer-Policy: same-origin`, `X-Frame-Options: DENY` and the opener policy.

SECURE_CSP = {
    "default-src": ["'none'"],
    "script-src": ["'self'"],
    "style-src": ["'self'"],
    "img-src": ["'self'", "data:"],  # data: for the small pictures inside style sheets
    "font-src": ["'self'"],
    "connect-src": ["'self'"],
    "form-action": ["'self'"],
    "object-src": ["'none'"],
    "base-uri": ["'none'"],
    "frame-ancestors": ["'none'"],
}

# Nothing here needs a feature of the reader's device, nor lets a page that it shows use one.
PERMISSIONS_POLICY = ", ".join(
    f"{feature}=()"
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
        "publickey-credentials-get",
        "usb",
    )
)

# Where to report a weakness, for /.well-known/security.txt: an address that begins with mailto: or https://. Without one
# there is no such page.
SECURITY_CONTACT = os.environ.get("SECURITY_CONTACT", "").strip()
if SECURITY_CONTACT and not SECURITY_CONTACT.startswith(("mailto:", "https://")):
    raise ImproperlyConfigured(f"SECURITY_CONTACT is {SECURITY_CONTACT!r}; it must begin with mailto: or https://.")

# The proxies in front whose X-Forwarded-For is believed, as addresses or networks. Without any, limits count connections.
try:
    TRUSTED_PROXIES = [
        ip_network(one.strip()) for one in os.environ.get("TRUSTED_PROXIES", "").split(",") if one.strip()
    ]
except ValueError as error:
    raise ImproperlyConfigured(f"TRUSTED_PROXIES: {error}. Give addresses or networks, separated by commas.") from None

# HTTPS=1 says that a proxy in front terminates TLS. It must set X-Forwarded-Proto itself and drop a client's own.
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if HTTPS else None
SECURE_SSL_REDIRECT = HTTPS
SECURE_REDIRECT_EXEMPT = [r"^(healthz|readyz)$"]  # asked for from inside, without the proxy
SECURE_HSTS_SECONDS = 365 * 24 * 3600 if HTTPS else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = HTTPS
SESSION_COOKIE_SECURE = HTTPS
CSRF_COOKIE_SECURE = HTTPS
CSRF_COOKIE_HTTPONLY = True  # htmx only reads; no script needs the token

# W021 asks to put the domain on the preload lists of browsers. That binds every service under the domain and is hard to
# undo, so its owner must decide it.
SILENCED_SYSTEM_CHECKS = ["security.W021"]


# Curators. Readers have no cookie: only the admin reads the session, and only there do browsers send it.

# Where the pages of curators are. Moved away, the address stands in no page for readers and not in robots.txt.
ADMIN_PATH = os.environ.get("ADMIN_PATH", "").strip("/") or "admin"
if not re.fullmatch(r"[A-Za-z0-9_-]+(/[A-Za-z0-9_-]+)*", ADMIN_PATH):
    raise ImproperlyConfigured(f"ADMIN_PATH is {ADMIN_PATH!r}; use letters, digits, hyphens and slashes.")
SESSION_COOKIE_PATH = f"/{ADMIN_PATH}/"
CSRF_COOKIE_PATH = f"/{ADMIN_PATH}/"
LOGIN_REDIRECT_URL = "desk"
SESSION_COOKIE_AGE = 12 * 3600  # seconds without a request after which a curator logs in again
SESSION_ROLLS_EVERY = 300  # seconds; how often that clock is set again
MESSAGE_STORAGE = "django.contrib.messages.storage.session.SessionStorage"  # the default uses a cookie for every path
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {
        "NAME": "django.contrib.auth.password_validation.MinimumLengthValidator",
        "OPTIONS": {"min_length": 12},
    },
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.NumericPasswordValidator"},
]


# Whether somebody else than its author has to publish a statement; see ``talks.second_reader``.
SECOND_READER = is_on("SECOND_READER")


# A second factor at the login: with 1 for the accounts that have one, with "require" nobody logs in without. Its packages
# are those of requirements/otp.txt.
SECOND_FACTOR = {"": "", "0": "", "1": "1", "require": "require"}.get(
    os.environ.get("SECOND_FACTOR", "").strip().lower()
)
if SECOND_FACTOR is None:
    raise ImproperlyConfigured(f"SECOND_FACTOR is {os.environ['SECOND_FACTOR']!r}; set it to 1, require or 0.")
if SECOND_FACTOR:
    if not find_spec("django_otp"):
        raise ImproperlyConfigured(
            "SECOND_FACTOR needs more packages: pip install --require-hashes -r requirements/otp.txt"
        )
    INSTALLED_APPS += ["django_otp", "django_otp.plugins.otp_totp", "django_otp.plugins.otp_static"]
    OTP_TOTP_ISSUER = urlsplit(SITE_URL).hostname


# Logs go to stderr, where the service manager stores them: a JSON object a line. They name paths, never query strings,
# cookies or passwords.

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"()": "talks.logs.Lines"}},
    "filters": {"few": {"()": "talks.logs.NotTooMany"}},
    "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "line", "filters": ["few"]}},
    "root": {"handlers": ["stderr"], "level": "INFO"},
    "loggers": {"django": {"level": "INFO"}},  # named here, it loses the default handlers, which send mail
}
