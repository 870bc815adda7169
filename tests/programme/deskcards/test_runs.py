"""Runs: planned, set by workers that may be killed, handed over, called back, printed again."""

from __future__ import annotations

import io
import shutil
import subprocess
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
import time_machine
from django.core.files import File
from django.core.files.storage import default_storage
from django.urls import reverse
from pikepdf import Pdf

from jiafeng.common.refusals import Refused
from jiafeng.ground.people.actions import NAMELESS, erase_person, withdraw_consent
from jiafeng.ground.people.models import ConsentChannel, Purpose
from jiafeng.programme.deskcards import actions, jobs, queries
from jiafeng.programme.deskcards.models import Card, CardBatch, CardDesign, CardRun
from jiafeng.programme.deskcards.stages import CardStage, RunStage
from jiafeng.programme.letters.actions import withdraw_message
from tests.factories import status_of
from tests.library.press.test_cards_designs import TEMPLATE, packed
from tests.programme.deskcards.factories import as_role, drive, handwritten, run_of, three
from tests.programme.events.factories import NOW, person, place
from tests.programme.letters.factories import approved

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _that_day() -> Iterator[None]:
    with time_machine.travel(NOW, tick=False):
        yield


def refused(action: Any, **facts: Any) -> str:
    with pytest.raises(Refused) as caught:
        action(**facts)
    return str(caught.value)


def set_now(here: Any, run: CardRun) -> CardRun:
    begun = actions.start(by=here.staff, at=NOW, run=run)
    jobs.work(begun.pk, begun.attempt, lambda done, total: None)
    return CardRun.objects.get(pk=run.pk)


def words_in(content: bytes, tmp_path: Path) -> str:
    file = tmp_path / "cards.pdf"
    file.write_bytes(content)
    return subprocess.run(["pdftotext", str(file), "-"], capture_output=True, text=True, check=True).stdout


def test_a_run_is_planned_set_and_handed_over_on_the_screen(work_off_jobs: Callable[[], None], tmp_path: Path) -> None:
    here = place()
    call, _made = three(here)
    client = as_role(here)
    form = {
        "key": str(uuid4()),
        "title": "示例桌签",
        "drive": call.pk,
        "design": "bamboo",
        "size": "200x100-tent",
        "sheet": "A4",
        "coded": "on",
    }
    page = client.post(reverse("deskcards:new_run"), form)
    assert page.status_code == 302, page.context["form"].errors
    run = CardRun.objects.get()
    assert run.cards.count() == 3
    unprintable = run.cards.get(name__contains="\U000323af")
    assert "U+323AF" in client.get(reverse("deskcards:card", args=[unprintable.pk])).content.decode()
    job = client.post(reverse("deskcards:start", args=[run.pk])).url
    work_off_jobs()
    assert "张" in client.get(job).content.decode()
    assert dict(run.cards.values_list("name", "stage")) == {"示例李": "printed", "示例赵": "printed", unprintable.name: "refused"}
    whole = client.get(reverse("deskcards:pdf", args=[run.pk]))
    text = words_in(b"".join(whole.streaming_content), tmp_path)
    assert "示例李" in text
    assert "示例赵" in text
    one = client.get(reverse("deskcards:pdf", args=[run.pk]), {"unit": here.school.pk})
    assert "示例李" not in words_in(one.content, tmp_path)
    assert client.get(reverse("deskcards:handover_sheet", args=[run.pk]), {"unit": here.school.pk}).content.startswith(b"%PDF")
    report = client.get(reverse("deskcards:report", args=[run.pk]))
    assert b"".join(report.streaming_content).startswith(b"PK")
    school = run.cards.get(organisation=here.school)
    client.post(reverse("deskcards:handover", args=[run.pk]), {"on": "2026-03-06", "card": [school.pk, unprintable.pk]})
    school.refresh_from_db()
    assert (school.stage, school.handed_by) == (CardStage.HANDED_OVER, here.staff)
    client.post(reverse("deskcards:take_back", args=[school.pk]))
    school.refresh_from_db()
    assert school.stage == CardStage.PRINTED
    # Noted at one press, taken back at one press; nothing ticked is told.
    handover = reverse("deskcards:handover", args=[run.pk])
    assert "请先勾选要处理的条目" in client.post(handover, {"on": "2026-03-06"}, follow=True).content.decode()
    client.post(handover, {"on": "2026-03-06", "card": [card.pk for card in run.cards.filter(stage=CardStage.PRINTED)]})
    school.refresh_from_db()
    back = reverse("deskcards:take_back_all", args=[run.pk, school.handed_in])
    assert "恢复为待发放" in client.post(back, follow=True).content.decode()
    assert not run.cards.filter(stage=CardStage.HANDED_OVER).exists()


