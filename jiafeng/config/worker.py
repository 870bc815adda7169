"""The background worker beside `jiafeng serve`: `python -m jiafeng.config.worker`."""

from django.core.management import execute_from_command_line

from jiafeng.config.processes import die_with_parent

if __name__ == "__main__":
    die_with_parent()
    execute_from_command_line(["jiafeng", "db_worker", "--queue-name", "*"])
