"""Many pictures at once: upload, what became of each, and the screen for those whose person nobody knows yet."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any
from uuid import UUID

from django.contrib.auth.decorators import login_required
from django.db.models import Count
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from jiafeng.common.forms import posted
from jiafeng.common.pages import allow, form_page, step
from jiafeng.common.paging import page_of
from jiafeng.common.refusals import Refused
from jiafeng.common.toasts import tell
from jiafeng.common.uploads import saved
from jiafeng.ground.jobs.views import ask
from jiafeng.ground.people.models import Person
from jiafeng.ground.people.queries import named, people_for
from jiafeng.ground.records.queries import refusal_sentence
from jiafeng.library import media
from jiafeng.library.sheets import read_table
from jiafeng.programme.letters import actions, forms, jobs, policies
from jiafeng.programme.letters.actions.matching import COLUMNS, Clue, read_clues
from jiafeng.programme.letters.models import Channel, Intake, IntakeItem, MessageDrive
from jiafeng.programme.letters.stages import ItemStage
from jiafeng.programme.letters.views.parts import drive_or_404, jpeg

_TABLES = (".xlsx", ".xls", ".csv", ".ods", ".xlsm")


@login_required
@require_http_methods(["GET", "POST"])
def upload(request: HttpRequest, pk: int) -> HttpResponse:
    """Take a folder's pictures, a zip, or photographs of sheets; a job works through them."""
    drive = drive_or_404(request, pk)
    allow(policies.may_enter(request.user, drive))
    return form_page(
        request,
        forms.UploadForm(posted(request), request.FILES or None),
        lambda data: _work(request, _open(request, drive, data)),
        template="letters/upload.html",
        title=_("Upload a folder of pictures"),
        back=reverse("letters:drive", args=[pk]),
        action=_("Upload"),
        around={"drive": drive, "intakes": Intake.objects.visible_to(request.user).filter(drive=drive).order_by("-at")[:10]},
    )


def _work(request: HttpRequest, intake: Intake) -> str:
    label, back = _("Pictures for %(title)s") % {"title": intake.drive.title}, reverse("letters:intake", args=[intake.pk])
    return ask(request, jobs.work_intake, f"letters.intake:{intake.pk}", label, intake.county.code, back, intake_id=str(intake.pk))


def _open(request: HttpRequest, drive: MessageDrive, given: dict[str, Any]) -> Intake:
    with _files(given["pictures"]) as files:
        tables = [path for name, path in files if name.lower().endswith(_TABLES)]
        pictures = [(name, path) for name, path in files if not name.lower().endswith(_TABLES)]
        clues: list[Clue] = []
        notes: list[tuple[int, str]] = []
        if given["roster"]:
            with saved(given["roster"]) as roster:
                clues, notes = _clues(roster)
        elif tables:
            clues, notes = _clues(tables[0])
        return actions.open_intake(
            by=request.user,
            at=timezone.now(),
            drive=drive,
            key=given["key"],
            channel=Channel(given["channel"]),
            pictures=pictures,
            clues=clues,
            notes=notes,
            purposes=given["purposes"],
        )


def _clues(path: Path) -> tuple[list[Clue], list[tuple[int, str]]]:
    with read_table(path, COLUMNS, max_rows=actions.MAX_ITEMS) as table:
        return read_clues(table)


@contextmanager
def _files(uploads: list[Any]) -> Iterator[list[tuple[str, Path]]]:
    """The chosen files by name, those of a zip unpacked in a limited process."""
    with TemporaryDirectory(prefix="jiafeng-pictures-") as folder:
        if len(uploads) == 1 and uploads[0].name.lower().endswith(".zip"):
            with saved(uploads[0]) as bundle:
                unpacked = media.unpack(bundle, folder)
            if isinstance(unpacked, media.Refused):
                raise Refused(refusal_sentence(unpacked), field="pictures", code=unpacked.reason)
            yield unpacked
            return
        files = []
        for number, each in enumerate(uploads):
            path = Path(folder) / str(number)
            with path.open("wb") as target:
                for chunk in each.chunks():
                    target.write(chunk)
            files.append((each.name, path))
        yield files


