"""What the portal's search has looked at: where each text stands in the index. The index itself is a table of the database's own (migration 0005)."""

from __future__ import annotations

from django.db import models


class SearchEntry(models.Model):
    """One text in the index. Its key begins with the moment by which it is ordered, so that the index, read backwards, is newest first.

    No word of the text is kept here, nor shown from here: whoever searches is shown the row itself, by the query of its own page.
    """

    id = models.BigIntegerField(primary_key=True)
    source = models.CharField(max_length=12)
    row = models.BigIntegerField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["source", "row"], name="portal_search_entry_once")]

    def __str__(self) -> str:
        return f"{self.source}:{self.row}"
