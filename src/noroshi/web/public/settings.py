"""Django's settings of the public role. It has its own database, secret and host names, and no cookie at all."""

from pathlib import Path

from csp.constants import NONE, SELF

from noroshi.web import configuration, proxy_settings
from noroshi.web.public import own_database

DEMO = configuration.flag("NOROSHI_DEMO", default=False)
SECRET_KEY = configuration.value("NOROSHI_PUBLIC_SECRET_KEY", configuration.DEMO_SECRET if DEMO else "")
if not SECRET_KEY:
    raise configuration.ConfigurationError(
        "NOROSHI_PUBLIC_SECRET_KEY is not set; give 50 or more random characters, or NOROSHI_DEMO=1 for a demonstration"
    )
_HOSTS = configuration.value("NOROSHI_PUBLIC_HOSTS", "localhost,127.0.0.1")
ALLOWED_HOSTS = [host.strip() for host in _HOSTS.split(",")]
DATABASES = {"default": own_database.from_environment()}
DEBUG = False

INSTALLED_APPS = ["noroshi.web.public", "django.contrib.staticfiles", "csp"]
MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "noroshi.web.public.middleware.PublicPageMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
]
ROOT_URLCONF = "noroshi.web.public.urls"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {"context_processors": ["noroshi.web.public.context.frame"]},
    },
]
HTTPS = configuration.flag("NOROSHI_HTTPS", default=not DEMO)
PROXIES = proxy_settings.networks("NOROSHI_PUBLIC_PROXIES")
SECURE_SSL_REDIRECT = False
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if HTTPS else None
SECURE_HSTS_SECONDS = 31_536_000 if HTTPS else 0
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "no-referrer"
X_FRAME_OPTIONS = "DENY"
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "style-src": [SELF],
        "img-src": [SELF],
        "form-action": [SELF],
        "frame-ancestors": [NONE],
        "base-uri": [NONE],
    },
}
LARGEST_REQUEST = 65_536
DATA_UPLOAD_MAX_MEMORY_SIZE = LARGEST_REQUEST
DATA_UPLOAD_MAX_NUMBER_FIELDS = 100
DATA_UPLOAD_MAX_NUMBER_FILES = 1
FILE_UPLOAD_HANDLERS = ["django.core.files.uploadhandler.MemoryFileUploadHandler"]
FILE_UPLOAD_MAX_MEMORY_SIZE = LARGEST_REQUEST

LANGUAGE_CODE = "ja"
LANGUAGES = [("ja", "日本語"), ("en", "English")]
USE_I18N = True
USE_TZ = True
TIME_ZONE = "Asia/Tokyo"
STATIC_URL = "/static/"
STATICFILES_DIRS = [("web", str(Path(__file__).parents[1] / "static" / "web"))]
WHITENOISE_USE_FINDERS = True
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "handlers": {"stderr": {"class": "logging.StreamHandler"}},
    "root": {"handlers": ["stderr"], "level": "WARNING"},
    # what people asked for, and with what, is no matter of a log
    "loggers": {
        "django.request": {"level": "CRITICAL"},
        "django.security": {"level": "CRITICAL"},
    },
}
