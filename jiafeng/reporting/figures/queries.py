"""Reads over the catalogue: values, the rows behind them, and the rows as a manifest keeps them."""

from __future__ import annotations

import hashlib
from array import array
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any, NamedTuple
from urllib.parse import parse_qsl, urlencode

from django.core.exceptions import FieldDoesNotExist
from django.db import models
from django.db.models import Q, QuerySet
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from jiafeng.common.refusals import Refused
from jiafeng.common.text import mask_name
from jiafeng.ground.people.models import Person
from jiafeng.ground.records.figures import Figure, FigureScope
from jiafeng.ground.records.models import Evidence
from jiafeng.programme.plans.models import PlanLine
from jiafeng.programme.plans.queries import Target
from jiafeng.reporting.figures.figures import CATALOGUE
from jiafeng.reporting.figures.policies import sees_figures

# Rows read at a time: large enough that queries cost little, small enough that memory stays flat.
CHUNK = 2000


def get(code: str) -> Figure:
    """The figure of that code; raises Refused where there is none."""
    try:
        return CATALOGUE[code]
    except KeyError:
        raise Refused(_("There is no figure “%(code)s”. Choose one from the list.") % {"code": code}, code="no_figure") from None


def all_figures() -> list[Figure]:
    return list(CATALOGUE.values())


def value(figure: Figure, scope: FigureScope) -> int:
    """The figure's value today."""
    return figure.value(scope)


def listing(scope: FigureScope) -> list[dict[str, Any]]:
    """Every figure with its value and the number of rows it opens, as `jiafeng figures --json` prints them."""
    found = []
    for figure in all_figures():
        number = figure.value(scope)
        rows = number if figure.amount is None else figure.rows(scope).order_by().count()
        found.append({"code": figure.code, "label": str(figure.label), "unit": str(figure.unit), "value": number, "rows": rows})
    return found


def target_choices() -> list[tuple[str, Any]]:
    """The figures a plan line may take as its target."""
    return [(figure.code, figure.label) for figure in all_figures()]


def target_of(line: PlanLine, user: Any) -> Target | None:
    """What a line's target figure stands at over the year of its plan; None where the figure no longer exists."""
    figure = CATALOGUE.get(line.target_figure)
    if figure is None:
        return None
    year = line.plan.year
    value = figure.value(FigureScope(line.county_id, date(year, 1, 1), date(year + 1, 1, 1)))
    url = "" if sees_figures(user, line.county_id) else reverse("figures:figure", args=[figure.code]) + f"?year={year}"
    return Target(figure.label, figure.unit, value, url)


# --- a figure together with its narrowing parameters, written as one word ----------------------------------------------------------


@dataclass(frozen=True)
class Reference:
    """A figure and its parameters: `events.attended?event=12`."""

    figure: Figure
    params: Mapping[str, int] = field(default_factory=dict)

    def __str__(self) -> str:
        return f"{self.figure.code}?{urlencode(sorted(self.params.items()))}" if self.params else self.figure.code

    def scope(self, county_id: int | None, start: date | None, end: date | None) -> FigureScope:
        return FigureScope(county_id, start, end, dict(self.params))

    def narrowing(self, county_id: int | None) -> str:
        """The chosen parameters in words, e.g. the event's title; "" where there are none."""
        words = []
        for parameter in self.figure.parameters:
            if parameter.name in self.params:
                labels = dict(parameter.choices(county_id))
                chosen = labels.get(self.params[parameter.name], self.params[parameter.name])
                words.append(gettext("%(parameter)s: %(chosen)s") % {"parameter": parameter.label, "chosen": chosen})
        return "、".join(words)


def reference(text: str) -> Reference:
    """Read `code?parameter=id`; raises Refused where the figure or a parameter does not exist."""
    code, _mark, query = text.partition("?")
    figure = get(code)
    known = {parameter.name for parameter in figure.parameters}
    params = {}
    for name, given in parse_qsl(query):
        if name not in known or not given.isascii() or not given.isdigit():
            raise Refused(
                _("The figure “%(label)s” has no parameter “%(name)s”.") % {"label": figure.label, "name": name}, code="no_parameter"
            )
        params[name] = int(given)
    return Reference(figure, params)


