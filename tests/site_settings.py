"""The settings of a site that a test starts: those of every installation, with static files uncollected."""

from talks.settings import *  # noqa: F403
from talks.settings import STORAGES

STORAGES = STORAGES | {"staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}}
