import uuid

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from jiafeng.common.refusals import Refused
from jiafeng.common.search import sources
from jiafeng.common.strokes import by_strokes
from jiafeng.ground.accounts.models import Role
from jiafeng.ground.people import actions
from jiafeng.ground.people.figures import LISTED, SPOUSES
from jiafeng.ground.people.models import Person, Rank, Relation, RelationKind
from jiafeng.ground.people.queries import search
from jiafeng.ground.records.figures import FigureScope
from jiafeng.ground.records.models import ActionLog
from jiafeng.library.sheets import Column, read_table
from tests.factories import AT, make_county, make_user, signed_in

LIST = "/people/"


def page(client, **query):
    response = client.get(LIST, query)
    assert response.status_code == 200
    return response.content.decode()


def form_data(**changed):
    return {"name": "示例乙", "cadre_relation": "self", "gender": "", "key": str(uuid.uuid4()), **changed}


class TestList:
    def test_it_shows_people_with_masked_numbers(self, scene):
        html = page(scene.client)
        assert "示例甲" in html
        assert "138****1234" in html
        assert "13800001234" not in html

    @pytest.mark.parametrize("words", ["示例", "示 例 甲", "例甲", "shilijia", "shili", "slj", "13800001234", "138 0000 1234"])
    def test_it_finds_by_name_pinyin_initials_or_whole_number(self, scene, words):
        scene.add("王芳")
        html = page(scene.client, q=words)
        assert "示例甲" in html
        assert "王芳" not in html

    @pytest.mark.parametrize("words", ["1380000", "0001234", "zz", "%", "_"])
    def test_it_does_not_find_by_part_of_a_number_or_by_signs(self, scene, words):
        assert "示例甲" not in page(scene.client, q=words)

    def test_a_surname_is_found_by_its_own_reading(self, scene):
        scene.add("单雄")
        assert "单雄" in page(scene.client, q="shan")

    def test_it_filters_by_unit_relation_level_and_leaving(self, scene):
        water = scene.add("王芳", organisation=scene.county.water, cadre_relation="spouse", rank_as_written="副科级")
        assert "示例甲" not in page(scene.client, unit=scene.county.water.pk)
        assert "示例甲" not in page(scene.client, relation="spouse")
        assert "王芳" not in page(scene.client, rank=Rank.SECTION_CHIEF)
        actions.leave_list(by=scene.staff, at=timezone.now(), person=water, reason="调离")
        assert "王芳" not in page(scene.client)
        assert "王芳" in page(scene.client, left="on")

    def test_a_filter_that_does_not_exist_finds_nobody(self, scene):
        assert "示例甲" not in page(scene.client, unit=99999)

    def test_the_export_is_just_that_list_and_masked(self, scene, tmp_path):
        scene.add("王芳", organisation=scene.county.water)
        response = scene.client.get(LIST, {"unit": scene.county.school.pk, "format": "xlsx"})
        path = tmp_path / "out.xlsx"
        path.write_bytes(b"".join(response.streaming_content))
        with read_table(path, [Column("name", "姓名"), Column("phone", "手机")]) as table:
            assert [row.values for row in table] == [{"name": "示例甲", "phone": "138****1234"}]

    def test_its_cost_does_not_grow_with_the_rows(self, scene):
        counted = []
        scene.client.get(LIST)
        for added in ("王芳", "李敏"):
            with CaptureQueriesContext(connection) as queries:
                scene.client.get(LIST)
            counted.append(len(queries))
            scene.add(added)
            scene.add(added, organisation=scene.county.water)
        assert counted[0] == counted[1]
        assert counted[0] <= 12

    def test_an_empty_list_offers_the_import(self, db):
        client = signed_in(make_user(Role.COUNTY_STAFF, make_county().federation))
        assert "/people/rosters" in page(client)


class TestWho:
    @pytest.mark.parametrize("role", [Role.PARTNER_STAFF, Role.AUDITOR])
    def test_partners_and_the_auditor_read_and_do_not_write(self, scene, role):
        client = scene.as_(role, scene.county.commission)
        html = client.get(f"/people/{scene.person.pk}").content.decode()
        assert "138****1234" in html
        assert "/edit" not in html
        for address in ("edit", "leave"):
            assert client.get(f"/people/{scene.person.pk}/{address}").status_code == 403
        for address in ("phone", "relatives", "return"):
            assert client.post(f"/people/{scene.person.pk}/{address}", {"reveal-reason": "查"}).status_code == 403
        assert client.get("/people/add").status_code == 403
        assert client.get("/people/rosters").status_code == 403

    @pytest.mark.parametrize("role", [Role.VOLUNTEER, Role.ADMINISTRATOR])
    def test_volunteers_and_the_administrator_see_no_list(self, scene, role):
        client = scene.as_(role)
        assert client.get(LIST).status_code == 403
        assert client.get(f"/people/{scene.person.pk}").status_code in (403, 404)
        assert search(make_user(role, scene.county.school), "示例") == []

    def test_a_coordinator_keeps_their_own_unit_only(self, scene):
        other = scene.add("王芳", organisation=scene.county.water)
        client = signed_in(scene.coordinator)
        html = page(client)
        assert "示例甲" in html
        assert "王芳" not in html
        assert client.get(f"/people/{other.pk}").status_code == 404
        assert client.get(f"/people/{scene.person.pk}/edit").status_code == 200
        refused = client.post("/people/add", form_data(organisation=scene.county.water.pk))
        assert refused.status_code == 422
        assert client.post("/people/add", form_data(organisation=scene.county.school.pk)).status_code == 302

    def test_another_county_finds_nothing(self, scene):
        stranger = make_user(Role.COUNTY_STAFF, make_county("990202", "另一县").federation)
        client = signed_in(stranger)
        assert "示例甲" not in page(client)
        assert client.get(f"/people/{scene.person.pk}").status_code == 404
        assert search(stranger, "示例") == []

    def test_strangers_sign_in_first(self, client, db):
        assert client.get(LIST).status_code == 302

    def test_the_desk_search_finds_people(self, scene):
        assert search in sources
        (hit,) = search(scene.staff, "slj")
        assert hit.title == "示例甲"
        assert "13800001234" not in str(hit.detail)


