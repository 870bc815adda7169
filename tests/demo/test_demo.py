"""The demo county: the article's figures come out of its records, and what nobody can prove is refused."""

import datetime as dt
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import time_machine
from django.db import transaction
from django.db.models import Count
from django.test import Client
from django.utils import timezone
from pytest_django import DjangoDbBlocker

from jiafeng.common.refusals import Refused
from jiafeng.demo.build import DemoRefused, Report, build
from jiafeng.ground.accounts.models import User
from jiafeng.ground.people.models import Person
from jiafeng.ground.records.models import ActionLog
from jiafeng.ground.units.models import CountyProfile
from jiafeng.programme.awards.models import Notice
from jiafeng.programme.events.models import Attendance, AttendanceTrace
from jiafeng.programme.plans.models import Plan
from jiafeng.programme.plans.stages import PlanStage
from jiafeng.programme.pledges.models import PledgeDrive, PledgeTrace
from jiafeng.reporting.bulletins import actions as bulletins
from jiafeng.reporting.bulletins.models import Bulletin, Passport
from jiafeng.reporting.bulletins.stages import Stage
from tests.demo.words import KNOWN, odd, said, walk
from tests.factories import make_county

NOW = dt.datetime(2026, 11, 23, 2, 0, tzinfo=dt.UTC)


def test_it_does_not_move_in_with_a_real_county(db: None) -> None:
    make_county()
    with pytest.raises(DemoRefused, match="--data"):
        build("demo-password-1", NOW)
    assert not Person.objects.exists()


@pytest.fixture(scope="module")
def built(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[Report]:
    """The demo, built once for all that only look at it; what a test does to it is undone before the next."""
    with django_db_blocker.unblock(), transaction.atomic():
        yield build("demo-password-1", NOW)
        transaction.set_rollback(True)


@pytest.fixture
def report(built: Report, db: None) -> Report:
    return built


def test_the_demo_stands_on_the_articles_figures(report: Report) -> None:
    values = {passport.figure.partition("?")[0]: passport.value for passport in Passport.objects.order_by("n")}
    assert values["pledges.signers"] > 100
    assert values["events.attendees"] == 66
    issued = Bulletin.objects.get(stage=Stage.ISSUED)
    assert issued.code
    assert issued.approved_by != issued.author


def test_each_passport_says_and_counts_what_it_always_did(report: Report) -> None:
    # Issued bulletins rest on them: a figure whose meaning changes gets another code. Left out is what is drawn anew each time: digests and ids.
    kept = [json.loads(line) for line in (Path(__file__).parent / "passports.jsonl").read_text(encoding="utf-8").splitlines()]
    found = [passport.as_record() for passport in Passport.objects.order_by("pk")]
    for passport in found:
        del passport["manifest"]["sha256"]
        passport["figure"] = passport["figure"].partition("?")[0]
    assert found == kept


def test_several_channels_meet_in_one_count(report: Report) -> None:
    signers = Passport.objects.get(figure__startswith="pledges.signers").value
    phone, paper = (Passport.objects.get(figure__startswith=f"pledges.{code}").value for code in ("on_phone", "on_paper"))
    staff = PledgeTrace.objects.filter(channel__in=["staff", "kiosk"], signed_on__year=2015).count()
    assert phone + paper + staff > signers
    symposium = Attendance.objects.filter(event__title="正科级干部配偶警示教育座谈会")
    assert symposium.count() == 66 < AttendanceTrace.objects.filter(attendance__in=symposium).count()


def test_a_hundred_per_cent_without_a_sample_is_refused(report: Report) -> None:
    draft = Bulletin.objects.get(stage=Stage.DRAFT)
    assert "百分百" in draft.body
    with pytest.raises(Refused, match="百分百"):
        bulletins.submit(by=draft.author, at=NOW, bulletin=draft, revision=draft.revision)


def test_everybody_is_marked_as_invented(report: Report) -> None:
    assert not Person.objects.exclude(note__contains="示例").exists()
    assert CountyProfile.objects.get().is_demo
    assert all("示例" in name for _username, _role, name in report.sign_ins)


def test_the_year_of_the_article_is_closed_and_this_years_work_is_open(report: Report) -> None:
    assert {plan.year: plan.stage for plan in Plan.objects.all()} == {2015: PlanStage.CLOSED, 2026: PlanStage.ISSUED}


def test_nothing_in_the_log_lies_ahead(report: Report) -> None:
    ahead = ActionLog.objects.filter(at__gt=NOW).exclude(verb="deskcards.run.finish")  # by a worker, which has a clock of its own
    assert not list(ahead)


def test_a_unit_has_one_head(report: Report) -> None:
    heads = Person.objects.filter(post__in=["局长", "镇长", "乡长"]).values("organisation").annotate(number=Count("pk"))
    assert {each["number"] for each in heads} == {1}


def test_a_notice_stands_and_two_drives_are_open(report: Report) -> None:
    today = timezone.localdate(NOW)
    assert Notice.objects.filter(posted_at__lt=NOW, ends_at__gt=NOW, round__stage="notice").count() == 1
    assert PledgeDrive.objects.filter(stage="open", opens_on__lte=today, closes_on__gt=today).count() == 2


def test_a_second_start_keeps_what_is_there(report: Report) -> None:
    people = Person.objects.count()
    assert build("demo-password-1", NOW + dt.timedelta(days=3)) == report
    assert Person.objects.count() == people


def test_none_of_the_articles_sentences_is_repeated(report: Report) -> None:
    words = "积极创新探索|家庭助廉教育为核心|靠制度管人|人人感知廉政文化|庄严签名承诺|齐聚一堂|常吹廉政风|推波助澜"
    body = "".join(Bulletin.objects.values_list("body", flat=True))
    assert not [phrase for phrase in words.split("|") if phrase in body]


@pytest.mark.parametrize("username", ["fulian", "jiwei", "lianluo", "zhiyuan", "shenji", None])
def test_no_page_speaks_in_codes(report: Report, username: str | None, settings: Any) -> None:
    settings.SECOND_FACTOR_ROLES = []  # as in a demo's folder
    client, start = Client(), "/"
    if username:
        client.force_login(User.objects.get(username=username))
        start = "/desk/"
    known = KNOWN | set(User.objects.values_list("username", flat=True)) | {"li", "zhang", "jiang"}  # how to type a reading
    with time_machine.travel(NOW, tick=False):
        pages = dict(walk(client, start))
    assert len(pages) > (2 if username == "zhiyuan" else 20)
    found = [f"{path}: {words}" for path, page in pages.items() for words in odd(said(page), known)]
    assert not found, "\n".join(found)
