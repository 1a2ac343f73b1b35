"""Settings. Everything a district changes is an environment variable; docs/operating.md lists them."""

import gc
import os
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, unquote, urlsplit

from anlan.config.cluster import settings_url, state_folder
from anlan.config.secret import secret_key
from anlan.kit.tiles.basemaps import basemap

# Until every room is loaded (apps.py): nothing loaded is garbage, and looking through it is a seventh of a start.
gc.disable()

PROJECT = Path(__file__).resolve().parents[3]
STATE = state_folder()

DEBUG = os.environ.get("ANLAN_DEBUG") == "1"
SECRET_KEY = secret_key(STATE)
ALLOWED_HOSTS = os.environ.get("ANLAN_HOSTS", "localhost,127.0.0.1,[::1],testserver").split(",")
CSRF_TRUSTED_ORIGINS = [origin for origin in os.environ.get("ANLAN_ORIGINS", "").split(",") if origin]
ANLAN_DISTRICT = int(os.environ.get("ANLAN_DISTRICT", "310105"))
# 演示数据 on every page, from the moment a demonstration was filled into this installation.
ANLAN_DEMO = os.environ.get("ANLAN_DEMO") == "1" or (STATE / "demo-logins.txt").exists()
ANLAN_BASEMAP_FILE = os.environ.get("ANLAN_BASEMAP_FILE", "")
ANLAN_BASEMAP = basemap(
    os.environ.get("ANLAN_BASEMAP", "none"),
    key=os.environ.get("ANLAN_BASEMAP_KEY", ""),
    file=ANLAN_BASEMAP_FILE,
)
ANLAN_BEHIND_TLS = os.environ.get("ANLAN_TLS") == "1"
# `anlan up` tells its processes each other's ports; without a live port pages do without streams.
ANLAN_WEB_PORT = int(os.environ.get("ANLAN_WEB_PORT", "0"))
ANLAN_LIVE_PORT = int(os.environ.get("ANLAN_LIVE_PORT", "0"))
ANLAN_DIRECT_URL = os.environ.get("ANLAN_DIRECT_URL") or settings_url()  # LISTEN does not pass a pooler

INSTALLED_APPS = [
    "django.contrib.contenttypes",
    "django.contrib.auth",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.humanize",
    "procrastinate.contrib.django",
    "ninja",  # so that /api/docs comes from here: our policy lets no page load from a CDN
    "anlan.kit",
    "anlan.ledger",
    "anlan.access",  # before allauth: its pages are ours
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "anlan.schemes",
    "anlan.places",
    "anlan.parties",
    "anlan.notices",
    "anlan.measures",
    "anlan.cases",
    "anlan.interop",
    "anlan.portal",
    "anlan.config",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "anlan.kit.web.SafeHeaders",
    "anlan.kit.web.SizeLimit",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "anlan.access.middleware.SignedInMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "anlan.access.middleware.ActorMiddleware",
    "anlan.kit.web.ErrorsAsPages",
]

ROOT_URLCONF = "anlan.config.urls"
WSGI_APPLICATION = "anlan.config.wsgi.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "django.template.context_processors.i18n",
                "anlan.kit.web.page_context",
            ],
            "builtins": ["anlan.kit.templatetags.kit"],
        },
    }
]


def database(url: str) -> dict[str, Any]:
    """Django's settings for a PostgreSQL URL. The role limits what this process may do (docs/trust.md)."""
    parts = urlsplit(url)
    options: dict[str, Any] = dict(parse_qsl(parts.query))
    role = os.environ.get("ANLAN_DB_ROLE", "app")
    given = options.pop("options", "")
    if role == "app" and not os.environ.get("ANLAN_OWNER_URL"):
        given = f"{given} -c role=anlan_app".strip()
    if given:
        options["options"] = given
    # What is asked at every request is planned once a connection (`kit.asking`; the ORM plans nothing ahead).
    options["prepare_threshold"] = 2
    options["pool"] = {"min_size": 1, "max_size": int(os.environ.get("ANLAN_POOL", "8")), "timeout": 10}
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": unquote(parts.path.lstrip("/")),
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": options.pop("host", parts.hostname or ""),
        "PORT": str(parts.port or ""),
        "OPTIONS": options,
        "ATOMIC_REQUESTS": False,  # a verb is its own transaction; a refused one leaves the page readable
        "TEST": {"NAME": os.environ.get("ANLAN_TEST_DATABASE", "test_anlan")},
    }


DATABASES = {"default": database(settings_url())}

AUTH_USER_MODEL = "access.Account"
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
PASSWORD_HASHERS = ["django.contrib.auth.hashers.Argon2PasswordHasher"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 12}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
ACCOUNT_ADAPTER = "anlan.access.signing_in.AccountAdapter"
ACCOUNT_LOGIN_METHODS = {"username"}
ACCOUNT_SIGNUP_FIELDS = ["username*", "password1*", "password2*"]
ACCOUNT_EMAIL_VERIFICATION = "none"  # accounts are opened by an administrator who knows the person
ACCOUNT_PRESERVE_USERNAME_CASING = False
ACCOUNT_SESSION_REMEMBER = False  # desks are shared
# Five wrong passwords lock the log-in name for a quarter of an hour.
ACCOUNT_RATE_LIMITS = {"login_failed": "20/m/ip,5/15m/key"}
MFA_ADAPTER = "anlan.access.signing_in.FactorAdapter"
MFA_SUPPORTED_TYPES = ["totp", "recovery_codes"]
MFA_TOTP_ISSUER = "Anlan"
MFA_TOTP_TOLERANCE = 1
MFA_ALLOW_UNVERIFIED_EMAIL = True
ALLAUTH_TRUSTED_PROXY_COUNT = int(os.environ.get("ANLAN_PROXIES", "0"))
CACHES = {
    "default": {
        "BACKEND": "django.core.cache.backends.db.DatabaseCache",
        "LOCATION": "access_cache",
        # Django's 300 would let anybody push a lock out by trying three hundred other names.
        "OPTIONS": {"MAX_ENTRIES": 100_000},
    }
}
LOGIN_URL = "/accounts/login/"
LOGIN_REDIRECT_URL = "/account/start/"
LOGOUT_REDIRECT_URL = "/"

LANGUAGE_CODE = "zh-hans"
LANGUAGES = [("zh-hans", "简体中文"), ("en", "English")]
TIME_ZONE = os.environ.get("ANLAN_TIME_ZONE", "Asia/Shanghai")
USE_TZ = True
USE_I18N = True

STATIC_URL = "/static/"
STATIC_ROOT = STATE / "static"
WHITENOISE_USE_FINDERS = True
MEDIA_ROOT = STATE / "files"
# host:port or the path of a socket; "": files are not scanned.
ANLAN_CLAMD = os.environ.get("ANLAN_CLAMD", "")
ANLAN_STORED_A_DAY = int(os.environ.get("ANLAN_STORED_A_DAY", "500"))  # MB, one account or address
FILE_UPLOAD_MAX_MEMORY_SIZE = 2 * 1024 * 1024
DATA_UPLOAD_MAX_MEMORY_SIZE = 12 * 1024 * 1024
DATA_UPLOAD_MAX_NUMBER_FIELDS = 400

SESSION_ENGINE = "anlan.access.sessions"
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_SECURE = ANLAN_BEHIND_TLS
SESSION_COOKIE_AGE = 8 * 3600
CSRF_COOKIE_SECURE = ANLAN_BEHIND_TLS
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
if ANLAN_BEHIND_TLS:
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
    SECURE_HSTS_SECONDS = 31_536_000