class TestWriting:
    def test_adding_twice_with_one_form_adds_once(self, scene):
        data = form_data(organisation=scene.county.school.pk, rank_as_written="四级主任科员", phone="13900001234")
        assert scene.client.post("/people/add", data).status_code == 302
        assert scene.client.post("/people/add", data).status_code == 302
        added = Person.objects.get(name="示例乙")
        assert (added.rank, added.rank_as_written, added.phone) == (Rank.SECTION_DEPUTY, "四级主任科员", "13900001234")
        assert ActionLog.objects.filter(verb="people.person.add", target_id=str(added.pk)).count() == 1

    @pytest.mark.parametrize(
        "wrong",
        [{"name": "乙"}, {"name": "=1+1"}, {"rank_as_written": "很高"}, {"phone": "123"}, {"birth_year": "1800"}, {"organisation": ""}],
    )
    def test_what_is_wrong_is_told_at_its_field_and_the_text_stays(self, scene, wrong):
        response = scene.client.post("/people/add", form_data(**{"organisation": scene.county.school.pk, "post": "示例教师", **wrong}))
        assert response.status_code == 422
        assert "示例教师" in response.content.decode()
        assert "error-summary" in response.content.decode()
        assert Person.objects.count() == 1

    def test_a_character_that_cannot_be_printed_is_told_on_the_page(self, scene):
        rare = scene.add("示例\ue001")
        assert "印制字库缺" in scene.client.get(f"/people/{rare.pk}").content.decode()
        assert "印制字库缺" not in scene.client.get(f"/people/{scene.person.pk}").content.decode()

    def test_the_same_person_again_is_refused(self, scene):
        with pytest.raises(Refused):
            scene.add("示例甲", phone="13800001234")
        scene.add("王芳")
        with pytest.raises(Refused):
            scene.add("王 芳")
        scene.add("示例甲", phone="13900001234")

    def test_editing_keeps_the_number_that_it_does_not_show(self, scene):
        url = f"/people/{scene.person.pk}/edit"
        html = scene.client.get(url).content.decode()
        assert "13800001234" not in html
        assert "138****1234" in html
        data = {"name": "示例甲", "organisation": scene.county.school.pk, "post": "局长", "revision": 1}
        assert scene.client.post(url, data).status_code == 302
        scene.person.refresh_from_db()
        assert (scene.person.post, scene.person.phone, scene.person.revision) == ("局长", "13800001234", 2)
        assert scene.client.post(url, {**data, "revision": 2, "remove_phone": "on"}).status_code == 302
        scene.person.refresh_from_db()
        assert scene.person.phone == ""
        assert "13800001234" not in str(list(ActionLog.objects.values("summary", "detail")))

    def test_a_stale_edit_is_refused_telling_who_changed_what(self, scene):
        data = {"organisation": scene.county.school, "revision": 1}
        actions.edit_person(by=scene.staff, at=AT, person=scene.person, name="示例甲", post="主任", **data)
        typed = {"name": "示例甲", "organisation": scene.county.school.pk, "post": "书记", "revision": 1}
        response = scene.client.post(f"/people/{scene.person.pk}/edit", typed)
        html = response.content.decode()
        assert response.status_code == 422
        assert "示例杨" in html
        assert "书记" in html
        assert scene.client.post(f"/people/{scene.person.pk}/edit", {**typed, "revision": 2}).status_code == 302

    def test_who_leaves_can_come_back(self, scene):
        assert scene.client.post(f"/people/{scene.person.pk}/leave", {"reason": ""}).status_code == 422
        assert scene.client.post(f"/people/{scene.person.pk}/leave", {"reason": "调离"}).status_code == 302
        scene.person.refresh_from_db()
        assert scene.person.left_at is not None
        assert scene.client.post(f"/people/{scene.person.pk}/return").status_code == 302
        scene.person.refresh_from_db()
        assert scene.person.left_at is None
        assert list(ActionLog.objects.filter(verb__startswith="people.person.").order_by("pk").values_list("verb", flat=True))[-2:] == [
            "people.person.leave",
            "people.person.return",
        ]

    def test_a_number_is_shown_for_a_reason_and_the_reason_is_logged(self, scene):
        url = f"/people/{scene.person.pk}/phone"
        refused = scene.client.post(url, {"reveal-reason": " "})
        assert refused.status_code == 422
        assert "13800001234" not in refused.content.decode()
        assert "13800001234" in scene.client.post(url, {"reveal-reason": "通知参加座谈会"}).content.decode()
        entry = ActionLog.objects.get(verb="people.phone.reveal")
        assert (entry.by, entry.reason) == (scene.staff, "通知参加座谈会")
        assert "13800001234" not in scene.client.get(f"/people/{scene.person.pk}").content.decode()

    @pytest.mark.parametrize("address", ["phone", "relatives", "return"])
    def test_writing_takes_a_post(self, scene, address):
        assert scene.client.get(f"/people/{scene.person.pk}/{address}").status_code == 405


