from typing import Any

from django.db import migrations, models

from jiafeng.common.strokes import by_strokes


def fill(apps: Any, schema_editor: Any) -> None:
    """Those already on the list get their place in the order by strokes."""
    people = apps.get_model("people", "Person").objects
    for pk, key in people.filter(strokes="").order_by("pk").values_list("pk", "name_key").iterator(chunk_size=5_000):
        people.filter(pk=pk).update(strokes=by_strokes(key))


class Migration(migrations.Migration):
    dependencies = [("people", "0006_merges_and_terms")]

    operations = [
        migrations.AddField(
            model_name="person",
            name="strokes",
            field=models.CharField(default="", editable=False, help_text="for the order by strokes, 姓氏笔画", max_length=120),
        ),
        migrations.AddIndex(
            model_name="person",
            index=models.Index(fields=["county", "strokes", "id"], name="people_by_strokes"),
        ),
        migrations.RunPython(fill, migrations.RunPython.noop),
    ]
