"""The year's bulletin of the demo county, and the draft that the claim check refuses."""

from __future__ import annotations

import re
import uuid
from datetime import datetime
from typing import Any

from jiafeng.common.refusals import Refused
from jiafeng.demo.ground import Ground, at_hour, read
from jiafeng.programme.events.models import EventPhoto
from jiafeng.programme.pictures.actions import add_picture
from jiafeng.programme.pictures.queries import text_of
from jiafeng.reporting.bulletins import actions
from jiafeng.reporting.bulletins.models import Bulletin, MarkKind
from jiafeng.reporting.figures.queries import reference

_KEYS = uuid.UUID("6b0c2c5e-5a0e-4f0e-9a35-2015122800aa")


def write(ground: Ground, objects: dict[str, int]) -> Bulletin:
    """Write, hand in, approve and issue the bulletin; then the draft, whose claim is refused.

    objects: the ids that narrow a figure (`drive`, `gala`, `symposium`).
    """
    data = read("bulletin")
    at = at_hour(data["issued"])
    body, marks = _fill(ground, data, objects)
    bulletin = _create(ground, at, data, title=data["title"], body=body, marks=marks)
    _add_picture(ground, at, bulletin, data["picture"], objects["gala"])
    bulletin = actions.submit(by=ground.staff, at=at, bulletin=bulletin, revision=bulletin.revision)
    resting_on_words = bulletin.marks.exclude(kind=MarkKind.FIGURE).values_list("n", flat=True)
    approver = ground.users["jiwei"]
    bulletin = actions.approve(by=approver, at=at, bulletin=bulletin, revision=bulletin.revision, confirmed=list(resting_on_words))
    bulletin = actions.issue(by=ground.staff, at=at, bulletin=bulletin)
    _refused_draft(ground, at, data)
    return bulletin


def _create(ground: Ground, at: datetime, data: dict[str, Any], *, title: str, body: str, marks: list[actions.Binding]) -> Bulletin:
    return actions.create(
        by=ground.staff,
        at=at,
        key=uuid.uuid5(_KEYS, title),
        county=ground.county,
        organisation=ground.federation,
        masthead=data["masthead"],
        title=title,
        start=data["period"]["start"],
        end=data["period"]["end"],
        body=body,
        report_to=data["report_to"],
        send_to=data["send_to"],
        distribute_to=data["distribute_to"],
        copies=data["copies"],
        marks=marks,
    )


def _add_picture(ground: Ground, at: datetime, bulletin: Bulletin, given: dict[str, Any], gala: int) -> None:
    """The photo of the gala, on which nobody can be recognised, at its mark in the text and as the cover."""
    text = text_of(bulletin.subject)
    assert text
    photo = EventPhoto.objects.select_related("evidence", "event").filter(event=gala).earliest("pk")
    add_picture(by=ground.staff, at=at, text=text, evidence=photo.evidence, photo=photo, cover=True, **given)


def _fill(ground: Ground, data: dict[str, Any], objects: dict[str, int]) -> tuple[str, list[actions.Binding]]:
    """The prose with its numbers as the records have them today, and what each rests on."""
    marks: list[actions.Binding] = []
    body = ""
    for part in re.split(r"(\{\w+\})", data["body"]):
        name = part.strip("{}") if part.startswith("{") else ""
        if not name:
            body += part
            continue
        if name in data["figures"]:
            entry = data["figures"][name]
            wanted = _reference(entry, objects)
            scope = reference(wanted).scope(ground.county.pk, data["period"]["start"], data["period"]["end"])
            words = entry["words"].format(n=reference(wanted).figure.value(scope))
            rest = actions.MarkData(MarkKind.FIGURE, figure=wanted)
        else:
            entry = data["cited"][name]
            words = entry["words"]
            rest = actions.MarkData(MarkKind.CITED, source=entry["source"])
        marks.append(actions.Binding(words, rest, len(body)))
        body += words
    return body, marks


def _reference(entry: dict[str, Any], objects: dict[str, int]) -> str:
    narrowing = [f"{name}={objects[entry[name] if name == 'event' else name]}" for name in ("drive", "event") if name in entry]
    return "?".join([entry["figure"], *narrowing])


def _refused_draft(ground: Ground, at: datetime, data: dict[str, Any]) -> None:
    draft = _create(ground, at, data, title=data["refused"]["title"], body=data["refused"]["body"], marks=[])
    try:
        actions.submit(by=ground.staff, at=at, bulletin=draft, revision=draft.revision)
    except Refused:
        return
    raise RuntimeError("the claim check let a hundred per cent without a sample pass")
