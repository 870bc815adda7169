"""The proof that the file of keys and the database belong together."""

from __future__ import annotations

from django.db import models

from jiafeng.common.fields import DigestField, SealedField

PROOF_LABEL, PROOF_TEXT = "people.keyproof", "jiafeng"


class KeyProof(models.Model):
    """One row: a known text, sealed when the database was made. Keys that do not open it, or do not find it, are another database's."""

    sealed = SealedField(label=PROOF_LABEL, digest="digest")
    digest = DigestField(of="sealed")

    class Meta:
        constraints = [models.CheckConstraint(condition=models.Q(id=1), name="people_one_proof_of_keys")]

    def __str__(self) -> str:
        return PROOF_LABEL
