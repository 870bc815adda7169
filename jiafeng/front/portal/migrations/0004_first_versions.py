from django.db import migrations

CHUNK = 500


def keep_what_stands(apps, schema_editor):
    """Each article of before has its text as it stands for its first version."""
    articles, versions = apps.get_model("portal", "Article"), apps.get_model("portal", "ArticleVersion")
    rows = []
    for each in articles.objects.iterator(CHUNK):
        texts = {name: getattr(each, name) for name in ("kind", "title", "source", "summary", "body", "outcome")}
        rows.append(versions(article=each, n=1, saved_by_id=each.written_by_id, saved_at=each.written_at, **texts))
        if len(rows) == CHUNK:
            versions.objects.bulk_create(rows)
            rows = []
    versions.objects.bulk_create(rows)


class Migration(migrations.Migration):

    dependencies = [
        ("portal", "0003_workflow"),
    ]

    operations = [
        migrations.RunPython(keep_what_stands, migrations.RunPython.noop),
    ]
