from typing import Any

from django.db import IntegrityError, migrations, models, transaction

from jiafeng.common.pinyin import spell
from jiafeng.common.text import normalise_name, tidy_name

BATCH = 1_000
FOLLOW = ("pinyin", "initials", "spellings")


def renew(apps: Any, schema_editor: Any) -> None:
    """Those already on the list are found and ordered as those who are entered from now on.

    Where a name that is compared anew is that of another entry with the same unit and telephone, the entry keeps its spelling until
    somebody has made the two one.
    """
    people = apps.get_model("people", "Person").objects.using(schema_editor.connection.alias)
    batch: list[Any] = []
    fields = ("pk", "name", "name_key", *FOLLOW)
    for person in people.only(*fields).order_by("pk").iterator(chunk_size=5_000):
        before = [getattr(person, field) for field in fields]
        person.name = tidy_name(person.name)
        _spell(person, normalise_name(person.name))
        if person.name_key != before[2]:
            try:
                with transaction.atomic(using=schema_editor.connection.alias):
                    people.filter(pk=person.pk).update(**{field: getattr(person, field) for field in fields[1:]})
            except IntegrityError:
                person.name = before[1]
                _spell(person, before[2])
            else:
                continue
        if before != [getattr(person, field) for field in fields]:
            batch.append(person)
        if len(batch) == BATCH:
            people.bulk_update(batch, ["name", *FOLLOW])
            batch = []
    people.bulk_update(batch, ["name", *FOLLOW])


def _spell(person: Any, key: str) -> None:
    spelling = spell(key)
    person.name_key = key
    person.pinyin, person.initials = spelling.pinyin[:160], spelling.initials[:40]
    person.spellings = "".join(f" {other}" for other in spelling.others)


class Migration(migrations.Migration):
    dependencies = [("people", "0009_added_on")]

    operations = [
        migrations.AddField(
            model_name="person",
            name="reading",
            field=models.CharField(
                blank=True, default="", help_text="chosen for this name, in syllables; blank: as it is usually read", max_length=200, verbose_name="reading of the name"
            ),
            preserve_default=False,
        ),
        migrations.AddField(
            model_name="person",
            name="spellings",
            field=models.TextField(blank=True, default="", editable=False, help_text="all others, each after a space: only for search"),
        ),
        migrations.RunPython(renew, migrations.RunPython.noop),
    ]
