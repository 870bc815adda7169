from django.db import migrations

# A row of the queue names its function by its module. Whatever waited when the rooms moved into wings is found again.
MOVED = {
    "ground": ("papers", "people", "accounts", "units", "sms", "records", "jobs"),
    "programme": ("awards", "deskcards", "events", "letters", "pledges", "plans"),
    "reporting": ("bulletins",),
}


def follow(apps, schema_editor):
    rows = apps.get_model("django_tasks_database", "DBTaskResult").objects.all()
    for path in rows.order_by().values_list("task_path", flat=True).distinct():
        for wing, rooms in MOVED.items():
            for room in rooms:
                if path.startswith(f"jiafeng.{room}."):
                    rows.filter(task_path=path).update(task_path=path.replace("jiafeng.", f"jiafeng.{wing}.", 1))


class Migration(migrations.Migration):
    dependencies = [
        ("jobs", "0003_heartbeats"),
        ("django_tasks_database", "0019_rename_django_task_new_ordering_idx_tasks_db_new_ordering_idx_and_more"),
    ]

    operations = [migrations.RunPython(follow, migrations.RunPython.noop)]