def choices(county_id: int | None) -> list[tuple[Any, list[tuple[str, str]]]]:
    """Every reference that a county can make, grouped by figure, for a select."""
    groups = []
    for figure in all_figures():
        name = str(figure.label)
        offered = [(figure.code, name)]
        for parameter in figure.parameters:
            offered += [(str(Reference(figure, {parameter.name: pk})), f"{name} · {label}") for pk, label in parameter.choices(county_id)]
        groups.append((figure.label, offered))
    return groups


# --- the rows ----------------------------------------------------------------------------------------------------------------------


class Counted(NamedTuple):
    """One row that a figure counts. amount: what it adds to the value; cells: its columns as text, names masked; evidence: the SHA-256 of
    its files; seal: a keyed digest of everything it said, the unmasked included, by which a later change is found."""

    pk: int | str
    amount: int
    cells: list[str]
    evidence: list[str]
    seal: str


@dataclass(frozen=True, slots=True)
class Chunk:
    """Counted rows column by column: a million of them are written twice as fast so. `cells` holds one list for each of the figure's columns."""

    keys: Sequence[int | str]
    amounts: Sequence[int]
    cells: Sequence[Sequence[str]]
    evidence: Sequence[list[str]]
    seals: Sequence[str]

    def rows(self) -> Iterator[Counted]:
        for pk, amount, evidence, seal, *cells in zip(self.keys, self.amounts, self.evidence, self.seals, *self.cells, strict=True):
            yield Counted(pk, amount, cells, evidence, seal)


Progress = Callable[[int, int], None]


def counted_rows(figure: Figure, scope: FigureScope, *, seal_key: bytes = b"", progress: Progress | None = None) -> Iterator[Counted]:
    """Every row the figure counts, in the order of primary keys; see `counted_chunks`."""
    for chunk in counted_chunks(figure, scope, seal_key=seal_key, progress=progress):
        yield from chunk.rows()


def counted_chunks(figure: Figure, scope: FigureScope, *, seal_key: bytes = b"", progress: Progress | None = None) -> Iterator[Chunk]:
    """Every row the figure counts, in the order of primary keys, in memory that does not grow with them (8 bytes a row).

    The keys are read first, in one statement and so at one moment; then the rows in chunks, so that no statement stays open while others
    want to write. A row deleted in between is left out, and so is one that came in between.
    """
    rows = figure.rows(scope).order_by("pk")
    keys: Sequence[Any] = _keys(rows)
    reader = _Reader(figure, rows.model, seal_key)
    done = 0
    for start in range(0, len(keys), CHUNK):
        chunk = list(keys[start : start + CHUNK])
        yield reader.read(rows, chunk)
        done += len(chunk)
        if progress:
            progress(done, len(keys))


def _keys(rows: QuerySet[Any]) -> Sequence[Any]:
    found = rows.values_list("pk", flat=True).iterator(chunk_size=CHUNK)
    if isinstance(rows.model._meta.pk, models.AutoField | models.IntegerField):
        return array("q", found)
    return list(found)


def read_rows(figure: Figure, keys: Sequence[Any], scope: FigureScope) -> list[Counted]:
    """The rows of these primary keys, as a page shows them."""
    rows = figure.rows(scope).order_by("pk")
    return list(_Reader(figure, rows.model).read(rows, sorted(keys)).rows())


def first_rows(figure: Figure, scope: FigureScope, number: int) -> list[Counted]:
    """The first rows that the figure counts, for a page that links to all of them."""
    keys = figure.rows(scope).order_by("pk").values_list("pk", flat=True)[:number]
    return read_rows(figure, list(keys), scope)


def _among(keys: Sequence[Any]) -> Q:
    """The condition that a row is one of these ascending keys: an interval that holds others too where they lie close together, because
    thousands of parameters cost more to bind than the rows to read."""
    if isinstance(keys[0], int) and keys[-1] - keys[0] < 2 * len(keys):
        return Q(pk__gte=keys[0], pk__lte=keys[-1])
    return Q(pk__in=keys)


def evidence_of(counted: Sequence[Counted], user: Any) -> dict[str, Evidence]:
    """The evidence files of these rows that the user may see, by SHA-256."""
    wanted = {sha256 for row in counted for sha256 in row.evidence}
    files: Iterable[Any] = Evidence.objects.visible_to(user).filter(sha256__in=wanted)
    return {file.sha256: file for file in files}


