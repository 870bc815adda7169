"""What two readers typed names people and their telephones, and is sealed as these are elsewhere."""

import json

from django.db import migrations

import jiafeng.common.fields


def seal(apps, schema_editor):
    for reading in apps.get_model("papers", "Reading").objects.iterator():
        reading.facts = json.dumps(reading.plain, ensure_ascii=False)
        reading.save(update_fields=["facts"])


class Migration(migrations.Migration):
    dependencies = [("papers", "0001_initial")]

    operations = [
        migrations.RenameField("reading", "facts", "plain"),
        migrations.AddField(
            "reading",
            "facts",
            jiafeng.common.fields.SealedField(
                blank=True,
                default="",
                digest="",
                help_text="as JSON: names and numbers of people, sealed",
                label="papers.reading.facts",
                max_length=4000,
            ),
        ),
        migrations.RunPython(seal, migrations.RunPython.noop),
        migrations.RemoveField("reading", "plain"),
    ]
