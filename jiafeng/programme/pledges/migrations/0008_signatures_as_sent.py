"""A drawn signature is kept as the text a browser sends, and no longer as JSON: half as long, and nothing has to be read to be kept."""

import json

from django.db import migrations, models

BATCH = 1000


def written(strokes):
    drawn = json.loads(strokes) if isinstance(strokes, str) else strokes
    parts = (".".join(f"{round(x * 10)}.{round(y * 10)}" for x, y in stroke) for stroke in drawn["strokes"] if stroke)
    return "_".join([f"{round(drawn['w'])}*{round(drawn['h'])}", *parts])


def write_again(apps, schema_editor):
    traces = apps.get_model("pledges", "PledgeTrace").objects
    after = 0
    while part := list(traces.filter(pk__gt=after, json__isnull=False).order_by("pk").only("pk", "json")[:BATCH]):
        for trace in part:
            trace.strokes = written(trace.json)
        traces.bulk_update(part, ["strokes"])
        after = part[-1].pk


def write_journals_again(apps, schema_editor):
    """A merge notes what it removed, and undoing it brings that back."""
    for merge in apps.get_model("people", "Merge").objects.exclude(journal=[]).order_by("pk").iterator(chunk_size=BATCH):
        kept = [entry["removed"] for entry in merge.journal if entry["model"] == "pledges.pledgetrace" and "removed" in entry]
        for trace in kept:
            trace["strokes"] = written(trace["strokes"]) if trace["strokes"] else ""
        if kept:
            merge.save(update_fields=["journal"])


class Migration(migrations.Migration):
    dependencies = [("pledges", "0001_squashed_0007_decided_together"), ("people", "0001_squashed_0009_added_on")]

    operations = [
        migrations.RemoveConstraint("pledgetrace", "pledges_trace_holds_its_signature"),
        migrations.RenameField("pledgetrace", "strokes", "json"),
        migrations.AddField(
            "pledgetrace",
            "strokes",
            models.TextField(blank=True, default="", help_text="the drawn signature as vectors: w*h_x.y.x.y_x.y… (common.signatures)"),
            preserve_default=False,
        ),
        migrations.RunPython(write_again),
        migrations.RunPython(write_journals_again),
        migrations.RemoveField("pledgetrace", "json"),
        migrations.AddConstraint(
            "pledgetrace",
            models.CheckConstraint(
                condition=models.Q(("kind", "drawn"), models.Q(("strokes", ""), _negated=True))
                | models.Q(("kind", "typed"), models.Q(("typed_name", ""), _negated=True))
                | models.Q(("evidence__isnull", False), ("kind", "photo"))
                | models.Q(("channel", "paper"), ("kind", "ink")),
                name="pledges_trace_holds_its_signature",
            ),
        ),
    ]
