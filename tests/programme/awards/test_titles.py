"""Titles: valid or revoked, certified only with approval, told of only with consent."""

import json
from datetime import date
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from django.test import Client
from django.urls import reverse

from jiafeng.common.refusals import Refused
from jiafeng.common.tokens import digest
from jiafeng.ground.people.actions import add_person, give_consent, merge_people, withdraw_consent
from jiafeng.ground.people.models import ConsentChannel, Purpose
from jiafeng.ground.records.actions import add_evidence
from jiafeng.ground.records.figures import FigureScope
from jiafeng.programme.awards import actions, figures, policies
from jiafeng.programme.awards.actions import keeping
from jiafeng.programme.awards.models import Medium, Title
from jiafeng.programme.pictures.actions import add_picture
from jiafeng.programme.pictures.queries import text_of
from tests.programme.awards.factories import NOW, File, granted
from tests.programme.pictures.files import a_photograph

pytestmark = pytest.mark.django_db


@pytest.fixture
def honoured(file: File) -> File:
    return granted(file)


def title(file: File) -> Title:
    return file.round.titles.select_related("scheme", "person").get(nomination__number=1)


def check(client: Client, file: File, **typed: Any) -> str:
    return client.get(reverse("awards:check"), typed, HTTP_HOST="990501.example").content.decode()


def test_number_and_name_together_tell_valid_or_revoked_and_nothing_else(honoured: File, client: Client, settings: Any) -> None:
    settings.ALLOWED_HOSTS = ["990501.example"]
    found = title(honoured)
    page = check(client, honoured, serial=found.serial.lower(), name=found.person.name)
    assert "有效" in page
    assert "水务局" not in page
    for wrong in ({"serial": found.serial, "name": "别人"}, {"serial": "2026-AAAA-AAAA", "name": found.person.name}):
        assert "没有编号和姓名都相符的证书" in check(client, honoured, **wrong)
    assert found.person.name not in check(client, honoured, serial=found.serial)
    actions.revoke_title(by=honoured.staff, at=NOW, title=found, reason="示例理由")
    page = check(client, honoured, serial=found.serial, name=found.person.name)
    assert "已撤销" in page
    assert "示例理由" not in page


def test_serials_cannot_be_counted(honoured: File) -> None:
    serials = list(honoured.round.titles.values_list("serial", flat=True))
    assert all(serial.startswith("2026-") and len(serial) == 14 for serial in serials)
    assert len({serial[5:] for serial in serials}) == len(serials)


def test_no_certificate_without_approval_and_quota(honoured: File) -> None:
    found = title(honoured)
    assert policies.may_certify(found) is None
    found.scheme.quota = None
    assert "approval document" in str(policies.may_certify(found))


def test_a_title_is_reviewed_and_stands_again(honoured: File) -> None:
    found = title(honoured)
    assert found.review_on == date(2029, 3, 10)
    renewed = actions.renew_title(by=honoured.staff, at=NOW, title=found)
    assert renewed.review_on == date(2029, 3, 2)
    with pytest.raises(Refused, match="Say why"):
        actions.revoke_title(by=honoured.staff, at=NOW, title=found, reason="")
    actions.revoke_title(by=honoured.staff, at=NOW, title=found, reason="示例")
    with pytest.raises(Refused, match="revoked"):
        actions.renew_title(by=honoured.staff, at=NOW, title=found)


def test_a_badge_names_nobody_in_the_clear(honoured: File) -> None:
    found = title(honoured)
    client = Client()
    client.force_login(honoured.staff)
    badge = json.loads(client.get(reverse("awards:badge", args=[found.pk])).content)
    assert badge["type"] == ["VerifiableCredential", "OpenBadgeCredential"]
    assert badge["name"] == "贤内助"
    assert found.person.name not in json.dumps(badge, ensure_ascii=False)


def test_a_badge_names_a_list_that_says_which_no_longer_stand(honoured: File, client: Client, settings: Any) -> None:
    settings.ALLOWED_HOSTS = ["*"]
    found = title(honoured)
    staff = Client()
    staff.force_login(honoured.staff)
    badge = json.loads(staff.get(reverse("awards:badge", args=[found.pk])).content)
    status = badge["credentialStatus"]
    assert status["type"] == "1EdTechRevocationList"
    assert "https://purl.imsglobal.org/spec/ob/v3p0/extensions.json" in badge["@context"], "where the type is defined"
    assert status["id"].endswith(reverse("awards:revocations"))

    def listed(host: str = "990501.example") -> dict[str, Any]:
        answer = client.get(reverse("awards:revocations"), HTTP_HOST=host)
        assert answer["Content-Type"] == "application/json"
        return dict(json.loads(answer.content))

    assert listed() == {"id": status["id"], "issuer": badge["issuer"]["id"], "revokedCredential": []}
    actions.revoke_title(by=honoured.staff, at=NOW, title=found, reason="示例缘由")
    assert listed() == {"id": status["id"], "issuer": badge["issuer"]["id"], "revokedCredential": [{"id": badge["id"], "revoked": True}]}
    assert found.serial not in json.dumps([listed(), badge["id"]]), "with the number, names could be tried on the page"


