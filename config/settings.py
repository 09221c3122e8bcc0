"""All settings, from the environment. None is needed to start; a wrong one stops the start."""

import os
from pathlib import Path
from urllib.parse import urlsplit

import environ
from celery.schedules import schedule
from csp.constants import NONE, SELF
from django.utils.translation import gettext_lazy as _

from config import administration, parts

BASE_DIR = Path(__file__).resolve().parent.parent
env = environ.Env()

# Where data lives, and how the parts are reached. Unset URLs mean the embedded parts.
MUSNAD_HOME = Path(env("MUSNAD_HOME", default=str(BASE_DIR / "var"))).resolve()
MUSNAD_BIND = env("MUSNAD_BIND", default="127.0.0.1")
MUSNAD_PORT = env.int("MUSNAD_PORT", default=8000)
MUSNAD_WORKER_PROCESSES = env.int("MUSNAD_WORKER_PROCESSES", default=min(4, os.cpu_count() or 1))
DATABASE_URL = env("DATABASE_URL", default="")
CELERY_BROKER_URL = env("CELERY_BROKER_URL", default="") or parts.embedded_broker_url(MUSNAD_HOME)
CACHE_URL = env("CACHE_URL", default="") or parts.embedded_cache_url(MUSNAD_HOME)

DEBUG = env.bool("MUSNAD_DEBUG", default=False)
SECRET_KEY = env("MUSNAD_SECRET_KEY", default="") or parts.secret_key(MUSNAD_HOME)
SECRET_KEY_FALLBACKS = env.list("MUSNAD_SECRET_KEY_FALLBACKS", default=[])
ALLOWED_HOSTS = env.list("MUSNAD_HOSTS", default=["127.0.0.1", "localhost", "[::1]"])
CSRF_TRUSTED_ORIGINS = env.list("MUSNAD_ORIGINS", default=[])

# Which private addresses the fetcher may reach, as host, host:port or network. Nothing by default.
MUSNAD_FETCH_ALLOW = env.list("MUSNAD_FETCH_ALLOW", default=[])

# Who protected sources really are is sealed with the first of these keys; older ones still open it.
MUSNAD_PROTECTED_KEYS = env.list("MUSNAD_PROTECTED_KEYS", default=[])
DEFAULT_EXCEPTION_REPORTER_FILTER = "newsroom.secrecy.NothingSecret"

INSTALLED_APPS = [
    "claims",
    "articles",
    "sources",
    "newsroom",
    "config",
    "unfold.apps.BasicAppConfig",
    "unfold.contrib.filters",
    "config.apps.NewsroomAdminConfig",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.postgres",
    "allauth",
    "allauth.account",
    "allauth.socialaccount",
    "allauth.socialaccount.providers.openid_connect",
    "django_htmx",
    "template_partials",
    "pgtrigger",
    "pgactivity",
    "pglock",
    "ninja",
]

MIDDLEWARE = [
    "newsroom.secrecy.nothing_kept",
    "config.errors.problems_for_programs",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "config.programs.past_pages",
    "csp.middleware.CSPMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "newsroom.reading_forms.WithoutNull",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "newsroom.signing_in.back_to_the_page",
    "newsroom.signing_in.NotUncounted",
]

ROOT_URLCONF = "config.urls"
WSGI_APPLICATION = "config.wsgi.application"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.template.context_processors.i18n",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
            ],
        },
    },
]


MUSNAD_DATABASE_POOL = env.int("MUSNAD_DATABASE_POOL", default=10)


def _database(url: str) -> dict[str, object]:
    database = environ.Env.db_url_config(url)
    # What the URL asks for (sslmode, ...) stays.
    pool = {
        "pool": {"min_size": 0, "max_size": MUSNAD_DATABASE_POOL},
        # What `newsroom.statements` asks is planned once per connection, from the third time on.
        "prepare_threshold": 3,
    }
    return {
        **database,
        # Looks at pooled connections itself: a restarted database costs nobody an error.
        "ENGINE": "config.postgresql",
        "ATOMIC_REQUESTS": False,
        "OPTIONS": {**database.get("OPTIONS", {}), **pool},
    }


# The application's role may not change history; the owner's role is for migrations alone.
APPLICATION_DATABASE_URL = DATABASE_URL or parts.embedded_database_url(
    MUSNAD_HOME, role="musnad_app"
)
OWNER_DATABASE_URL = env("DATABASE_OWNER_URL", default="") or (
    DATABASE_URL or parts.embedded_database_url(MUSNAD_HOME, role="musnad_owner")
)
DATABASES = {"default": _database(APPLICATION_DATABASE_URL)}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

CACHES = {
    "default": {"BACKEND": "django.core.cache.backends.redis.RedisCache", "LOCATION": CACHE_URL}
}