def test_a_card_is_seen_at_its_true_size() -> None:
    here = place()
    call = drive(here)
    handwritten(here, call, person(here), cadre="示例李")
    run = run_of(here, call, size="180x90")
    client = as_role(here)
    page = client.get(reverse("deskcards:card", args=[run.cards.get().pk])).content.decode()
    assert 'width="180mm" height="90mm"' in page
    assert client.get(reverse("deskcards:face", args=[run.cards.get().pk])).content.startswith(b"\x89PNG")


def test_only_approved_and_agreed_messages_become_cards_and_none_twice() -> None:
    here = place()
    call = drive(here)
    approved(here, call, person(here), purposes=[Purpose.WALL])
    wanted = approved(here, call, person(here), cadre="示例李")
    run = run_of(here, call)
    assert [card.message for card in run.cards.all()] == [wanted]
    set_now(here, run)
    assert "not printed yet" in refused(lambda **_: run_of(here, call))
    assert run_of(here, call, again=True).cards.count() == 1


@pytest.mark.parametrize(
    ("fields", "sentence"),
    [
        ({"size": "huge"}, "width × height"),
        ({"size": "61x41"}, "does not suit"),
        ({"design": "own:1"}, "not there any more"),
        ({"design": "../../etc"}, "not there any more"),
        ({"sheet": "B5"}, "papers offered"),
        ({"title": " "}, "title"),
    ],
)
def test_a_look_that_cannot_be_printed_is_refused(fields: dict[str, str], sentence: str) -> None:
    here = place()
    call, _made = three(here)
    assert sentence in refused(lambda **_: run_of(here, call, **fields))
    assert not CardRun.objects.exists()


def test_the_same_form_sent_twice_is_one_run() -> None:
    here = place()
    call, _made = three(here)
    key = uuid4()
    assert run_of(here, call, key=key) == run_of(here, call, key=key)
    assert CardRun.objects.count() == 1


def test_a_batch_of_a_killed_worker_is_taken_over_and_set_once(monkeypatch: pytest.MonkeyPatch) -> None:
    here = place()
    monkeypatch.setattr("jiafeng.programme.deskcards.actions.printing.BATCH", 1)
    call, _made = three(here)
    run = actions.start(by=here.staff, at=NOW, run=run_of(here, call))
    # A worker leases the first batch and dies; another finds the rest, and the first one once its lease has run out.
    dead = actions.claim(at=NOW - timedelta(minutes=5), run=run, attempt=1, worker=uuid4())
    assert dead is not None
    jobs.work(run.pk, 1, lambda done, total: None)
    run.refresh_from_db()
    assert run.stage == RunStage.PRINTED
    before = (run.pdf, run.pdf_sha256)
    # The dead one comes back late: nothing changes.
    assert actions.complete(at=NOW, batch=dead, outcomes=[], file=None) is False
    jobs.work(run.pk, 1, lambda done, total: None)
    run.refresh_from_db()
    assert (run.pdf, run.pdf_sha256) == before
    assert CardBatch.objects.filter(done_at__isnull=False).count() == 3
    folder, _name = run.pdf.rsplit("/", 1)
    assert [name for name in default_storage.listdir(folder)[1] if name.startswith("cards-")] == ["cards-1.pdf"]
    with default_storage.open(run.pdf) as stream, Pdf.open(io.BytesIO(stream.read())) as pdf:
        assert len(pdf.pages) == run.sheets


