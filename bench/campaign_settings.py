"""The product's settings with one more middleware: the time a request took on the server, in ``Server-Timing``."""

from noroshi.web.settings import *  # noqa: F403 the product's settings, whole
from noroshi.web.settings import MIDDLEWARE as PRODUCT_MIDDLEWARE

MIDDLEWARE = ["campaign_timing.ServerTiming", *PRODUCT_MIDDLEWARE]
