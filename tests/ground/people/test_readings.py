"""How a name is read: found by every reading, ordered by its surname's, and by the person's own where they chose one."""

import importlib

import pytest
from django.apps import apps
from django.db import connection
from django.urls import reverse

from jiafeng.ground.people import actions
from jiafeng.ground.people.models import Person
from jiafeng.ground.people.queries import named, people_for
from tests.factories import AT
from tests.ground.people.conftest import Scene
from tests.ground.people.factories import roster, row

migration = importlib.import_module("jiafeng.ground.people.migrations.0010_readings")


def found(scene: Scene, words: str) -> list[str]:
    return [person.name for person in named(people_for(scene.staff), words)]


@pytest.mark.parametrize("words", ["lichangjiang", "lcj", "lizhangjiang", "lzj", "lizh", "李长", "LICHANG"])
def test_somebody_is_found_by_every_reading_of_their_name(scene: Scene, words: str) -> None:
    scene.add("李长江")
    assert found(scene, words) == ["李长江"]


@pytest.mark.parametrize(
    ("name", "words"), [("卜明", "buming"), ("阚明", "kan"), ("万俟明", "moqi"), ("吕明", "lü"), ("吕明", "lyu"), ("薄明", "bo")]
)
def test_surnames_are_found_by_their_own_readings(scene: Scene, name: str, words: str) -> None:
    scene.add(name)
    assert found(scene, words) == [name]


def test_the_list_is_in_the_order_of_the_surnames_readings(scene: Scene) -> None:
    for name in ("薄明", "卜明", "阚明", "单于明", "万俟明", "尉迟明", "澹台明"):
        scene.add(name)
    assert [person.name for person in people_for(scene.staff)] == ["薄明", "卜明", "单于明", "阚明", "万俟明", "示例甲", "澹台明", "尉迟明"]


def edit(scene: Scene, person: Person, **changed: object) -> Person:
    person.refresh_from_db()
    given = {"name": person.name, "organisation": scene.county.school.pk, "revision": person.revision, "reading": person.reading, **changed}
    response = scene.client.post(reverse("people:edit", args=[person.pk]), given)
    assert response.status_code == 302, response.context["form"].errors
    person.refresh_from_db()
    return person


def test_a_reading_of_ones_own_is_kept_until_the_name_changes(scene: Scene) -> None:
    person = scene.add("李长江")
    assert edit(scene, person, reading="Lǐ Zhǎng Jiāng").reading == "li zhang jiang"
    assert (person.pinyin, person.initials) == ("lizhangjiang", "lzj")
    assert found(scene, "lichangjiang") == ["李长江"]
    assert "li zhang jiang" in scene.client.get(reverse("people:person", args=[person.pk])).content.decode()
    assert edit(scene, person, name="李 长江", note="好").pinyin == "lizhangjiang"
    assert edit(scene, person, name="李长海").reading == ""
    assert person.pinyin == "lichanghai"


def test_a_roster_leaves_the_chosen_reading_alone(scene: Scene, tmp_path) -> None:
    person = scene.add("李长江", phone="13900001234")
    edit(scene, person, reading="li zhang jiang")
    path = roster(tmp_path / "名册.xlsx", row("李长江", scene.county.school.name, 手机="13900001234", 职务="校长"))
    assert actions.import_people(by=scene.staff, at=AT, county=scene.county.region, path=path, dry_run=False).update == 1
    person.refresh_from_db()
    assert (person.post, person.reading, person.pinyin) == ("校长", "li zhang jiang", "lizhangjiang")


def test_a_reading_that_does_not_fit_the_name_is_told_at_its_field(scene: Scene) -> None:
    url = reverse("people:edit", args=[scene.person.pk])
    given = {"name": "示例甲", "organisation": scene.county.school.pk, "revision": scene.person.revision, "reading": "shi li"}
    response = scene.client.post(url, given)
    assert response.status_code == 422
    assert "shi li jia" in str(response.context["form"].errors["reading"])


def test_the_usual_reading_typed_is_no_choice(scene: Scene) -> None:
    assert edit(scene, scene.add("李长江"), reading="li chang jiang").reading == ""


def test_those_already_on_the_list_are_brought_up_to_date(scene: Scene) -> None:
    old = {
        "阿依•古丽": ("阿依·古丽", "ayiguli"),
        "李长江": ("李长江", "lichangjiang"),
        "示例\u202e乙": ("示例乙", "shiliyi"),
    }
    for name in old:
        Person.objects.create(
            county=scene.county.region, organisation=scene.county.school, name=name, name_key=name, pinyin="x", initials="x"
        )
    same = {"county": scene.county.region, "organisation": scene.county.school, "phone": "13900001234", "pinyin": "x", "initials": "x"}
    Person.objects.create(name="示例丙", name_key="示例丙", **same)
    double = Person.objects.create(name="示例\u202e丙", name_key="示例\u202e丙", **same)
    migration.renew(apps, connection.schema_editor(atomic=False))
    assert {(person.name, person.pinyin) for person in Person.objects.filter(pinyin__in=[pinyin for _, pinyin in old.values()])} == set(
        old.values()
    )
    assert found(scene, "lzj") == ["李长江"]
    double.refresh_from_db()
    assert (double.name, double.name_key) == ("示例\u202e丙", "示例\u202e丙")
    assert double.pinyin != "x"