# How many requests a key may make in a minute, where its own row doesn't say. 0: any number.
MUSNAD_REQUESTS_PER_MINUTE = env.int("MUSNAD_REQUESTS_PER_MINUTE", default=60_000)

AUTH_USER_MODEL = "newsroom.User"
AUTHENTICATION_BACKENDS = [
    "django.contrib.auth.backends.ModelBackend",
    "allauth.account.auth_backends.AuthenticationBackend",
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": f"django.contrib.auth.password_validation.{name}"}
    for name in (
        "UserAttributeSimilarityValidator",
        "MinimumLengthValidator",
        "CommonPasswordValidator",
        "NumericPasswordValidator",
    )
]
ACCOUNT_LOGIN_METHODS = {"username", "email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "username*", "password1*", "password2*"]
ACCOUNT_ADAPTER = "newsroom.accounts.NoPublicSignup"
ACCOUNT_EMAIL_VERIFICATION = "none"
# Tries to sign in are counted by address: that of the visitor, not of the last proxy.
ALLAUTH_TRUSTED_PROXY_COUNT = env.int("MUSNAD_PROXIES", default=0)
# People sign in with an account elsewhere (OpenID Connect), where the environment names a provider.
MUSNAD_OIDC_URL = env("MUSNAD_OIDC_URL", default="")
MUSNAD_OIDC_SIGNUP = env.bool("MUSNAD_OIDC_SIGNUP", default=False)
SOCIALACCOUNT_ADAPTER = "newsroom.accounts.PeopleFromElsewhere"
SOCIALACCOUNT_PROVIDERS = (
    {
        "openid_connect": {
            "OAUTH_PKCE_ENABLED": True,
            "APPS": [
                {
                    "provider_id": "oidc",
                    "name": env("MUSNAD_OIDC_NAME", default="OpenID Connect"),
                    "client_id": env("MUSNAD_OIDC_CLIENT_ID"),
                    "secret": env("MUSNAD_OIDC_CLIENT_SECRET"),
                    "settings": {"server_url": MUSNAD_OIDC_URL},
                }
            ],
        }
    }
    if MUSNAD_OIDC_URL
    else {}
)
# A colleague is known by the address that the provider has verified, and by no other.
SOCIALACCOUNT_EMAIL_AUTHENTICATION = True
SOCIALACCOUNT_EMAIL_AUTHENTICATION_AUTO_CONNECT = True
SOCIALACCOUNT_EMAIL_REQUIRED = True
SOCIALACCOUNT_STORE_TOKENS = False
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "/"
# Mail goes to the workers' log until the environment names a server: smtp+tls://user:…@host:587.
_mail = env.email_url("MUSNAD_MAIL_URL", default="consolemail://")
EMAIL_BACKEND = _mail["EMAIL_BACKEND"]
EMAIL_HOST, EMAIL_PORT = _mail["EMAIL_HOST"] or "localhost", _mail["EMAIL_PORT"] or 25
EMAIL_HOST_USER, EMAIL_HOST_PASSWORD = _mail["EMAIL_HOST_USER"], _mail["EMAIL_HOST_PASSWORD"]
EMAIL_USE_TLS = _mail.get("EMAIL_USE_TLS", False)
EMAIL_USE_SSL = _mail.get("EMAIL_USE_SSL", False)
EMAIL_TIMEOUT = 10
DEFAULT_FROM_EMAIL = env("MUSNAD_MAIL_FROM", default="musnad@localhost")
# Where mails' links lead: the address by which colleagues visit, without a slash at its end.
MUSNAD_ADDRESS = env("MUSNAD_ADDRESS", default=f"http://{MUSNAD_BIND}:{MUSNAD_PORT}").rstrip("/")

LANGUAGE_CODE = "en"
LANGUAGES = [("ar", _("Arabic")), ("en", _("English"))]
LOCALE_PATHS = [BASE_DIR / "locale"]
FORMAT_MODULE_PATH = ["config.formats"]
TIME_ZONE = env("MUSNAD_TIME_ZONE", default="UTC")
USE_TZ = True

STATIC_URL = "static/"
STATIC_ROOT = MUSNAD_HOME / "static"
STATICFILES_DIRS = [BASE_DIR / "static"]
WHITENOISE_USE_FINDERS = True
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "config.storage.StaticFiles"},
}
# The one limit on what a request may carry; every form and endpoint names it in its error.
DATA_UPLOAD_MAX_MEMORY_SIZE = env.int("MUSNAD_MAX_UPLOAD_BYTES", default=10 * 1024 * 1024)
FILE_UPLOAD_HANDLERS = [
    "newsroom.reading_forms.UpToTheLimit",
    "django.core.files.uploadhandler.MemoryFileUploadHandler",
    "django.core.files.uploadhandler.TemporaryFileUploadHandler",
]

# The administration: what stands in its side bar is in `config.administration`.
UNFOLD = administration.UNFOLD

SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"


def _origin_of(url: str) -> str:
    return "{0.scheme}://{0.netloc}".format(urlsplit(url))


# Everything comes from us, and nothing is written into the pages: no inline script or style.
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [SELF],
        "img-src": [SELF, "data:"],
        "object-src": [NONE],
        "base-uri": [NONE],
        # Signing in by OpenID Connect is a form of ours that is led on to the provider.
        "form-action": [SELF, *([_origin_of(MUSNAD_OIDC_URL)] if MUSNAD_OIDC_URL else [])],
        "frame-ancestors": [NONE],
    }
}
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = env.bool("MUSNAD_HTTPS", default=False)
# A proxy speaks HTTPS for us and says so; links in exports and the way back from OpenID Connect
# begin with https then.
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if SESSION_COOKIE_SECURE else None

CELERY_TASK_ACKS_LATE = True
CELERY_TASK_REJECT_ON_WORKER_LOST = True
CELERY_TASK_IGNORE_RESULT = True
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_BROKER_TRANSPORT_OPTIONS = {"visibility_timeout": 600, "socket_timeout": 10}
# An accepted article is committed before it is queued; with the broker away, the sweep finds it.
CELERY_TASK_PUBLISH_RETRY = False
CELERY_TASK_DEFAULT_QUEUE = "ingest"
CELERY_TASK_ROUTES = {
    "articles.tasks.*": {"queue": "ingest"},
    "claims.tasks.name_topics": {"queue": "match"},
    "claims.tasks.mail_notices": {"queue": "deliver"},
    "claims.tasks.*": {"queue": "extract"},
    "newsroom.tasks.*": {"queue": "deliver"},
    "sources.tasks.*": {"queue": "match"},
}
# Seconds from each failed delivery of a webhook's message to the next try; after the last it is
# given up. Together a day.
MUSNAD_WEBHOOK_WAITS = env.list(
    "MUSNAD_WEBHOOK_WAITS",
    cast=float,
    default=[5, 30, 120, 600, 1800, 3600, 2 * 3600, 4 * 3600, 8 * 3600, 8 * 3600],
)
# Who publishes verdicts, as exports name it; and for how many days an export's file is kept.
MUSNAD_NEWSROOM = env("MUSNAD_NEWSROOM", default="Musnad")
MUSNAD_EXPORT_DAYS = env.int("MUSNAD_EXPORT_DAYS", default=7)
# How often lost work is looked for; what hasn't moved for twice as long counts as lost.
MUSNAD_SWEEP_SECONDS = env.int("MUSNAD_SWEEP_SECONDS", default=15)
_sweep = schedule(MUSNAD_SWEEP_SECONDS)
CELERY_BEAT_SCHEDULE = {
    "resume-ingestions": {"task": "articles.tasks.resume_ingestions", "schedule": _sweep},
    "poll-feeds": {"task": "articles.tasks.poll_feeds", "schedule": _sweep},
    "forget-old-items": {"task": "articles.tasks.forget_old_items", "schedule": schedule(86_400)},
    "resume-rereadings": {"task": "claims.tasks.resume_rereadings", "schedule": schedule(60.0)},
    "resume-readings": {"task": "claims.tasks.resume_readings", "schedule": _sweep},
    "name-topics": {"task": "claims.tasks.name_topics", "schedule": schedule(60.0)},
    "embed-names": {"task": "sources.tasks.embed_names", "schedule": _sweep},
    "resume-snapshots": {"task": "claims.tasks.resume_snapshots", "schedule": schedule(60.0)},
    "follow-facts": {"task": "claims.tasks.follow_facts", "schedule": schedule(30.0)},
    "mail-notices": {"task": "claims.tasks.mail_notices", "schedule": _sweep},
    "end-leases": {"task": "claims.tasks.end_leases", "schedule": schedule(30.0)},
    "resume-exports": {"task": "claims.tasks.resume_exports", "schedule": schedule(60.0)},
    "resume-imports": {"task": "claims.tasks.resume_imports", "schedule": schedule(60.0)},
    "expire-exports": {"task": "claims.tasks.expire_exports", "schedule": schedule(3600)},
    "deliver-messages": {"task": "newsroom.tasks.deliver_messages", "schedule": schedule(2.0)},
    "forget-old-messages": {
        "task": "newsroom.tasks.forget_old_messages",
        "schedule": schedule(3600),
    },
    "forget-old-answers": {"task": "newsroom.tasks.forget_old_answers", "schedule": schedule(3600)},
}
CELERY_BEAT_SCHEDULE_FILENAME = str(MUSNAD_HOME / "celerybeat-schedule")

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "%(asctime)s %(levelname)s %(name)s %(message)s"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["console"], "level": env("MUSNAD_LOG_LEVEL", default="INFO")},
}
