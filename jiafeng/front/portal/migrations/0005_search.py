"""The search's index, in the database's own words: of SQLite a table of FTS5, of PostgreSQL a column of lexemes under GIN. The names are the same."""

from typing import Any

from django.db import migrations, models

MAKE = {
    # No positions and no sizes: a pair of characters is there or is not.
    "sqlite": ["CREATE VIRTUAL TABLE portal_search_grams USING fts5(grams, tokenize = 'ascii', detail = 'none', columnsize = 0)"],
    "postgresql": [
        "CREATE TABLE portal_search_grams (rowid bigint PRIMARY KEY, grams tsvector NOT NULL)",
        # Written at once: what waits in a list would be gone through by every search.
        "CREATE INDEX portal_search_grams_found ON portal_search_grams USING gin (grams) WITH (fastupdate = off)",
        "ALTER TABLE portal_search_grams ALTER COLUMN grams SET STATISTICS 500",
    ],
}


def make(apps: Any, editor: Any) -> None:
    for statement in MAKE[editor.connection.vendor]:
        editor.execute(statement)


def drop(apps: Any, editor: Any) -> None:
    editor.execute("DROP TABLE portal_search_grams")


class Migration(migrations.Migration):
    initial = True  # a founding makes this table as well (config.preparation)
    dependencies = [("portal", "0004_first_versions")]

    operations = [
        migrations.CreateModel(
            name="SearchEntry",
            fields=[
                ("id", models.BigIntegerField(primary_key=True, serialize=False)),
                ("source", models.CharField(max_length=12)),
                ("row", models.BigIntegerField()),
            ],
            options={"constraints": [models.UniqueConstraint(fields=("source", "row"), name="portal_search_entry_once")]},
        ),
        migrations.RunPython(make, drop),
    ]