class TestFamily:
    def join(self, scene, **data):
        fields = {"relative-kind": "spouse", "relative-name": "示例乙", "relative-phone": "", **data}
        return scene.client.post(f"/people/{scene.person.pk}/relatives", fields)

    def test_a_spouse_is_added_once_and_shares_the_household(self, scene):
        assert self.join(scene).status_code == 302
        assert self.join(scene).status_code == 302
        spouse = Person.objects.get(name="示例乙")
        scene.person.refresh_from_db()
        assert spouse.household == scene.person.household is not None
        assert spouse.cadre_relation == "spouse"
        assert Relation.objects.count() == 1
        assert "示例乙" in scene.client.get(f"/people/{scene.person.pk}").content.decode()

    def test_somebody_of_the_unit_is_joined_and_not_entered_again(self, scene):
        other = scene.add("示例乙", phone="13900001234")
        self.join(scene)
        assert Person.objects.filter(name="示例乙").count() == 1
        assert Relation.objects.get().to == other

    def test_a_second_spouse_is_refused(self, scene):
        self.join(scene)
        assert self.join(scene, **{"relative-name": "示例丙"}).status_code == 422
        assert not Person.objects.filter(name="示例丙").exists()

    def test_a_child_is_a_child_from_one_end_and_a_parent_from_the_other(self, scene):
        self.join(scene, **{"relative-kind": "child", "relative-name": "示例小"})
        child = Person.objects.get(name="示例小")
        assert "子女" in scene.client.get(f"/people/{scene.person.pk}").content.decode()
        assert "父母" in scene.client.get(f"/people/{child.pk}").content.decode()
        assert Relation.objects.get().kind == RelationKind.CHILD
        actions.add_relative(by=scene.staff, at=AT, person=child, kind=RelationKind.PARENT, name="示例甲", phone="13800001234")
        assert Relation.objects.count() == 1

    def test_a_tie_is_undone_for_a_reason(self, scene):
        self.join(scene)
        url = f"/people/{scene.person.pk}/relatives/{Relation.objects.get().pk}/part"
        assert scene.client.get(url).status_code == 200
        assert scene.client.post(url, {"reason": ""}).status_code == 422
        assert scene.client.post(url, {"reason": "登记有误"}).status_code == 302
        assert not Relation.objects.exists()
        assert ActionLog.objects.get(verb="people.relation.remove").reason == "登记有误"

    def test_a_tie_of_others_is_not_found(self, scene):
        self.join(scene)
        other = scene.add("王芳")
        assert scene.client.get(f"/people/{other.pk}/relatives/{Relation.objects.get().pk}/part").status_code == 404


def test_figures_count_who_is_on_the_list(scene):
    scope = FigureScope(county_id=scene.county.region.pk)
    actions.add_relative(by=scene.staff, at=AT, person=scene.person, kind=RelationKind.SPOUSE, name="示例乙")
    assert (LISTED.value(scope), SPOUSES.value(scope)) == (2, 1)
    actions.leave_list(by=scene.staff, at=AT, person=scene.person, reason="调离")
    assert LISTED.value(scope) == 1


def test_names_stand_in_the_order_of_their_strokes() -> None:
    """The order of GB 13000.1: strokes counted, then 横竖撇点折 as they are written; of one surname the single given name first."""
    ordered = ["丁一", "王芳", "王芳芳", "毛泽", "田七", "刘备", "张飞", "王䶮", "𠮷田"]
    names = sorted(ordered, key=by_strokes)
    assert names == ["丁一", "王芳", "王芳芳", "王䶮", "毛泽", "田七", "刘备", "张飞", "𠮷田"]


def test_the_list_is_shown_in_that_order(scene) -> None:
    for number, name in enumerate(["张示例", "丁示例", "王䶮", "𠮷示例"]):
        scene.add(name, phone=f"1390000000{number}")
    page = scene.client.get("/people/?order=strokes").context["page"]
    # 丁 2, 王 4, 示 5, 张 7 strokes; 𠮷 is newer than the table.
    assert [person.name for person in page.items] == ["丁示例", "王䶮", "示例甲", "张示例", "𠮷示例"]
