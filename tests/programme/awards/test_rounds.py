"""A round goes from stage to stage by its table, with its guards, and never otherwise."""

from datetime import UTC, date, datetime, timedelta

import pytest

from jiafeng.common.refusals import Refused, Stale
from jiafeng.programme.awards import actions
from jiafeng.programme.awards.models import DeadlineChange, Round, SchemeKind
from jiafeng.programme.awards.stages import ROUND_MOVES, NominationStage, RoundStage
from tests.programme.awards.factories import (
    CRITERIA,
    DAYS,
    EXCLUSIONS,
    NOW,
    File,
    cleared,
    granted,
    nominate,
    nominated,
    open_file,
    posted,
    reviewed,
)

pytestmark = pytest.mark.django_db

_MOVES = {
    "open": actions.open_round,
    "clear": actions.start_clearing,
    "review": actions.start_review,
    "vote": actions.start_voting,
    "announce": actions.announce,
    "decide": actions.start_deciding,
    "grant": actions.grant,
}


def test_a_round_runs_from_draft_to_titles(file: File) -> None:
    granted(file)
    assert file.fresh().stage == RoundStage.GRANTED
    assert [title.nomination.number for title in file.round.titles.order_by("nomination__number")] == [1, 2]
    assert {title.honour for title in file.round.titles.all()} == {"贤内助"}


def test_no_move_happens_outside_the_table(file: File) -> None:
    version, moved = file.scheme.versions.first(), []
    for stage in RoundStage.values:
        for verb, act in _MOVES.items():
            if any(move.name == verb and move.source == stage for move in ROUND_MOVES.moves):
                continue
            ended = "示例" if stage == RoundStage.CANCELLED else ""
            Round.objects.filter(pk=file.round.pk).update(stage=stage, version=version, ended_reason=ended)
            try:
                act(by=file.staff, at=NOW, round_=file.round)
            except Refused as refused:
                if refused.code == "wrong_stage" and file.fresh().stage == stage:
                    continue
            moved.append((verb, stage))
    assert moved == []


def test_only_the_federation_moves_it(file: File) -> None:
    for other in (file.partner, file.coordinator):
        with pytest.raises(Refused, match="county Federation"):
            actions.open_round(by=other, at=NOW, round_=file.round)


def test_it_does_not_open_without_criteria(file: File) -> None:
    bare = actions.create_scheme(
        by=file.staff, at=NOW, county=file.county.region, title="示例无标准", honour="示例", kind=SchemeKind.SEARCH
    )
    round_ = actions.create_round(
        by=file.staff, at=NOW, scheme=bare, year=2026, title="示例", honours=1, bodies=[file.county.federation], days=DAYS
    )
    with pytest.raises(Refused, match="criteria first"):
        actions.open_round(by=file.staff, at=NOW, round_=round_)


def test_a_round_that_began_keeps_its_criteria(file: File) -> None:
    nominated(file)
    version = file.fresh().version
    actions.publish_version(by=file.staff, at=NOW, scheme=file.scheme, criteria=CRITERIA[::-1], exclusions=EXCLUSIONS)
    assert file.fresh().version == version
    with pytest.raises(Refused, match="has begun"):
        actions.edit_round(
            by=file.staff, at=NOW, round_=file.round, revision=file.round.revision, year=2026, title="别的", honours=3,
            bodies=[file.county.federation], days=DAYS, weights=(50, 50, 0),
        )  # fmt: skip


def test_nominations_do_not_close_while_somebody_is_asked(file: File) -> None:
    nominated(file, 1)
    person = file.people[0].__class__.objects.create(
        county=file.county.region, organisation=file.county.water, name="示例癸", name_key="示例癸", pinyin="shiligui"
    )
    waiting = nominate(file, person)
    with pytest.raises(Refused, match="wait for acceptance"):
        actions.start_clearing(by=file.staff, at=NOW, round_=file.round)
    actions.withdraw_nomination(by=file.staff, at=NOW, nomination=waiting, reason="没有答复")
    assert actions.start_clearing(by=file.staff, at=NOW, round_=file.round).stage == RoundStage.CLEARING


def test_every_body_gives_its_word_before_the_review(file: File) -> None:
    nominated(file, 1)
    actions.start_clearing(by=file.staff, at=NOW, round_=file.round)
    with pytest.raises(Refused, match="waits for the word of 2"):
        actions.start_review(by=file.staff, at=NOW, round_=file.round)


def test_a_deadline_moves_by_two_people_with_a_reason(file: File) -> None:
    nominated(file)
    deadline = file.round.deadlines.get(stage=RoundStage.NOMINATING)
    facts = {"at": NOW, "deadline": deadline, "to": date(2026, 3, 10)}
    with pytest.raises(Refused, match="Say why"):
        actions.propose_deadline(by=file.staff, reason=" ", **facts)
    change = actions.propose_deadline(by=file.staff, reason="雨雪停课", **facts)
    deadline.refresh_from_db()
    assert deadline.on == DAYS[RoundStage.NOMINATING]
    with pytest.raises(Refused, match="Another person"):
        actions.confirm_deadline(by=file.staff, at=NOW, change=change)
    with pytest.raises(Refused, match="waiting for its second"):
        actions.propose_deadline(by=file.second, reason="再改", **facts)
    for _ in range(2):  # confirmed twice, it moved once
        actions.confirm_deadline(by=file.partner, at=NOW, change=change)
    deadline.refresh_from_db()
    assert deadline.on == date(2026, 3, 10)
    assert DeadlineChange.objects.get().earlier == DAYS[RoundStage.NOMINATING]


