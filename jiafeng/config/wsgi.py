"""The server's entry point."""

import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "jiafeng.config.settings")
django_application = get_wsgi_application()

from django.db import connection  # noqa: E402 - Django comes first

from jiafeng.config.errors import busy_page  # noqa: E402
from jiafeng.config.hot import Fork  # noqa: E402
from jiafeng.config.lanes import Lanes  # noqa: E402
from jiafeng.config.processes import PARENT, die_with_parent  # noqa: E402

if PARENT in os.environ:
    die_with_parent()
# SQLite writers queue unfairly: two processes that each do a page at a time measured best; PostgreSQL takes four.
application = Lanes(Fork(django_application), pages=1 if connection.vendor == "sqlite" else 4, busy=busy_page())
