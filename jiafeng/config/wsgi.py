"""The server's entry point."""

import os

from django.core.wsgi import get_wsgi_application

from jiafeng.config.hot import Fork
from jiafeng.config.processes import PARENT, die_with_parent

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "jiafeng.config.settings")
if PARENT in os.environ:
    die_with_parent()
application = Fork(get_wsgi_application())
