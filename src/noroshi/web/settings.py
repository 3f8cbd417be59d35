"""Django's settings. What an operator may change comes from ``configuration``; everything else stands here."""

from csp.constants import NONE, SELF

from noroshi.web import configuration, directory_settings, mail_settings, proxy_settings

DEMO = configuration.flag("NOROSHI_DEMO", default=False)
SECRET_KEY = configuration.value("NOROSHI_SECRET_KEY", configuration.DEMO_SECRET if DEMO else "")
ALLOWED_HOSTS = [host.strip() for host in configuration.value("NOROSHI_HOSTS", "localhost,127.0.0.1").split(",")]
DATABASES = {"default": configuration.database(configuration.value("NOROSHI_DATABASE", "sqlite:///noroshi.sqlite3"))}
DEBUG = False

INSTALLED_APPS = [
    "noroshi.records",
    "noroshi.web",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django_htmx",
    "csp",
    "axes",
    "allauth",
    "allauth.account",
    "allauth.socialaccount",
    "allauth.socialaccount.providers.openid_connect",
    "allauth.mfa",
    "django_tasks",
    "django_tasks_db",
]
MIDDLEWARE = [
    "noroshi.web.proxy_certificate.ProxyCertificateMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "noroshi.web.api.middleware.ApiProblemMiddleware",
    "noroshi.web.middleware.RequestSizeMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "noroshi.web.middleware.PartialUpdateMiddleware",
    "noroshi.web.middleware.LanguageMiddleware",
    "noroshi.web.shared_computer.SharedComputerMiddleware",
    "noroshi.web.middleware.SessionTimeoutMiddleware",
    "noroshi.web.possession.CertificateSessionMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "noroshi.web.middleware.OneTimePasswordMiddleware",
    "noroshi.web.middleware.SecondFactorMiddleware",
    "noroshi.web.middleware.UnreadableFactorMiddleware",
    "noroshi.web.middleware.RefusedMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "axes.middleware.AxesMiddleware",
]
ROOT_URLCONF = "noroshi.web.urls"
WSGI_APPLICATION = "noroshi.web.wsgi.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "noroshi.web.context.page",
            ],
        },
    },
]
AUTH_USER_MODEL = "records.User"
AUTHENTICATION_BACKENDS = [
    "axes.backends.AxesStandaloneBackend",
    "allauth.account.auth_backends.AuthenticationBackend",
    "noroshi.web.directory_login.DirectoryBackend",
]
DIRECTORY = directory_settings.from_environment()
CERTIFICATE_PROXIES = proxy_settings.networks()
CERTIFICATE_SECRET = configuration.value("NOROSHI_CERTIFICATE_SECRET")
FACTOR_KEYS = tuple(configuration.value("NOROSHI_FACTOR_KEYS", configuration.DEMO_SECRET if DEMO else "").split())
CONFIRMATION_SECRET = configuration.value("NOROSHI_CONFIRMATION_SECRET", configuration.DEMO_SECRET if DEMO else "")
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 12}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "home"
ACCOUNT_ADAPTER = "noroshi.web.accounts.ClosedAccountAdapter"
SOCIALACCOUNT_ADAPTER = "noroshi.web.accounts.KnownPeopleAdapter"
ACCOUNT_LOGIN_METHODS = {"username"}
ACCOUNT_SIGNUP_FIELDS = ["username*", "password1*", "password2*"]
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_LOGOUT_ON_GET = False
ACCOUNT_SESSION_REMEMBER = False
ACCOUNT_REAUTHENTICATION_TIMEOUT = 600
# One office often stands behind one address; guessing at one account is stopped by axes, with its own page.
ACCOUNT_RATE_LIMITS = {"login": "120/m/ip", "login_failed": "60/m/ip,10/300s/key"}
ACCOUNT_FORMS = {
    "login": "noroshi.web.account_forms.OwnLoginForm",
    "change_password": "noroshi.web.account_forms.OwnChangePasswordForm",
    "reauthenticate": "noroshi.web.account_forms.OwnReauthenticateForm",
}
MFA_ADAPTER = "noroshi.web.accounts.OwnSecondFactorAdapter"
MFA_FORMS = {
    "authenticate": "noroshi.web.account_forms.OwnAuthenticateForm",
    "reauthenticate": "noroshi.web.account_forms.OwnCodeAgainForm",
    "activate_totp": "noroshi.web.account_forms.OwnActivateTotpForm",
    "add_webauthn": "noroshi.web.account_forms.OwnAddKeyForm",
    "edit_webauthn": "noroshi.web.account_forms.OwnEditKeyForm",
}
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_TOTP_ISSUER = "noroshi"
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = DEMO
REQUIRE_MFA = configuration.flag("NOROSHI_REQUIRE_MFA", default=not DEMO)
AXES_FAILURE_LIMIT = 5
AXES_COOLOFF_TIME = 0.25
AXES_LOCKOUT_PARAMETERS = [["username", "ip_address"]]
AXES_RESET_ON_SUCCESS = True
AXES_LOCKOUT_CALLABLE = "noroshi.web.views.errors.locked_out"
AXES_USERNAME_CALLABLE = "noroshi.web.accounts.attempted_name"
AXES_CLIENT_IP_CALLABLE = "noroshi.web.accounts.client_ip"
AXES_ENABLE_ACCESS_FAILURE_LOG = True

