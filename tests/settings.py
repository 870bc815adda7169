"""The settings the tests run under: production's own, on a data folder that is gone afterwards."""

import atexit
import os
import shutil
import tempfile

folder = tempfile.mkdtemp(prefix="jiafeng-tests-")
atexit.register(shutil.rmtree, folder, ignore_errors=True)
os.environ["JIAFENG_DATA"] = folder

from jiafeng.config.settings import *  # noqa: E402, F403 - the folder must be named before the settings look for it

PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]  # hundreds of sign-ins; the strength of a hash is not tested here