@pytest.mark.parametrize("to", [date(2026, 3, 1), date(2026, 3, 6), date(2026, 3, 14)])
def test_a_deadline_keeps_its_place_among_the_others(file: File, to: date) -> None:
    nominated(file)
    with pytest.raises(Refused):
        actions.propose_deadline(
            by=file.staff, at=NOW, deadline=file.round.deadlines.get(stage=RoundStage.NOMINATING), to=to, reason="示例"
        )


LAST_MOMENT = datetime(2026, 3, 6, 15, 59, 59, 999999, tzinfo=UTC)  # 23:59:59.999999 in Shanghai


def test_the_last_day_lasts_until_midnight_in_shanghai(file: File) -> None:
    nominated(file, 1)
    other = file.people[0].__class__.objects.create(
        county=file.county.region, organisation=file.county.water, name="示例午", name_key="示例午", pinyin="shiliwu"
    )
    with pytest.raises(Refused, match="it is over"):
        nominate(file, other, at=LAST_MOMENT + timedelta(microseconds=1))
    assert nominate(file, other, at=LAST_MOMENT).stage == NominationStage.PROPOSED


def test_a_cancelled_round_says_why_and_is_over(file: File) -> None:
    posted(file)
    with pytest.raises(Refused, match="Say why"):
        actions.cancel_round(by=file.staff, at=NOW, round_=file.round, reason="")
    actions.cancel_round(by=file.staff, at=NOW, round_=file.round, reason="批准撤回")
    assert file.fresh().ended_reason == "批准撤回"
    assert file.notice.stage == "replaced"
    with pytest.raises(Refused):
        actions.start_deciding(by=file.staff, at=NOW + timedelta(days=30), round_=file.round)


def test_two_who_edit_a_draft_at_once_are_told(file: File) -> None:
    facts = {"year": 2026, "honours": 2, "bodies": [file.county.federation], "days": DAYS, "weights": (50, 50, 0)}
    actions.edit_round(by=file.staff, at=NOW, round_=file.round, revision=file.round.revision, title="甲", **facts)
    with pytest.raises(Stale):
        actions.edit_round(by=file.second, at=NOW, round_=file.round, revision=file.round.revision, title="乙", **facts)


@pytest.mark.parametrize(
    ("rules", "sentence"),
    [
        ({"approval_document": ""}, "approval document"),
        ({"quota": None}, "approval document"),
        ({"for_children": True, "public_vote": True}, "never votes on children"),
    ],
)
def test_a_scheme_that_no_rule_allows_is_refused(db: None, rules: dict[str, object], sentence: str) -> None:
    with pytest.raises(Refused, match=sentence):
        open_file(rules=rules)


def test_a_round_gives_no_more_than_its_approval_and_no_vote_that_its_scheme_lacks(file: File) -> None:
    facts = {"by": file.staff, "at": NOW, "scheme": file.scheme, "year": 2026, "bodies": [file.county.federation], "days": DAYS}
    with pytest.raises(Refused, match="allows 6"):
        actions.create_round(title="多", honours=7, **facts)
    with pytest.raises(Refused, match="no vote of the public"):
        actions.create_round(title="众", honours=2, weights=(40, 40, 20), **facts)
    with pytest.raises(Refused, match="add up to 100"):
        actions.create_round(title="重", honours=2, weights=(40, 40, 0), **facts)


def test_weights_of_criteria_add_up(file: File) -> None:
    with pytest.raises(Refused, match="come to 60"):
        actions.publish_version(by=file.staff, at=NOW, scheme=file.scheme, criteria=CRITERIA[:1], exclusions=[])


def test_criteria_are_shared_between_schemes(file: File) -> None:
    other = actions.create_scheme(by=file.staff, at=NOW, county=file.county.region, title="示例五好", honour="五好", kind=SchemeKind.SEARCH)
    version = actions.publish_version(by=file.staff, at=NOW, scheme=other, criteria=CRITERIA, exclusions=[])
    ours = file.scheme.versions.get().criteria.values_list("criterion", flat=True)
    assert set(version.criteria.values_list("criterion", flat=True)) == set(ours)


def test_the_review_ends_when_every_sheet_is_in_or_excused(file: File) -> None:
    cleared(file, 2)
    with pytest.raises(Refused, match="4 sheets are missing"):
        actions.start_voting(by=file.staff, at=NOW, round_=file.round)


def test_a_round_in_the_vote_has_its_scores(file: File) -> None:
    assert reviewed(file).fresh().stage == RoundStage.VOTING
