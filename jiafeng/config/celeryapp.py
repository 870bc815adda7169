"""The same workers for Celery's own command, with all its options: `celery --app jiafeng.config.celeryapp worker --concurrency 4`."""

import os

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "jiafeng.config.settings")
django.setup()

from jiafeng.ground.jobs.jobs.celery import app  # noqa: E402 - Django comes first

__all__ = ["app"]
