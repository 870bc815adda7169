"""Who is put forward, accepts, is cleared, and is scored by whom."""

from datetime import timedelta
from pathlib import Path
from uuid import uuid4

import pytest
import time_machine
import xlsxwriter
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from jiafeng.common.refusals import Refused
from jiafeng.ground.accounts.models import Role
from jiafeng.ground.people.actions import add_person, add_relative
from jiafeng.ground.people.models import ConsentState, Person, Purpose, RelationKind
from jiafeng.programme.awards import actions
from jiafeng.programme.awards.models import Nomination, NominationChannel, RecusalGround, ReviewSheet
from jiafeng.programme.awards.queries import criteria_of
from jiafeng.programme.awards.stages import NominationStage
from tests.factories import make_user, signed_in
from tests.programme.awards.factories import EXCLUSIONS, NOW, File, cleared, granted, nominate, nominated, open_file

pytestmark = pytest.mark.django_db


def newcomer(file: File, name: str = "示例新", **facts: object) -> Person:
    return add_person(by=file.staff, at=NOW, county=file.county.region, name=name, organisation=file.county.school, **facts)


def test_the_same_form_sent_twice_nominates_once(file: File) -> None:
    nominated(file, 1)
    person, key = newcomer(file), uuid4()
    assert nominate(file, person, key=key) == nominate(file, person, key=key)
    with pytest.raises(Refused, match=r"nominated in this round already, as No\. 02"):
        nominate(file, person)


def test_a_unit_nominates_its_quota(db: None) -> None:
    file = nominated(open_file(rules={"unit_quota": 1}), 1)
    facts = {"by": file.coordinator, "channel": NominationChannel.UNIT, "unit": file.county.school}
    first = nominate(file, newcomer(file, "示例一"), **facts)
    with pytest.raises(Refused, match="put forward its 1"):
        nominate(file, newcomer(file, "示例二"), **facts)
    actions.withdraw_nomination(by=file.staff, at=NOW, nomination=first, reason="示例")
    assert nominate(file, newcomer(file, "示例三"), **facts).number == 3


def test_a_coordinator_nominates_for_their_own_unit_only(file: File) -> None:
    nominated(file, 1)
    with pytest.raises(Refused, match="your own unit"):
        nominate(file, newcomer(file), by=file.coordinator, channel=NominationChannel.UNIT, unit=file.county.water)


def test_each_criterion_is_given_a_reason(file: File) -> None:
    nominated(file, 1)
    with pytest.raises(Refused, match="Say for “家庭廉洁” why"):
        actions.nominate(
            at=NOW, round_=file.round, person=newcomer(file), key=uuid4(), channel=NominationChannel.SELF, summary="示例", reasons={}
        )


def test_a_nominee_and_the_spouse_on_record_both_accept(file: File) -> None:
    nominated(file, 1)
    person = newcomer(file)
    add_relative(by=file.staff, at=NOW, person=person, kind=RelationKind.SPOUSE, name="示例配偶")
    nomination = nominate(file, person)
    with pytest.raises(Refused, match="not the nominee's name"):
        actions.accept(at=NOW, nomination=nomination, name="别人")
    assert actions.accept(at=NOW, nomination=nomination, name="示例 新", purposes=[Purpose.STORY]).stage == NominationStage.PROPOSED
    with pytest.raises(Refused, match="not the spouse's name"):
        actions.accept(at=NOW, nomination=nomination, name="", spouse_name="别人")
    assert actions.accept(at=NOW, nomination=nomination, name="", spouse_name="示例配偶").stage == NominationStage.ACCEPTED
    assert list(ConsentState.objects.filter(person=person, given=True).values_list("purpose", flat=True)) == [Purpose.STORY]


def test_a_child_needs_a_guardian(file: File) -> None:
    nominated(file, 1)
    nomination = nominate(file, newcomer(file, birth_year=2016))
    with pytest.raises(Refused, match="guardian"):
        actions.accept(at=NOW, nomination=nomination, name="示例新")
    assert actions.accept(at=NOW, nomination=nomination, name="示例新", guardian="示例母").stage == NominationStage.ACCEPTED


def test_whoever_declines_is_no_candidate(file: File) -> None:
    nominated(file, 2)
    actions.decline(at=NOW, nomination=file.nomination(2))
    actions.start_clearing(by=file.staff, at=NOW, round_=file.round)
    body = file.round.bodies.order_by("place")[0]
    with pytest.raises(Refused, match="no candidate any more"):
        actions.give_clearance(by=file.staff, at=NOW, body=body, nomination=file.nomination(2), agrees=True, document="示例")


def test_a_veto_cites_one_of_the_rules_and_no_case(file: File) -> None:
    nominated(file, 2)
    actions.start_clearing(by=file.staff, at=NOW, round_=file.round)
    commission = file.round.bodies.get(organisation=file.county.commission)
    facts = {"at": NOW, "body": commission, "nomination": file.nomination(1), "agrees": False, "document": "示例函2号"}
    with pytest.raises(Refused, match="Choose the rule"):
        actions.give_clearance(by=file.partner, rule="某案某事", **facts)
    actions.give_clearance(by=file.partner, rule=EXCLUSIONS[0], **facts)
    assert file.nomination(1).stage == NominationStage.EXCLUDED
    with pytest.raises(Refused, match="given its word"):
        actions.give_clearance(by=file.partner, **{**facts, "agrees": True})


