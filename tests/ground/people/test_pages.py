"""Pages of consents, posts, lists, duplicates, a person's rights and retention, as their users meet them."""

import uuid
from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from jiafeng.ground.accounts.models import Role
from jiafeng.ground.people.actions import leave_list, make_list, run_retention, set_term
from jiafeng.ground.people.models import ConsentState, Merge, Person, Posting, RetentionRule, SavedList
from jiafeng.ground.records.models import ActionLog
from tests.factories import AT
from tests.ground.people.conftest import Scene


def test_an_answer_is_noted_with_how_it_came(scene: Scene) -> None:
    url = reverse("people:consents", args=[scene.person.pk])
    given = {"purpose": "wall", "given": "yes", "channel": "paper", "text_version": "第1版", "guardian": "", "reason": ""}
    assert scene.client.post(url, given).status_code == 302
    assert ConsentState.objects.get().given
    assert scene.client.post(url, {**given, "given": "no", "reason": "本人来电"}).status_code == 302
    assert not ConsentState.objects.get().given
    page = scene.client.get(url).content.decode()
    assert "本人来电" in page
    assert scene.client.post(url, {**given, "purpose": "everything"}).status_code == 422


def test_a_childs_answer_asks_for_the_guardian_at_its_field(scene: Scene) -> None:
    child = scene.add("示例小", birth_year=timezone.localdate().year - 9)
    response = scene.client.post(reverse("people:consents", args=[child.pk]), {"purpose": "photo", "given": "yes", "channel": "staff"})
    assert response.status_code == 422
    assert "监护人" in response.content.decode()


def test_another_post_keeps_the_one_before(scene: Scene) -> None:
    url = reverse("people:posts", args=[scene.person.pk])
    today = timezone.localdate()
    change = {
        "now-since": today.isoformat(),
        "now-organisation": scene.county.water.pk,
        "now-post": "局长",
        "now-rank_as_written": "副处级",
    }
    assert scene.client.post(url, change).status_code == 302
    scene.person.refresh_from_db()
    assert (scene.person.post, scene.person.rank, scene.person.posted_on) == ("局长", "county_deputy", today)
    held = Posting.objects.get()
    assert (held.organisation, held.rank, held.since, held.until) == (scene.county.school, "section_chief", None, today)
    for wrong in (today, today + timedelta(days=1)):
        assert scene.client.post(url, {**change, "now-since": wrong.isoformat()}).status_code == 422
    earlier = {"earlier": "1", "before-since": "2010-01-01", "before-until": "2012-01-01", "before-organisation": scene.county.school.pk}
    assert scene.client.post(url, earlier).status_code == 422  # what stood before covers those days
    assert scene.client.post(reverse("people:remove_post", args=[scene.person.pk, held.pk])).status_code == 302
    assert scene.client.post(url, earlier).status_code == 302


def test_a_list_is_made_previewed_and_exported_masked_on_record(scene: Scene) -> None:
    form = scene.client.get(reverse("people:new_list")).context["form"]
    given = {"key": str(form["key"].value()), "title": "示例名单", "ranks": ["section_chief"], "relations": ["self"]}
    response = scene.client.post(reverse("people:new_list"), given)
    saved = SavedList.objects.get()
    assert response["Location"] == reverse("people:list", args=[saved.pk])
    assert scene.client.post(reverse("people:new_list"), given)["Location"] == response["Location"]
    page = scene.client.get(response["Location"])
    assert page.context["count"] == 1
    assert "13800001234" not in page.content.decode()
    exported = b"".join(scene.client.get(response["Location"] + "?format=xlsx").streaming_content)  # type: ignore[attr-defined]
    assert exported[:2] == b"PK"
    assert ActionLog.objects.get(verb="people.list.export").detail["fields"][5] == "masked_phone"
    edit = scene.client.post(reverse("people:edit_list", args=[saved.pk]), {"revision": 1, "title": "示例名单二", "age_from": "200"})
    assert edit.status_code == 422


@pytest.mark.parametrize("people", [1, 3])
def test_a_list_costs_the_same_however_long(scene: Scene, people: int, django_assert_num_queries: object) -> None:
    for number in range(people - 1):
        scene.add(f"示例{'乙丙'[number]}", rank_as_written="正科级", cadre_relation="self")
    saved = make_list(by=scene.staff, at=AT, county=scene.county.region, title="示例", criteria={"ranks": ["section_chief"]})
    url = reverse("people:list", args=[saved.pk])
    scene.client.get(url)
    with django_assert_num_queries(7):  # type: ignore[operator]
        scene.client.get(url)


def test_whole_numbers_leave_the_house_for_a_reason(scene: Scene) -> None:
    url = reverse("people:export")
    assert scene.client.post(url, {"reason": " "}).status_code == 422
    assert not ActionLog.objects.filter(verb="people.list.export").exists()
    response = scene.client.post(url, {"reason": "通知参加座谈会"})
    assert b"".join(response.streaming_content)[:2] == b"PK"  # type: ignore[attr-defined]
    entry = ActionLog.objects.get(verb="people.list.export")
    assert (entry.by, entry.reason, entry.detail["rows"]) == (scene.staff, "通知参加座谈会", 1)
    assert scene.as_(Role.UNIT_COORDINATOR).post(url, {"reason": "通知"}).status_code == 403