def test_a_design_that_cannot_be_set_is_told_and_the_run_can_be_set_with_another(tmp_path: Path) -> None:
    here = place()
    call, _made = three(here)
    fails = TEMPLATE + '\n#let front(card, w, h) = panic("示例")\n'
    with packed(tmp_path / "fails.zip", card__typ=fails).open("rb") as stream:
        kept = default_storage.save("deskcards/designs/fails.zip", File(stream))
    own = CardDesign.objects.create(
        county=here.county, name="示例", file=kept, sha256="0" * 64, preview="", added_at=NOW, added_by=here.staff
    )
    run = actions.start(by=here.staff, at=NOW, run=run_of(here, call, design=own.code))
    with pytest.raises(Refused, match=r"card\.typ"):
        jobs.work(run.pk, 1, lambda done, total: None)
    run.refresh_from_db()
    assert run.stage == RunStage.DRAFT


def test_a_live_lease_is_nobody_elses(monkeypatch: pytest.MonkeyPatch) -> None:
    here = place()
    call, _made = three(here)
    run = actions.start(by=here.staff, at=NOW, run=run_of(here, call))
    assert actions.claim(at=NOW, run=run, attempt=1, worker=uuid4()) is not None
    assert actions.claim(at=NOW, run=run, attempt=1, worker=uuid4()) is None
    assert actions.claim(at=NOW + timedelta(minutes=1), run=run, attempt=1, worker=uuid4()) is not None


def test_whoever_withdraws_before_the_run_is_set_is_left_out_and_afterwards_called_back() -> None:
    here = place()
    call = drive(here)
    first, second = (approved(here, call, person(here), cadre=f"示例{name}") for name in "李赵")
    run = run_of(here, call)
    withdraw_consent(by=None, at=NOW, person=first.person, purpose=Purpose.DESK_CARD, channel=ConsentChannel.PHONE)
    run = set_now(here, run)
    left_out = run.cards.get(message=first)
    assert (left_out.stage, left_out.code) == (CardStage.REFUSED, "not_agreed")
    client = as_role(here)
    assert client.get(reverse("deskcards:run", args=[run.pk])).status_code == 200
    withdraw_message(at=NOW, message=second)
    assert [card.message for card in queries.to_call_back(Card.objects.all())] == [second]
    assert "收回" in client.get(reverse("desk:home")).content.decode()
    assert client.get(reverse("deskcards:pdf", args=[run.pk])).status_code == 403
    card = run.cards.get(message=second)
    client.post(reverse("deskcards:recall", args=[card.pk]), {"reason": "作者撤回"})
    card.refresh_from_db()
    assert card.stage == CardStage.RECALLED
    assert not queries.to_call_back(Card.objects.all()).exists()


def test_no_print_holds_what_was_withdrawn_whatever_became_of_its_card(tmp_path: Path) -> None:
    here = place()
    call = drive(here)
    handed, recalled, kept = (approved(here, call, person(here), cadre=f"示例{name}") for name in "李赵孙")
    run = set_now(here, run_of(here, call))
    client = as_role(here)
    whole = reverse("deskcards:pdf", args=[run.pk])
    of_the_unit = f"{whole}?unit={here.water.pk}"
    assert status_of(client, whole) == status_of(client, of_the_unit) == 200
    actions.hand_over(by=here.staff, at=NOW, run=run, ids=[run.cards.get(message=handed).pk], on=NOW.date())
    withdraw_message(at=NOW, message=handed)
    assert status_of(client, whole) == status_of(client, of_the_unit) == 403
    run = set_now(here, run)
    assert status_of(client, whole) == 200
    withdraw_message(at=NOW, message=recalled)
    actions.recall(by=here.staff, at=NOW, card=run.cards.get(message=recalled), reason="作者撤回")
    assert status_of(client, whole) == status_of(client, of_the_unit) == 403
    run = set_now(here, run)
    for content in (b"".join(client.get(whole).streaming_content), client.get(of_the_unit).content):
        text = words_in(content, tmp_path)
        assert [name in text for name in ("示例李", "示例赵", "示例孙")] == [False, False, True]
    withdraw_message(at=NOW, message=kept)
    assert status_of(client, whole) == status_of(client, of_the_unit) == 403
    with pytest.raises(Refused):
        actions.start(by=here.staff, at=NOW, run=run)