class _Reader:
    """Reads rows as a `Chunk`, with what is the same for all of them worked out once."""

    def __init__(self, figure: Figure, model: type[models.Model], seal_key: bytes = b"") -> None:
        self.figure = figure
        self.model = model
        self.seal_key = seal_key
        self.columns = list(figure.columns)
        self.convert = [_converter(figure, model, name) for name in self.columns]
        head, _sep, rest = figure.evidence.partition("__")
        self.hop = head if rest and _is_forward(model, head) else ""
        self.rest = rest if self.hop else figure.evidence
        self.known: dict[Any, list[str]] = {}

    def read(self, rows: QuerySet[Any], wanted: Sequence[Any]) -> Chunk:
        """Those of `rows` that have these ascending keys, in their order."""
        owner = f"{self.hop}_id" if self.hop else "pk"
        raw = list(rows.filter(_among(wanted)).values_list("pk", self.figure.amount or "pk", owner, *self.columns)) if wanted else []
        if [row[0] for row in raw] != wanted:
            named = set(wanted)
            raw = [row for row in raw if row[0] in named]
        if not raw:
            return Chunk([], [], [[] for _column in self.columns], [], [])
        keys, amounts, owners, *columns = zip(*raw, strict=True)
        files, nothing = self._evidence(owners), list[str]()
        evidence = [files.get(owner, nothing) for owner in owners]
        said = map("\x1f".join, zip(*(map(str, column) for column in zip(*raw, strict=True)), strict=True))
        return Chunk(
            keys if isinstance(keys[0], int) else list(map(str, keys)),
            [1] * len(keys) if self.figure.amount is None else [amount or 0 for amount in amounts],
            [convert(column) for convert, column in zip(self.convert, columns, strict=True)],
            evidence,
            [self._seal("\x1f".join((words, *files)) if files else words) for words, files in zip(said, evidence, strict=True)],
        )

    def _seal(self, said: str) -> str:
        return hashlib.blake2b(said.encode(), key=self.seal_key, digest_size=16).hexdigest()

    def _evidence(self, owners: Sequence[Any]) -> dict[Any, list[str]]:
        """The files of each owner: the rows themselves, or what they share (an event's photos are read once, not once a guest)."""
        if not self.figure.evidence:
            return {}
        model: Any = self.model
        if self.hop:
            if len(self.known) > CHUNK:
                self.known.clear()
            model = self.model._meta.get_field(self.hop).related_model
            missing = list(set(owners) - self.known.keys() - {None})
            self.known.update({owner: [] for owner in missing})
            those = Q(pk__in=missing)
        else:
            self.known.clear()
            those = _among(owners)
        path = f"{self.rest}__sha256"
        rows = model._base_manager.filter(those, **{f"{path}__isnull": False})
        for owner, sha256 in rows.values_list("pk", path).order_by("pk", path).distinct():
            self.known.setdefault(owner, []).append(sha256)
        return self.known


def _is_forward(model: type[models.Model], name: str) -> bool:
    relation = model._meta.get_field(name)
    return bool(relation.many_to_one and relation.concrete)


def field_of(model: type[models.Model], lookup: str) -> models.Field[Any, Any] | None:
    """The model field that a column names; None for a value the query computes."""
    found: Any = None
    for part in lookup.split("__"):
        try:
            found = model._meta.get_field("id" if part == "pk" else part)
        except FieldDoesNotExist:
            return None
        model = found.related_model or model
    return found


def names_a_person(figure: Figure, model: type[models.Model], column: str) -> bool:
    """Whether a column names somebody: a person's own name, or one that the figure says is a name."""
    found = field_of(model, column)
    return column in figure.names or (found is not None and found.model is Person and found.name == "name")


def _converter(figure: Figure, model: type[models.Model], column: str) -> Callable[[Sequence[Any]], list[str]]:
    """How a column of raw values becomes text."""
    found = field_of(model, column)
    if names_a_person(figure, model, column):
        return lambda values: [mask_name(value or "") for value in values]
    if isinstance(found, models.DateTimeField):
        return lambda values: [_moment(value) for value in values]
    if isinstance(found, models.BooleanField):
        said = {None: "", True: str(_("yes")), False: str(_("no"))}
        return lambda values: [said[value] for value in values]
    if found is not None and found.flatchoices:
        labels = {None: "", **{key: str(label) for key, label in found.flatchoices}}
        return lambda values: [labels.get(value, str(value)) for value in values]
    return lambda values: ["" if value is None else str(value) for value in values]


def _moment(value: datetime | None) -> str:
    return "" if value is None else timezone.localtime(value).strftime("%Y-%m-%d %H:%M")