HTTPS = configuration.flag("NOROSHI_HTTPS", default=not DEMO)
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = LANGUAGE_COOKIE_SECURE = HTTPS
SESSION_COOKIE_HTTPONLY = CSRF_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = CSRF_COOKIE_SAMESITE = LANGUAGE_COOKIE_SAMESITE = "Strict"
ALLAUTH_TRUSTED_PROXY_COUNT = 1 if HTTPS else 0
SESSION_EXPIRE_AT_BROWSER_CLOSE = True
SESSION_MINUTES = configuration.number("NOROSHI_SESSION_MINUTES", 30)
SESSION_COOKIE_AGE = SESSION_MINUTES * 60
SESSION_SERIALIZER = "django.contrib.sessions.serializers.JSONSerializer"
SECURE_SSL_REDIRECT = False
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if HTTPS else None
SECURE_HSTS_SECONDS = 31_536_000 if HTTPS else 0
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
CSRF_FAILURE_VIEW = "noroshi.web.views.errors.csrf_failure"
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF, "data:"],
        "font-src": [SELF],
        "connect-src": [SELF],
        "form-action": [SELF],
        "frame-ancestors": [NONE],
        "base-uri": [NONE],
    },
}
CACHES = {"default": {"BACKEND": "noroshi.web.json_cache.JsonTableCache"}}
DATA_UPLOAD_MAX_MEMORY_SIZE = 2_000_000
DATA_UPLOAD_MAX_NUMBER_FIELDS = 3_000
FILE_UPLOAD_MAX_MEMORY_SIZE = 2_000_000
FILE_UPLOAD_PERMISSIONS = 0o600
LARGEST_REQUEST = 4_000_000

LANGUAGE_CODE = "ja"
LANGUAGES = [("ja", "日本語"), ("en", "English")]
USE_I18N = True
USE_TZ = True
TIME_ZONE = "Asia/Tokyo"
STATIC_URL = "static/"
WHITENOISE_USE_FINDERS = True
MAIL = mail_settings.from_environment()
TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend"}}
SILENCED_SYSTEM_CHECKS: list[str] = []
TITLE = {
    "ja": configuration.value("NOROSHI_TITLE_JA", "のろし 情報提供・注意喚起の取組"),
    "en": configuration.value("NOROSHI_TITLE_EN", "noroshi campaign desk"),
}
SURVEYS = configuration.value("NOROSHI_SURVEYS")
API_CALLS_PER_MINUTE = configuration.number("NOROSHI_API_CALLS_PER_MINUTE", 120)
_OIDC_URL = configuration.value("NOROSHI_OIDC_URL")
SOCIALACCOUNT_PROVIDERS = {
    "openid_connect": {
        "OAUTH_PKCE_ENABLED": True,
        "APPS": [
            {
                "provider_id": "office",
                "name": "Office account",
                "client_id": configuration.value("NOROSHI_OIDC_CLIENT_ID"),
                "secret": configuration.value("NOROSHI_OIDC_SECRET"),
                "settings": {"server_url": _OIDC_URL},
            }
        ]
        if _OIDC_URL
        else [],
    }
}
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "handlers": {"stderr": {"class": "logging.StreamHandler"}},
    "root": {"handlers": ["stderr"], "level": "WARNING"},
}