def test_one_card_is_printed_again_with_its_reason() -> None:
    here = place()
    call = drive(here)
    message = approved(here, call, person(here), cadre="示例李")
    run = set_now(here, run_of(here, call))
    card = run.cards.get()
    assert "Say why" in refused(actions.reprint, by=here.staff, at=NOW, card=card, key=uuid4(), reason="")
    key = uuid4()
    again = actions.reprint(by=here.staff, at=NOW, card=card, key=key, reason="折角")
    assert actions.reprint(by=here.staff, at=NOW, card=card, key=key, reason="折角") == again
    card.refresh_from_db()
    assert (card.stage, again.reprint_of, again.cards.get().message) == (CardStage.REPLACED, card, message)
    set_now(here, again)
    assert Card.objects.out().count() == 1


def test_a_coordinator_hands_over_the_own_units_cards_only() -> None:
    here = place()
    call, _made = three(here)
    run = set_now(here, run_of(here, call))
    school = run.cards.get(organisation=here.school)
    coordinator = here.users["unit_coordinator"]
    assert "coordinator" in refused(actions.hand_over, by=coordinator, at=NOW, run=run, ids=[school.pk], on=NOW.date())
    client = as_role(here, "unit_coordinator")
    page = client.get(reverse("deskcards:run", args=[run.pk])).content.decode()
    assert "示例李" in page
    assert "示例赵" not in page
    assert client.get(reverse("deskcards:pdf", args=[run.pk])).status_code == 403


def test_no_file_shows_the_card_of_an_erased_person(tmp_path: Path, django_capture_on_commit_callbacks: Any) -> None:
    here = place()
    call = drive(here)
    gone, other = person(here), person(here)
    approved(here, call, gone, cadre="示例李")
    approved(here, call, other, cadre="示例赵")
    run = run_of(here, call)
    folder = Path(default_storage.path(f"deskcards/{run.pk}"))
    shutil.rmtree(folder, ignore_errors=True)  # another test's run may have had the number
    with django_capture_on_commit_callbacks(execute=True):
        run = set_now(here, set_now(here, run))  # twice: an earlier attempt leaves nothing behind
    held = {file.name for file in folder.iterdir()}
    assert held == {"2-1.pdf", "cards-2.pdf"}
    with django_capture_on_commit_callbacks(execute=True):
        erase_person(by=here.staff, at=NOW, person=gone, typed_name=gone.name, reason="本人来信")
    assert list(folder.iterdir()) == []
    card = run.cards.get(person=gone)
    assert (card.name, card.params, card.remarks) == (NAMELESS, {}, [])
    whole = reverse("deskcards:pdf", args=[run.pk])
    assert status_of(as_role(here), whole) == 403
    with django_capture_on_commit_callbacks(execute=True):
        set_now(here, run)
    text = words_in(b"".join(as_role(here).get(whole).streaming_content), tmp_path)
    assert ("示例李" in text, "示例赵" in text) == (False, True)


def test_files_without_the_erased_persons_card_stay(django_capture_on_commit_callbacks: Any) -> None:
    here = place()
    gone = person(here)
    approved(here, drive(here), gone, cadre="示例李")
    second = drive(here)
    approved(here, second, person(here), cadre="示例赵")
    run = set_now(here, run_of(here, second))
    with django_capture_on_commit_callbacks(execute=True):
        erase_person(by=here.staff, at=NOW, person=gone, typed_name=gone.name, reason="本人来信")
    assert default_storage.exists(run.pdf)
    assert status_of(as_role(here), reverse("deskcards:pdf", args=[run.pk])) == 200


def test_a_size_of_ones_own_is_typed_in_millimetres_and_told_in_words() -> None:
    here = place()
    call, _made = three(here)
    client = as_role(here)
    form = {"key": str(uuid4()), "title": "示例桌签", "drive": call.pk, "design": "bamboo", "size": "", "sheet": "A4"}
    page = client.post(reverse("deskcards:new_run"), form)
    assert "请选择尺寸" in str(page.context["form"]["width"].errors)
    page = client.post(reverse("deskcards:new_run"), form | {"width": "190", "height": "95", "stands": "tent"})
    assert page.status_code == 302, page.context["form"].errors
    run = CardRun.objects.get()
    assert run.size == "190x95-tent"
    shown = client.get(page.url).content.decode()
    assert "人字签 190 × 95 毫米" in shown
    assert "190x95" not in shown