@login_required
@never_cache
@require_GET
def intake(request: HttpRequest, pk: UUID) -> HttpResponse:
    """What became of an upload, those first that somebody has to look at."""
    found = get_object_or_404(Intake.objects.visible_to(request.user).select_related("drive__county", "county"), pk=pk)
    counts = dict(found.items.order_by().values_list("stage").annotate(Count("pk")))
    stage = request.GET.get("stage", "")
    if stage not in ItemStage.values:
        first = (each for each in (ItemStage.UNMATCHED, ItemStage.REFUSED, ItemStage.TAKEN) if counts.get(each.value))
        stage = next(first, ItemStage.UNMATCHED).value
    rows = found.items.select_related("person__organisation", "version__message", "evidence").order_by("number")
    rows = rows.filter(stage=stage)
    context = {
        "intake": found,
        "drive": found.drive,
        "counts": [(each.value, each.label, counts.get(each.value, 0)) for each in ItemStage],
        "stage": stage,
        "page": page_of(rows, request, per=20),
        "waiting": counts.get(ItemStage.WAITING, 0),
    }
    return render(request, "letters/intake.html", context)


def _item(request: HttpRequest, pk: int) -> IntakeItem:
    mine = Intake.objects.visible_to(request.user)
    rows = IntakeItem.objects.filter(intake__in=mine).select_related("intake__drive__county", "intake__county", "evidence", "person")
    return get_object_or_404(rows, pk=pk)


@login_required
@never_cache
@require_http_methods(["GET", "POST"])
def take(request: HttpRequest, pk: int) -> HttpResponse:
    """Say whose picture it is: search by name, choose, and it becomes that person's message."""
    item = _item(request, pk)
    allow(policies.may_enter(request.user, item.intake.drive))
    people = people_for(request.user).present().filter(county=item.intake.county_id)
    words = request.GET.get("q", "") or str(item.given.get("name", "")) or Path(item.name).stem
    found: list[Person] = list(named(people, words[:40])[:20]) if words.strip() else []

    def act(data: dict[str, Any]) -> None:
        cut = actions.clean_ink(evidence=item.evidence) if item.evidence else None
        actions.take_item(by=request.user, at=timezone.now(), item=item, person=data["person"], cut=cut, guardian=data["guardian"])
        tell(request, _("It is %(name)s's message now.") % {"name": data["person"].name})

    return form_page(
        request,
        forms.TakeForm(posted(request), people=people),
        act,
        template="letters/take.html",
        title=_("Whose is it?"),
        back=reverse("letters:intake", args=[item.intake_id]),
        action=_("It is this person's"),
        around={"item": item, "drive": item.intake.drive, "people": found, "words": words[:40]},
    )


@login_required
@require_POST
def set_aside(request: HttpRequest, pk: int) -> HttpResponse:
    item = _item(request, pk)

    def act() -> None:
        actions.set_aside(by=request.user, at=timezone.now(), item=item)
        tell(request, _("Set aside: %(name)s.") % {"name": item.name}, undo=reverse("letters:bring_back", args=[pk]))

    return step(request, act, "", reverse("letters:intake", args=[item.intake_id]))


@login_required
@require_POST
def bring_back(request: HttpRequest, pk: int) -> HttpResponse:
    item = _item(request, pk)
    back = reverse("letters:intake", args=[item.intake_id])
    return step(request, lambda: actions.bring_back(by=request.user, at=timezone.now(), item=item), "", back)


@login_required
@require_GET
def picture(request: HttpRequest, pk: int) -> HttpResponseBase:
    """The uploaded picture's preview."""
    item = _item(request, pk)
    return jpeg(request, item.evidence.preview if item.evidence else "")