def test_a_story_shows_its_pictures_while_those_on_them_agree(honoured: File, client: Client, tmp_path: Path) -> None:
    found = title(honoured)
    story = actions.write_story(
        by=honoured.staff, at=NOW, title=found, revision=0, headline="示例故事", text="第一段\n第二行\n\n[图1]\n\n末段"
    )
    for purpose in (Purpose.STORY, Purpose.PHOTO):
        give_consent(by=honoured.staff, at=NOW, person=found.person, purpose=purpose, channel=ConsentChannel.PAPER)
    text = text_of(story.subject)
    assert text
    kept = add_evidence(by=honoured.staff, at=NOW, county_code=found.county.code, file=a_photograph(tmp_path), name="a.png")
    facts: dict[str, Any] = {"alt": "灯下的一封家书", "caption": "家书", "faces": "named", "people": [found.person], "cover": True}
    picture = add_picture(by=honoured.staff, at=NOW, text=text, evidence=kept, **facts)
    shown = reverse("pictures:shown", args=[picture.pk])
    assert client.get(shown).status_code == 404, "the story is not published yet"
    actions.publish_story(by=honoured.staff, at=NOW, story=story)
    page = client.get(reverse("awards:story", args=[story.pk])).content.decode()
    assert "<p>第一段<br>第二行</p>" in page
    assert page.index("家书</figcaption>") < page.index("<p>末段</p>")
    assert client.get(shown).status_code == 200
    poster, overview = reverse("awards:story_poster", args=[story.pk]), reverse("awards:public")
    assert client.get(poster)["Content-Type"] == "image/png"
    assert shown in client.get(overview).content.decode()
    withdraw_consent(by=None, at=NOW, person=found.person, purpose=Purpose.PHOTO, channel=ConsentChannel.PHONE)
    page = client.get(reverse("awards:story", args=[story.pk])).content.decode()
    assert "家书" not in page
    assert "[图" not in page
    assert client.get(shown).status_code == 404
    assert client.get(poster).status_code == 200
    assert shown not in client.get(overview).content.decode()


def test_a_story_is_shown_only_while_its_person_agrees(honoured: File, client: Client, settings: Any) -> None:
    settings.ALLOWED_HOSTS = ["990501.example", "testserver"]
    found = title(honoured)
    story = actions.write_story(by=honoured.staff, at=NOW, title=found, revision=0, headline="示例故事", text="示例")
    with pytest.raises(Refused, match="has not agreed"):
        actions.publish_story(by=honoured.staff, at=NOW, story=story)
    facts = {"by": honoured.staff, "at": NOW, "person": found.person, "purpose": Purpose.STORY, "channel": ConsentChannel.PAPER}
    give_consent(**facts)
    actions.publish_story(by=honoured.staff, at=NOW, story=story)
    address = reverse("awards:story", args=[story.pk])
    assert client.get(address, HTTP_HOST="990501.example").status_code == 200
    withdraw_consent(**facts)
    assert client.get(address, HTTP_HOST="990501.example").status_code == 404
    assert "示例故事" not in client.get(reverse("awards:public"), HTTP_HOST="990501.example").content.decode()


def test_a_reach_needs_its_source(honoured: File) -> None:
    facts = {
        "by": honoured.staff,
        "at": NOW,
        "round_": honoured.round,
        "medium": Medium.RADIO,
        "outlet": "示例台",
        "headline": "示例",
        "on": date(2026, 3, 1),
    }
    with pytest.raises(Refused, match="where the number comes from"):
        actions.add_placement(key=uuid4(), reach=100, **facts)
    key = uuid4()
    assert actions.add_placement(key=key, **facts) == actions.add_placement(key=key, **facts)
    with pytest.raises(Refused, match="future"):
        actions.add_placement(key=uuid4(), **{**facts, "on": date(2026, 3, 9)})


def test_figures_count_what_happened(honoured: File) -> None:
    scope = FigureScope(honoured.round.county_id, date(2026, 1, 1), date(2027, 1, 1))
    values = {figure.code: figure.value(scope) for figure in (figures.NOMINATED, figures.CLEARED, figures.BALLOTS, figures.TITLES)}
    assert values == {"awards.nominated": 4, "awards.cleared": 4, "awards.ballots": 5, "awards.titles": 2}
    actions.revoke_title(by=honoured.staff, at=NOW, title=title(honoured), reason="示例")
    assert figures.TITLES.value(scope) == 1
    assert figures.TITLES.value(FigureScope(honoured.round.county_id, date(2027, 1, 1))) == 0


def test_an_erased_person_leaves_the_counts_and_no_words(honoured: File) -> None:
    found = title(honoured)
    actions.write_story(by=honoured.staff, at=NOW, title=found, revision=0, headline="示例故事", text="示例")
    keeping.erase_nominations(at=NOW, person=found.person)
    nomination = honoured.nomination(1)
    found.refresh_from_db()
    assert (nomination.summary, nomination.reasons, found.story.text) == ("", {}, "")
    assert honoured.round.titles.count() == 2


def test_two_entries_of_one_nominee_keep_a_link_that_opens(honoured: File) -> None:
    kept = add_person(by=honoured.staff, at=NOW, county=honoured.county.region, name="示例甲", organisation=honoured.county.school)
    merge_people(by=honoured.staff, at=NOW, kept=kept, gone=honoured.people[0])
    nomination = honoured.nomination(1)
    assert nomination.person == kept
    assert nomination.digest == digest(nomination.token)


def test_certificates_are_printed_one_a_page(honoured: File) -> None:
    client = Client()
    client.force_login(honoured.staff)
    response = client.get(reverse("awards:certificates", args=[honoured.round.pk]))
    assert response["Content-Type"] == "application/pdf"
    assert response.content.startswith(b"%PDF")
