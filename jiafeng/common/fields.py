"""Model fields that every room may use."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import FieldError
from django.db import models
from django.db.models.expressions import Col
from django.db.models.functions import Substr
from django.db.models.lookups import Lookup

from jiafeng.common import sealing


class SealedField(models.CharField):
    """Text that the database keeps sealed (common.sealing). On an instance it is plain; it is found by the whole of it, never by a part.

    label: what the value is, `room.model.field`, never changed afterwards; digest: the model's field that holds the keyed digest, which
    a DigestField derives in the database itself and which constraints and indexes name.
    """

    def __init__(self, *args: Any, label: str = "", digest: str = "", **kwargs: Any) -> None:
        self.label, self.digest = label, digest
        super().__init__(*args, **{"max_length": 200, "blank": True, "default": "", **kwargs})

    def deconstruct(self) -> Any:
        name, path, args, kwargs = super().deconstruct()
        return name, path, args, {**kwargs, "label": self.label, "digest": self.digest}

    def normalise(self, text: str) -> str:
        """The text as it is compared and kept."""
        return text

    def get_prep_value(self, value: Any) -> Any:
        return self.normalise(value) if isinstance(value, str) else super().get_prep_value(value)

    def get_db_prep_save(self, value: Any, connection: Any) -> Any:
        if hasattr(value, "as_sql"):
            return value
        return sealing.seal(self.get_prep_value(value) or "", self.label)

    def from_db_value(self, value: str | None, expression: Any, connection: Any) -> str | None:
        return value and sealing.unseal(value, self.label)

    def get_lookup(self, lookup_name: str) -> Any:
        if lookup_name in ("exact", "in"):
            return super().get_lookup(lookup_name)
        raise FieldError(f"{self.name} is sealed: it is found by the whole value, not by {lookup_name}.")


@SealedField.register_lookup
class _Whole(Lookup[Any]):
    """field = value, asked of the digest."""

    lookup_name = "exact"

    def as_sql(self, compiler: Any, connection: Any) -> tuple[str, tuple[str | int, ...]]:
        if self.rhs == "":  # nothing is sealed as nothing
            return self.lhs_is(compiler, self.lhs, "")
        return self.lhs_is(compiler, _digest_column(self.lhs), sealing.digest(self.rhs, self.lhs.target.label))

    def lhs_is(self, compiler: Any, column: Any, value: str) -> tuple[str, tuple[str | int, ...]]:
        sql, params = compiler.compile(column)
        return f"{sql} = %s", (*params, value)


@SealedField.register_lookup
class _AnyOf(Lookup[Any]):
    """field IN values, asked of the digests."""

    lookup_name = "in"

    def get_prep_lookup(self) -> list[str]:
        return [self.lhs.target.get_prep_value(each) for each in self.rhs]

    def as_sql(self, compiler: Any, connection: Any) -> tuple[str, tuple[str | int, ...]]:
        column, params = compiler.compile(_digest_column(self.lhs))
        digests = [sealing.digest(each, self.lhs.target.label) for each in self.rhs]
        if not digests:
            return "1 = 0", ()
        return f"{column} IN ({', '.join(['%s'] * len(digests))})", (*params, *digests)


def _digest_column(column: Col) -> Col:
    field: Any = column.target
    return Col(column.alias, field.model._meta.get_field(field.digest))


class DigestField(models.GeneratedField):
    """The keyed digest of a SealedField, cut off its beginning by the database, so that the two can never disagree."""

    def __init__(self, *, of: str, **kwargs: Any) -> None:
        self.of = of
        super().__init__(
            expression=Substr(of, 1, sealing.DIGEST_LENGTH, output_field=models.CharField()),
            output_field=models.CharField(max_length=sealing.DIGEST_LENGTH),
            db_persist=True,
        )

    def deconstruct(self) -> Any:
        name, path, args, _kwargs = super().deconstruct()
        return name, path, args, {"of": self.of}


class PrivatePath(models.CharField):
    """Where a file lies below the private folder; "" where there is none.

    digest: the field of the same row that keeps the file's SHA-256, where one does. lasting: the file is there as long as the row names it; one that is
    not (an upload before it was examined, what a job left) may be gone. By these two the files are checked and backed up (config.keeping).
    """

    def __init__(self, *args: Any, digest: str = "", lasting: bool = True, **kwargs: Any) -> None:
        self.digest = digest
        self.lasting = lasting
        super().__init__(*args, **{"max_length": 200, **kwargs})

    def deconstruct(self) -> Any:
        name, _path, args, kwargs = super().deconstruct()
        return name, "django.db.models.CharField", args, kwargs  # the database keeps a text like any other