def test_a_body_speaks_through_its_own_staff(file: File) -> None:
    nominated(file, 1)
    actions.start_clearing(by=file.staff, at=NOW, round_=file.round)
    commission = file.round.bodies.get(organisation=file.county.commission)
    for stranger in (file.staff, file.coordinator):
        with pytest.raises(Refused, match="own staff"):
            actions.give_clearance(by=stranger, at=NOW, body=commission, nomination=file.nomination(1), agrees=True, document="示例")


def test_a_revoked_title_bars_a_new_nomination_for_its_years(file: File) -> None:
    granted(file)
    title = file.round.titles.get(nomination__number=1)
    actions.revoke_title(by=file.staff, at=NOW, title=title, reason="示例")
    title.refresh_from_db()
    again = actions.create_round(
        by=file.staff,
        at=NOW,
        scheme=file.scheme,
        year=2026,
        title="2026年再评",
        honours=1,
        bodies=[file.county.federation],
        days={each.stage: each.on + timedelta(days=900) for each in file.round.deadlines.all()},
    )
    actions.open_round(by=file.staff, at=NOW, round_=again)
    file.round = again
    with pytest.raises(Refused, match="bars a new nomination until 2028-03-02"):
        nominate(file, title.person)
    assert nominate(file, title.person, at=NOW + timedelta(days=731)).number == 1


# Review


def test_household_and_unit_are_recused_by_themselves(file: File) -> None:
    nominated(file, 1)
    family = add_relative(by=file.staff, at=NOW, person=file.people[0], kind=RelationKind.SPOUSE, name="示例家属")
    kin = make_user(Role.PARTNER_STAFF, file.county.commission)
    colleague = make_user(Role.UNIT_COORDINATOR, file.county.water)
    relative = family.person if family.to_id == file.people[0].pk else family.to
    actions.add_reviewer(by=file.staff, at=NOW, round_=file.round, user=kin, person=relative)
    for user in (colleague, file.coordinator):
        actions.add_reviewer(by=file.staff, at=NOW, round_=file.round, user=user)
    actions.start_clearing(by=file.staff, at=NOW, round_=file.round)
    for body, who in zip(file.round.bodies.order_by("place"), (file.staff, file.partner), strict=True):
        actions.give_clearance(by=who, at=NOW, body=body, nomination=file.nomination(1), agrees=True, document="示例")
    actions.start_review(by=file.staff, at=NOW, round_=file.round)
    found = {sheet.reviewer.user: sheet.recused for sheet in ReviewSheet.objects.select_related("reviewer__user")}
    assert found == {kin: RecusalGround.HOUSEHOLD, colleague: RecusalGround.UNIT, file.coordinator: ""}


def test_a_reviewer_scores_every_criterion_of_their_own_sheets(file: File) -> None:
    cleared(file, 1)
    sheet = ReviewSheet.objects.get(reviewer__user=file.partner)
    scores = {str(each.pk): 80 for each in criteria_of(file.fresh())}
    with pytest.raises(Refused, match="another reviewer's"):
        actions.submit_sheet(by=file.coordinator, at=NOW, sheet=sheet, scores=scores)
    for wrong in ({}, dict.fromkeys(scores, 101), dict.fromkeys(scores, -1)):
        with pytest.raises(Refused, match="from 0 to 100"):
            actions.submit_sheet(by=file.partner, at=NOW, sheet=sheet, scores=wrong)
    actions.submit_sheet(by=file.partner, at=NOW, sheet=sheet, scores=scores)
    actions.declare_recusal(by=file.partner, at=NOW, sheet=sheet)
    sheet.refresh_from_db()
    assert (sheet.scores, sheet.submitted_at, sheet.recused) == ({}, None, RecusalGround.DECLARED)
    with pytest.raises(Refused, match="recused"):
        actions.submit_sheet(by=file.partner, at=NOW, sheet=sheet, scores=scores)


def test_a_missing_sheet_is_excused_with_a_reason(file: File) -> None:
    cleared(file, 1)
    sheet = ReviewSheet.objects.get(reviewer__user=file.partner)
    with pytest.raises(Refused, match="Say why"):
        actions.excuse_sheet(by=file.staff, at=NOW, sheet=sheet, reason="")
    actions.excuse_sheet(by=file.staff, at=NOW, sheet=sheet, reason="住院")
    with pytest.raises(Refused, match="excused"):
        actions.submit_sheet(by=file.partner, at=NOW, sheet=sheet, scores={})


def test_a_sheets_row_with_a_rounded_number_is_told_and_the_others_are_taken(file: File, tmp_path: Path) -> None:
    nominated(file, 1)
    criteria = [each.criterion.title for each in criteria_of(file.round)]
    path = tmp_path / "推荐.xlsx"
    book = xlsxwriter.Workbook(str(path))
    page = book.add_worksheet()
    page.write_row(0, 0, ["姓名", "手机", "推荐理由", *criteria])
    page.write_row(1, 0, ["示例新", 522623198001011234, "示例", *["示例"] * len(criteria)])
    page.write_row(2, 0, ["阿依\u202e•古丽", "13900001234", "示例", *["示例"] * len(criteria)])
    page.write_row(3, 0, ["示例缺", "", "", *["示例"] * len(criteria)])
    book.close()
    upload = {"file": SimpleUploadedFile("推荐.xlsx", path.read_bytes()), "unit": file.county.school.pk, "key": str(uuid4())}
    with time_machine.travel(NOW, tick=False):
        page = signed_in(file.staff).post(reverse("awards:import_nominations", args=[file.round.pk]), upload).content.decode()
    assert "文本格式" in page
    assert "看不见的字符" in page
    assert "请填写" in page
    assert not Person.objects.filter(name="示例新").exists()
    assert Nomination.objects.filter(person__name="阿依·古丽", round=file.round).exists()