def test_a_refusal_to_show_is_on_record(scene: Scene) -> None:
    auditor = scene.as_(Role.AUDITOR, scene.county.federation)
    assert auditor.post(reverse("people:reveal", args=[scene.person.pk]), {"reveal-reason": "查"}).status_code == 403
    entry = ActionLog.objects.get(verb="people.access.deny")
    assert (entry.target_id, entry.detail["fields"]) == (str(scene.person.pk), ["phone"])


def test_somebody_who_may_be_on_the_list_is_shown_before_they_are_added(scene: Scene) -> None:
    url = reverse("people:add")
    form = scene.client.get(url).context["form"]
    given = {"key": str(form["key"].value()), "name": "示例甲", "organisation": scene.county.school.pk, "phone": ""}
    response = scene.client.post(url, given)
    assert response.status_code == 422
    assert reverse("people:person", args=[scene.person.pk]) in response.content.decode()
    assert scene.client.post(url, {**given, "birth_year": 1990, "another": "on"}).status_code == 302
    assert Person.objects.filter(name="示例甲").count() == 2


def test_duplicates_are_shown_merged_and_parted(scene: Scene) -> None:
    double = Person.objects.create(
        county=scene.county.region, organisation=scene.county.school, name="示例甲", name_key="示例甲", pinyin="shilijia", initials="slj"
    )
    page = scene.client.get(reverse("people:duplicates")).content.decode()
    merge = reverse("people:merge", args=[scene.person.pk, double.pk])
    assert merge in page
    assert "13800001234" not in scene.client.get(merge).content.decode()
    assert scene.client.post(merge).status_code == 302
    assert "示例甲" not in scene.client.get(reverse("people:duplicates")).content.decode()
    assert scene.client.post(merge).status_code == 403
    assert scene.client.get(reverse("people:person", args=[double.pk])).status_code == 200
    assert scene.client.post(reverse("people:undo_merge", args=[Merge.objects.get().pk])).status_code == 302
    assert scene.client.post(reverse("people:apart", args=[scene.person.pk, double.pk])).status_code == 302
    assert merge not in scene.client.get(reverse("people:duplicates")).content.decode()
    assert scene.client.get(reverse("people:merge", args=[scene.person.pk, scene.person.pk])).status_code in (200, 403)
    assert scene.client.post(reverse("people:merge", args=[scene.person.pk, scene.person.pk])).status_code == 422


def test_what_is_held_is_given_out_and_the_person_erased(scene: Scene) -> None:
    data, erase = (reverse(f"people:{name}", args=[scene.person.pk]) for name in ("data", "erase"))
    assert scene.client.post(data, {"reason": ""}).status_code == 422
    assert b"".join(scene.client.post(data, {"reason": "本人来信"}).streaming_content)[:2] == b"PK"  # type: ignore[attr-defined]
    assert scene.client.post(erase, {"typed_name": "示例乙", "reason": "本人来信"}).status_code == 422
    assert scene.client.post(erase, {"typed_name": "示例甲", "reason": "本人来信"}).status_code == 302
    scene.person.refresh_from_db()
    assert (scene.person.name, scene.person.phone) == ("已删除", "")
    assert scene.client.get(erase).status_code == 403


def test_the_time_over_is_told_before_and_blanks_the_person(scene: Scene) -> None:
    leave_list(by=scene.staff, at=AT, person=scene.person, reason="退休")
    late = AT.replace(year=AT.year + 2) + timedelta(days=1)
    county = scene.county.region
    assert {each.term.code: each.rows for each in run_retention(by=None, at=AT, county=county, dry_run=True)}["people.left"] == 0
    assert {each.term.code: each.rows for each in run_retention(by=None, at=late, county=county, dry_run=True)}["people.left"] == 1
    scene.person.refresh_from_db()
    assert scene.person.erased_at is None
    set_term(by=scene.staff, at=AT, county=county, code="people.left", months=36)
    assert {each.term.code: each.rows for each in run_retention(by=None, at=late, county=county)}["people.left"] == 0
    assert scene.client.post(reverse("people:term", args=["people.left"]), {"months": "24"}).status_code == 302
    assert RetentionRule.objects.get().months == 24
    for found in (1, 0):
        assert {each.term.code: each.rows for each in run_retention(by=None, at=late, county=county)}["people.left"] == found
    scene.person.refresh_from_db()
    assert scene.person.name == "已删除"


def test_the_public_reads_the_table_by_which_is_deleted(scene: Scene) -> None:
    set_term(by=scene.staff, at=AT, county=scene.county.region, code="people.left", months=18)
    page = scene.client.get("/privacy").content.decode()
    assert "离开名单后18个月" in page
    assert "名册文件" in page


def test_marks_that_nobody_sees_are_taken_out_of_a_name_with_a_word(scene: Scene) -> None:
    given = {"key": str(uuid.uuid4()), "name": "阿依\u202e•古丽", "organisation": scene.county.school.pk, "phone": ""}
    page = scene.client.post(reverse("people:add"), given, follow=True).content.decode()
    assert "看不见的字符" in page
    assert Person.objects.get(name="阿依·古丽").name_key == "阿依·古丽"
