"""Whether the file of keys fits the database."""

from __future__ import annotations

from django.db import connection
from django.db.models import TextField
from django.db.models.functions import Cast
from django.utils.translation import gettext as _

from jiafeng.common import sealing
from jiafeng.ground.people.models import KeyProof
from jiafeng.ground.people.models.keys import PROOF_LABEL, PROOF_TEXT


def key_problem() -> str | None:
    """Why this database's sealed numbers cannot be opened, and what to do; None where they can, or where nothing is sealed yet.

    Looks only at the proof, so it can be asked before a migration and of a database that is being restored.
    """
    if KeyProof._meta.db_table not in connection.introspection.table_names():
        return None
    sealed = Cast("sealed", TextField())  # as it lies there: opening it is what is tried here
    row = KeyProof.objects.annotate(raw=sealed).values_list("raw", "digest").first()
    if row is None:
        return None
    try:
        opened = sealing.unseal(row[0], PROOF_LABEL)
        fits = opened == PROOF_TEXT and sealing.digest(PROOF_TEXT, PROOF_LABEL) == row[1]
    except sealing.KeyMissing:
        return _(
            "The key file %(file)s is missing. Put back the one that was kept with this database; without it the numbers cannot be read."
        ) % {"file": sealing.file()}
    except sealing.KeyWrong:
        fits = False
    if fits:
        return None
    return _("The key file %(file)s does not fit this database. Put back the one that was kept with it; nothing was changed.") % {
        "file": sealing.file()
    }
