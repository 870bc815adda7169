"""What the import contracts cannot see: keys between models, and the picture in docs/map.md."""

import re

from django.apps import apps
from django.conf import settings
from django.db import models
from house import WINGS, dotted

from tests.architecture.house import ROOT, contract, floor_of, floors, folder, packages, rooms


def room_of(model: type[models.Model]) -> str | None:
    """The room that a model lives in; None for a model of somebody else's package."""
    parts = model.__module__.split(".")
    return next(part for part in parts[1:] if part not in WINGS) if parts[0] == "jiafeng" else None


def keys_across_rooms() -> list[tuple[models.Field, str, str]]:
    """Every key from one room's model to another's, the signed-in user aside."""
    found = []
    for model in apps.get_models(include_auto_created=True):
        room = room_of(model)
        for field in model._meta.get_fields():
            target = getattr(field, "related_model", None)
            if room is None or not isinstance(field, models.ForeignKey | models.ManyToManyField) or not isinstance(target, type):
                continue
            other = room_of(target)
            if other is not None and other != room and target._meta.label != settings.AUTH_USER_MODEL:
                found.append((field, room, other))
    return found


def test_a_key_points_down_the_floors() -> None:
    upward = [f"{field} → {other}" for field, room, other in keys_across_rooms() if floor_of(other) >= floor_of(room)]
    assert not upward


def test_a_key_across_rooms_gives_the_lower_room_no_name_for_the_upper() -> None:
    named = [str(field) for field, _, _ in keys_across_rooms() if not field.remote_field.hidden]
    assert not named, "set related_name='+'"


def test_there_are_keys_to_look_at() -> None:
    assert len(keys_across_rooms()) > 10


def test_every_room_is_installed() -> None:
    installed = {config.name for config in apps.get_app_configs()}
    assert [room for room in rooms() if dotted(folder(room)) not in installed] == []


def test_no_package_stands_on_two_floors() -> None:
    everywhere = [name for floor in floors() for name in floor]
    assert len(everywhere) == len(set(everywhere))


def test_the_map_shows_the_house_as_it_is() -> None:
    drawn = (ROOT / "docs" / "map.md").read_text(encoding="utf-8")
    assert set(re.findall(r"^\| `(\w+)` \|", drawn, re.MULTILINE)) == set(packages())


def test_no_floor_waits_for_a_room_that_is_built() -> None:
    waiting = " ".join(layer for wing in WINGS for layer in contract(wing)["layers"])
    assert [name for name in packages() if f"({name})" in waiting] == []
