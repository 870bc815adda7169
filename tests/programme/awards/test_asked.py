"""What cannot be taken back in an award's file is asked first, and told after."""

import pytest
from django.test import Client
from django.urls import reverse

from jiafeng.programme.awards.models import Notice
from jiafeng.programme.awards.stages import RoundStage
from tests.factories import signed_in
from tests.programme.awards.factories import File, granted, nominated, polling, posted

pytestmark = pytest.mark.django_db


def client_of(file: File) -> Client:
    client = signed_in(file.staff)
    client.defaults["HTTP_HOST"] = "990501.example"
    return client


@pytest.fixture(autouse=True)
def _hosts(settings: object) -> None:
    settings.ALLOWED_HOSTS = ["990501.example"]  # type: ignore[attr-defined]


def test_breaking_a_round_off_asks_for_its_title(file: File) -> None:
    nominated(file)
    client, address = client_of(file), reverse("awards:cancel", args=[file.round.pk])
    asked = client.get(address).content.decode()
    assert file.round.title in asked
    assert "不能撤回" in asked
    for typed in ("", "别的批次", file.round.title[:-1]):
        answer = client.post(address, {"reason": "示例理由", "typed": typed})
        assert answer.status_code == 422
        assert "示例理由" in answer.content.decode()
        file.round.refresh_from_db()
        assert file.round.stage == RoundStage.NOMINATING
    answer = client.post(address, {"reason": "示例理由", "typed": f" {file.round.title} "}, follow=True)
    assert "本批次已终止" in answer.content.decode()
    file.round.refresh_from_db()
    assert (file.round.stage, file.round.ended_reason) == (RoundStage.CANCELLED, "示例理由")


def test_revoking_asks_for_the_name(file: File) -> None:
    granted(file)
    found = file.round.titles.select_related("person").first()
    client, address = client_of(file), reverse("awards:revoke", args=[found.pk])
    asked = client.get(address).content.decode()
    assert found.serial in asked
    assert "btn-grave" in asked
    assert client.post(address, {"reason": "示例理由", "typed": found.serial}).status_code == 422
    found.refresh_from_db()
    assert found.revoked_at is None
    told = client.post(address, {"reason": "示例理由", "typed": found.person.name}, follow=True).content.decode()
    assert "称号已撤销" in told
    assert found.serial in told
    assert "称号已撤销" in client.get(address).content.decode()


def test_posting_shows_the_list_and_says_its_number_after(file: File) -> None:
    posted_file = polling(file)
    client, address = client_of(posted_file), reverse("awards:announce", args=[file.round.pk])
    asked = client.get(address).content.decode()
    assert "面向所有人" in asked
    # A list that is not ready yet says so, and pressing posts nothing.
    assert client.post(address).status_code == 422
    assert not Notice.objects.exists()


def test_a_notice_is_told_with_its_number_and_last_day(file: File) -> None:
    posted(file)
    told = client_of(file).get(reverse("awards:announce", args=[file.round.pk]) + "?done").content.decode()
    assert "第1次公示" in told
    assert reverse("awards:notice", args=[Notice.objects.get().pk]) in told


def test_a_call_for_nominations_is_told_once_and_again(file: File) -> None:
    client, address = client_of(file), reverse("awards:move", args=[file.round.pk, "open"])
    assert "征集在门户公开" in client.get(address).content.decode()
    for _time in range(2):
        assert "正在接受推荐" in client.post(address, follow=True).content.decode()
    file.round.refresh_from_db()
    assert file.round.stage == RoundStage.NOMINATING


def test_a_step_out_of_turn_is_refused(file: File) -> None:
    nominated(file)
    client = client_of(file)
    assert client.get(reverse("awards:move", args=[file.round.pk, "grant"])).status_code == 403
    assert client.post(reverse("awards:move", args=[file.round.pk, "grant"])).status_code == 403
    assert client.get(reverse("awards:move", args=[file.round.pk, "nonsense"])).status_code == 404
