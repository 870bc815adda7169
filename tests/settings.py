"""The settings the tests run under: production's own, on a data folder that is gone afterwards.

Taken from outside are only JIAFENG_DATABASE_URL, with which the same tests run on PostgreSQL, and the numbers of tests/README.md.
"""

import atexit
import os
import shutil
import tempfile

from tests.numbers import NAMES

for name in [name for name in os.environ if name.startswith("JIAFENG_") and name not in {"JIAFENG_DATABASE_URL", *NAMES}]:
    del os.environ[name]
folder = tempfile.mkdtemp(prefix="jiafeng-tests-")
atexit.register(shutil.rmtree, folder, ignore_errors=True)
os.environ["JIAFENG_DATA"] = folder
os.mkdir(os.path.join(folder, "static"))  # where collected files would lie; whitenoise warns of its absence
os.environ["JIAFENG_PUBLIC_URL"] = "http://testserver"
os.environ["JIAFENG_ALLOWED_HOSTS"] = "yi.example"  # a second county's portal on the same deployment

from jiafeng.config.settings import *  # noqa: E402, F403 - the folder must be named before the settings look for it
from jiafeng.config.settings import STORAGES as PRODUCTION_STORAGES  # noqa: E402

# Hundreds of sign-ins; the strength of a hash is not what they test.
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
# Names of static files without the digest that collecting them first would give.
STORAGES = {**PRODUCTION_STORAGES, "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}}
# A cache outside the database, so that pinned query counts are the page's own.
CACHES = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}}
# Tests travel hours ahead with the client that they signed in; being signed out for doing nothing is held by tests/ground/accounts/test_doors.py.
IDLE_SECONDS = SESSION_COOKIE_AGE  # noqa: F405
LONGEST_SECONDS = 10**9
# Text messages stay in the process.
SMS_BACKEND = "memory"
