"""Who reaches which address of people, and what the addresses show."""

import tempfile
from pathlib import Path
from uuid import uuid4

from django.utils import timezone

from jiafeng.ground.people import actions as people
from jiafeng.ground.people.models import Person, RelationKind
from tests.walk.page import ADMINISTRATORS, BOTH, COORDINATORS, GET, POST, READERS, STAFF, Page
from tests.walk.world import MARK, World

PAGES = {
    "people:people": Page(READERS),
    "people:add": Page(COORDINATORS, BOTH),
    "people:person": Page(READERS, GET, "person", unit=True),
    "people:edit": Page(COORDINATORS, BOTH, "person", unit=True),
    "people:leave": Page(COORDINATORS, BOTH, "person", unit=True),
    "people:come_back": Page(COORDINATORS, POST, "person_who_left", unit=True),
    "people:reveal": Page(COORDINATORS, POST, "person", unit=True, data={"reveal-reason": "示例"}),
    "people:reveal_identity": Page(STAFF, POST, "person", unit=True, data={"reveal-reason": "示例"}),
    "people:new_relative": Page(
        COORDINATORS, POST, "person", unit=True, data={"relative-kind": "child", "relative-name": "示例小", "relative-phone": ""}
    ),
    "people:part": Page(COORDINATORS, BOTH, "relation", unit=True),
    "people:export": Page(STAFF, BOTH),
    "people:consents": Page(COORDINATORS, BOTH, "person", unit=True),
    "people:posts": Page(COORDINATORS, BOTH, "person", unit=True),
    "people:remove_post": Page(COORDINATORS, POST, "earlier_post", unit=True),
    "people:data": Page(STAFF, BOTH, "person", unit=True),
    "people:erase": Page(STAFF, BOTH, "person", unit=True, final=True),
    "people:merge": Page(STAFF, BOTH, "two_people", unit=True),
    "people:apart": Page(COORDINATORS, POST, "two_people", unit=True),
    "people:undo_merge": Page(STAFF, POST, "merge"),
    "people:duplicates": Page(COORDINATORS),
    "people:lists": Page(READERS),
    "people:new_list": Page(STAFF, BOTH),
    "people:list": Page(READERS, GET, "saved_list"),
    "people:edit_list": Page(STAFF, BOTH, "saved_list"),
    "people:retention": Page(READERS | ADMINISTRATORS),
    "people:term": Page(STAFF, BOTH, "term", everywhere=True),
    "people:rosters": Page(COORDINATORS, BOTH),
    "people:template": Page(COORDINATORS),
    "people:roster": Page(STAFF, GET, "roster"),
    "people:check": Page(STAFF, POST, "roster", quiet=True),
    "people:carry_out": Page(STAFF, POST, "roster"),
    "people:failed_rows": Page(STAFF, GET, "roster"),
}


def furnish(world: World) -> None:
    """A person with a telephone and a spouse, one who left the list, and a roster of one good and one faulty row."""
    at, home, staff = world.at, world.home, world.staff

    def person_of(name: str, phone: str, id_number: str = "") -> Person:
        return people.add_person(
            by=staff, at=at, county=home.region, name=f"{MARK}{name}", organisation=home.school, phone=phone, id_number=id_number
        )

    person, left = person_of("甲", "13800000001", "11010119800307451X"), person_of("乙", "13800000002")
    people.leave_list(by=staff, at=at, person=left, reason="示例")
    relation = people.add_relative(by=staff, at=at, person=person, kind=RelationKind.SPOUSE, name=f"{MARK}丙")
    today = timezone.localdate(at)
    people.change_post(by=staff, at=at, person=person, since=today, organisation=home.school, post="示例职务")
    alike, double = person_of("同", "13800000003"), person_of("同", "13800000004")
    merge = people.merge_people(by=staff, at=at, kept=person_of("并", "13800000005"), gone=person_of("并", "13800000006"))
    saved = people.make_list(by=staff, at=at, county=home.region, title=f"{MARK}名单", criteria={"relations": ["spouse"]})
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "roster.csv"
        file.write_text(f"姓名,单位,手机\n{MARK}丁,{home.school.name},\n{MARK}戊,{home.school.name},12\n", encoding="utf-8")
        roster = people.upload_roster(by=staff, at=at, county=home.region, key=uuid4(), file=file, name="roster.csv")
    roster = people.check_roster(by=staff, at=at, roster=roster)
    world.objects |= {
        "person": {"pk": person.pk},
        "earlier_post": {"pk": person.pk, "posting": person.postings.get().pk},
        "two_people": {"pk": alike.pk, "other": double.pk},
        "merge": {"pk": merge.pk},
        "saved_list": {"pk": saved.pk},
        "term": {"code": "people.left"},
        "person_who_left": {"pk": left.pk},
        "relation": {"pk": person.pk, "relation": relation.pk},
        "roster": {"pk": roster.pk},
    }
