"""The writing desk, with and without JavaScript."""

import io
import uuid
from datetime import date, timedelta
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from PIL import Image
from pytest_django import DjangoAssertNumQueries

from jiafeng.common.refusals import Refused, Stale
from jiafeng.ground.accounts.models import Role, User
from jiafeng.ground.records.models import Evidence
from jiafeng.reporting.bulletins import actions
from jiafeng.reporting.bulletins.models import Bulletin, MarkKind
from jiafeng.reporting.bulletins.queries import periods
from jiafeng.reporting.bulletins.stages import Stage
from tests.reporting.bulletins import factories
from tests.reporting.bulletins.factories import AT


def page(name: str, bulletin: Bulletin) -> str:
    return reverse(f"bulletins:{name}", args=[bulletin.pk])


def around(**changes: Any) -> dict[str, Any]:
    given = {
        "title": "示例简报",
        "body": "共6项措施。",
        "masthead": "工作简报",
        "organisation": factories.organisation(factories.county()).pk,
        "start": "2026-01-01",
        "last": "2026-02-28",
    }
    return {**given, **changes}


def test_it_starts_from_the_bulletin_before(client: Client, author: User) -> None:
    factories.bulletin(author, masthead="廉政简报", report_to="示例市妇联")
    client.force_login(author)
    answer = client.get(reverse("bulletins:new"))
    assert b"\xe5\xbb\x89\xe6\x94\xbf\xe7\xae\x80\xe6\x8a\xa5" in answer.content
    assert answer.context["form"].initial["report_to"] == "示例市妇联"


def test_it_is_created_once_however_often_it_is_sent(client: Client, author: User) -> None:
    client.force_login(author)
    data = around(key=uuid.uuid4())
    for _time in range(2):
        answer = client.post(reverse("bulletins:new"), data)
    made = Bulletin.objects.get()
    assert answer["Location"] == page("edit", made)
    assert (made.start, made.end, made.stage) == (factories.START, factories.END, Stage.DRAFT)


def test_a_wrong_period_keeps_the_text(client: Client, author: User) -> None:
    client.force_login(author)
    answer = client.post(reverse("bulletins:new"), around(key=uuid.uuid4(), last="2025-01-01", body="写了很久的正文。"))
    assert answer.status_code == 422
    assert "写了很久的正文。" in answer.content.decode()
    assert not Bulletin.objects.exists()


def test_one_press_saves_text_and_binds_the_claims_that_were_decided(client: Client, author: User) -> None:
    factories.lines(6)
    draft = factories.bulletin(author, "共6项措施，发放30份材料，另据通报表彰20户。")
    client.force_login(author)
    shown = client.get(page("edit", draft))
    assert [form.finding.words for form in shown.context["claims"]] == ["6项", "30份", "20户"]
    data = around(body=draft.body, revision=draft.revision)
    for form, (kind, figure, source) in zip(
        shown.context["claims"], [("figure", "plans.lines", ""), ("", "", ""), ("cited", "", "示例通报")], strict=True
    ):
        given = {"words": form.finding.words, "place": form.finding.start, "kind": kind, "figure": figure, "source": source}
        data |= {f"{form.prefix}-{name}": value for name, value in given.items()}
    answer = client.post(page("edit", draft), data)
    assert answer.status_code == 302
    draft.refresh_from_db()
    assert draft.body == "共{6项|1}措施，发放30份材料，另据通报表彰{20户|2}。"
    assert list(draft.marks.values_list("kind", "figure", "source")) == [("figure", "plans.lines", ""), ("cited", "", "示例通报")]


def test_a_binding_without_its_ground_is_told_at_its_field_and_nothing_is_lost(client: Client, author: User) -> None:
    draft = factories.bulletin(author, "共6项措施。")
    client.force_login(author)
    data = around(body="共6项措施，新写的话。", revision=draft.revision) | {
        "c0-words": "6项",
        "c0-place": 1,
        "c0-kind": "cited",
        "c0-source": "",
    }
    answer = client.post(page("edit", draft), data)
    assert answer.status_code == 422
    assert "新写的话" in answer.content.decode()
    assert answer.context["claims"][0].errors["source"]
    draft.refresh_from_db()
    assert draft.body == "共6项措施。"


def scan(name: str = "示例通报.png") -> SimpleUploadedFile:
    picture = io.BytesIO()
    Image.new("RGB", (40, 30), "white").save(picture, "PNG")
    return SimpleUploadedFile(name, picture.getvalue())


def test_a_cited_number_takes_a_copy_of_its_document_which_stays_when_the_mark_changes(client: Client, author: User) -> None:
    draft = factories.bulletin(author, "另据通报表彰20户。")
    client.force_login(author)
    bound = {"c0-words": "20户", "c0-place": 6, "c0-kind": "cited", "c0-source": "示例通报", "c0-file": scan()}
    assert client.post(page("edit", draft), around(body=draft.body, revision=draft.revision) | bound).status_code == 302
    mark = draft.marks.get()
    assert mark.file is not None
    assert (mark.file.name, mark.file.caption, mark.file.county_code) == ("示例通报.png", "示例通报", draft.county.code)
    draft.refresh_from_db()
    changed = {"m1-kind": "cited", "m1-source": "示例通报第2号"}
    assert client.post(page("edit", draft), around(body=draft.body, revision=draft.revision) | changed).status_code == 302
    mark.refresh_from_db()
    assert (mark.source, mark.file.name) == ("示例通报第2号", "示例通报.png")


def test_a_copy_that_is_no_picture_is_refused_at_its_field_and_nothing_is_saved(client: Client, author: User) -> None:
    draft = factories.bulletin(author, "另据通报表彰20户。")
    client.force_login(author)
    wrong = SimpleUploadedFile("示例.png", b"MZ not a picture")
    bound = {"c0-words": "20户", "c0-place": 6, "c0-kind": "cited", "c0-source": "示例通报", "c0-file": wrong}
    answer = client.post(page("edit", draft), around(body="新写的话，表彰20户。", revision=draft.revision) | bound)
    assert answer.status_code == 422
    assert answer.context["claims"][0].errors["file"]
    assert "新写的话" in answer.content.decode()
    draft.refresh_from_db()
    assert (draft.body, draft.marks.count(), Evidence.objects.count()) == ("另据通报表彰20户。", 0, 0)


def test_a_mark_is_changed_and_taken_off(client: Client, author: User) -> None:
    draft = factories.bulletin(author, "共{6项|plans.lines}措施，{3项|plans.lines_done}完成。")
    client.force_login(author)
    data = around(body=draft.body, revision=draft.revision) | {"m1-kind": "not_claim", "m1-note": "计划数"}
    data |= {"m2-kind": "figure", "m2-figure": "plans.lines_done", "m2-off": "on"}
    assert client.post(page("edit", draft), data).status_code == 302
    draft.refresh_from_db()
    assert draft.body == "共{6项|1}措施，3项完成。"
    assert list(draft.marks.values_list("n", "kind", "note", "figure")) == [(1, "not_claim", "计划数", "")]


def test_the_live_check_saves_nothing(client: Client, author: User) -> None:
    factories.lines(6)
    draft = factories.bulletin(author, "共6项措施。")
    client.force_login(author)
    answer = client.post(page("check", draft), around(body="共{6项|plans.lines}措施，发放30份。"), headers={"HX-Request": "true"})
    assert answer.status_code == 200
    assert [finding.words for finding in answer.context["check"].problems] == ["30份"]
    assert "<html" not in answer.content.decode()
    draft.refresh_from_db()
    assert (draft.body, draft.revision, draft.marks.count()) == ("共6项措施。", 1, 0)


def test_the_author_sees_what_was_passed_over_and_why(client: Client, author: User) -> None:
    draft = factories.bulletin(author, "县妇联计划于下周发放倡议书500份。")
    client.force_login(author)
    for answer in (client.get(page("edit", draft)), client.post(page("check", draft), around(body=draft.body))):
        shown = answer.content.decode()
        assert "<b>500份</b>" in shown
        assert "“计划”" in shown


def test_a_stale_save_is_told_who_changed_what_and_keeps_the_text(client: Client, author: User) -> None:
    colleague = factories.user()
    draft = factories.bulletin(author, "第一稿。")
    actions.save(by=colleague, at=AT, bulletin=draft, revision=draft.revision, title="同事改的标题")
    client.force_login(author)
    answer = client.post(page("edit", draft), around(body="第二稿。", revision=1))
    assert answer.status_code == 422
    shown = answer.content.decode()
    assert colleague.name in shown
    assert "标题" in shown
    assert "第二稿。" in shown
    # Pressed again, knowing it, the text is saved over the other's.
    again = client.post(page("edit", draft), around(body="第二稿。", revision=answer.context["form"]["revision"].value()))
    assert again.status_code == 302


def test_a_text_whose_claims_do_not_hold_is_saved_but_not_handed_in(client: Client, author: User) -> None:
    draft = factories.bulletin(author, "旧稿。")
    client.force_login(author)
    answer = client.post(page("edit", draft), around(body="群众知晓率达百分百。", revision=draft.revision, submit="1"), follow=True)
    draft.refresh_from_db()
    assert (draft.stage, draft.body) == (Stage.DRAFT, "群众知晓率达百分百。")
    assert "百分百" in answer.content.decode()
    assert answer.context["was_refused"]


def test_it_is_handed_in_and_then_closed_to_its_author(client: Client, author: User) -> None:
    factories.lines(6)
    draft = factories.bulletin(author)
    client.force_login(author)
    client.post(page("submit", draft), {"revision": draft.revision})
    draft.refresh_from_db()
    assert (draft.stage, draft.submitted_by) == (Stage.SUBMITTED, author)
    assert client.get(page("edit", draft)).status_code == 403
    client.post(page("withdraw", draft))
    draft.refresh_from_db()
    assert draft.stage == Stage.DRAFT


def test_an_empty_text_and_one_that_cannot_be_printed_are_not_handed_in(author: User) -> None:
    for body in ("", "示例\U000e0001\U0001f9ff。"):
        draft = factories.bulletin(author, body)
        with pytest.raises(Refused) as refused:
            actions.submit(by=author, at=AT, bulletin=draft, revision=draft.revision)
        assert refused.value.field == "body"


def test_marks_that_lost_their_words_fall_away_on_submit(author: User) -> None:
    factories.lines(6)
    draft = factories.bulletin(author, "共{6项|plans.lines}措施，{3项|plans.lines_done}完成。")
    draft = actions.save(by=author, at=AT, bulletin=draft, revision=draft.revision, body="共{6项|1}措施。")
    assert draft.marks.count() == 2
    actions.submit(by=author, at=AT, bulletin=draft, revision=draft.revision)
    assert list(draft.marks.values_list("n", flat=True)) == [1]


def test_submitting_a_text_that_changed_meanwhile_is_stale(author: User) -> None:
    draft = factories.bulletin(author, "示例。")
    actions.save(by=factories.user(), at=AT, bulletin=draft, revision=1, body="改过。")
    with pytest.raises(Stale):
        actions.submit(by=author, at=AT, bulletin=draft, revision=1)


@pytest.mark.parametrize("role", [Role.PARTNER_STAFF, Role.AUDITOR])
def test_only_county_staff_write(client: Client, author: User, role: Role) -> None:
    draft = factories.bulletin(author, "示例。")
    client.force_login(factories.user(role))
    assert client.get(reverse("bulletins:new")).status_code == 403
    assert client.get(page("edit", draft)).status_code == 403
    assert client.post(page("check", draft), {}).status_code == 403
    client.post(page("submit", draft))
    draft.refresh_from_db()
    assert draft.stage == Stage.DRAFT


@pytest.mark.parametrize("role", [Role.UNIT_COORDINATOR, Role.VOLUNTEER])
def test_people_of_units_meet_no_drafts(client: Client, author: User, role: Role) -> None:
    draft = factories.bulletin(author, "示例。")
    client.force_login(factories.user(role))
    assert client.get(page("bulletin", draft)).status_code == 404
    assert client.get(reverse("bulletins:bulletins")).status_code == 403


def test_another_countys_bulletin_is_not_there(client: Client, author: User) -> None:
    draft = factories.bulletin(author, "示例。")
    client.force_login(factories.user(region=factories.county("990102", domain="other.example")))
    for name in ("bulletin", "edit", "review"):
        assert client.get(page(name, draft)).status_code == 404
    for name in ("submit", "withdraw", "approve", "return", "issue", "correct", "check"):
        assert client.post(page(name, draft)).status_code == 404


def test_pages_that_write_refuse_get(client: Client, author: User) -> None:
    draft = factories.bulletin(author, "示例。")
    client.force_login(author)
    for name in ("submit", "withdraw", "approve", "return", "correct", "check"):
        assert client.get(page(name, draft)).status_code == 405
    assert client.get(page("issue", draft)).status_code == 403


@pytest.mark.parametrize(
    ("today", "first", "last"),
    [
        ("2026-12-01", "2026-11-01", "2026-11-30"),
        ("2026-10-09", "2026-07-01", "2026-09-30"),
        ("2026-01-31", "2025-10-01", "2025-12-31"),
        ("2024-03-31", "2024-02-01", "2024-02-29"),
    ],
)
def test_a_bulletin_begins_with_the_last_full_month_or_quarter(today: str, first: str, last: str) -> None:
    assert periods.last_whole(date.fromisoformat(today)) == (date.fromisoformat(first), date.fromisoformat(last))


def test_the_new_page_has_it_at_the_headline(client: Client, author: User) -> None:
    client.force_login(author)
    answer = client.get(reverse("bulletins:new"))
    start, last = periods.last_whole(timezone.localdate())
    assert (answer.context["form"].initial["start"], answer.context["form"].initial["last"]) == (start, last)
    text = answer.content.decode()
    assert text.index("id_title") < text.index("id_start") < text.index("id_body")


@pytest.mark.parametrize(
    ("start", "last", "words"),
    [
        ("2026-11-01", "2026-11-30", "2026年11月"),
        ("2026-07-01", "2026-09-30", "2026年第3季度"),
        ("2026-01-01", "2026-12-31", "2026年"),
        ("2026-11-02", "2026-11-30", "2026-11-02 至 2026-11-30"),
        ("2026-02-01", "2026-04-30", "2026-02-01 至 2026-04-30"),
        ("2025-12-01", "2026-12-31", "2025-12-01 至 2026-12-31"),
    ],
)
def test_a_period_is_said_as_people_say_it(start: str, last: str, words: str) -> None:
    assert periods.period_words(date.fromisoformat(start), date.fromisoformat(last)) == words


def test_a_period_that_reaches_into_the_future_is_refused(client: Client, author: User) -> None:
    client.force_login(author)
    tomorrow = timezone.localdate() + timedelta(days=1)
    answer = client.post(reverse("bulletins:new"), around(key=uuid.uuid4(), last=tomorrow.isoformat(), body="写了很久的正文。"))
    assert answer.status_code == 422
    assert "last" in answer.context["form"].errors
    assert "写了很久的正文。" in answer.content.decode()
    draft = factories.bulletin(author, "示例。")
    for end in (AT.date() + timedelta(days=2), date(2099, 1, 1)):
        with pytest.raises(Refused):
            actions.save(by=author, at=AT, bulletin=draft, revision=draft.revision, end=end)
    actions.save(by=author, at=AT, bulletin=draft, revision=draft.revision, end=AT.date() + timedelta(days=1))


def test_a_draft_from_before_is_not_handed_in_with_a_period_in_the_future(author: User) -> None:
    draft = factories.bulletin(author, "示例。")
    Bulletin.objects.filter(pk=draft.pk).update(end=date(2027, 1, 1))
    with pytest.raises(Refused) as refused:
        actions.submit(by=author, at=AT, bulletin=draft, revision=draft.revision)
    assert refused.value.field == "last"
    factories.lines(6)
    marked = factories.bulletin(author)
    marked.marks.update(start=factories.START, end=date(2027, 1, 1))
    with pytest.raises(Refused) as refused:
        actions.submit(by=author, at=AT, bulletin=marked, revision=marked.revision)
    assert refused.value.field == "last"


def test_the_issuer_is_of_the_county(author: User) -> None:
    other = factories.organisation(factories.county("990102", domain="other.example"))
    with pytest.raises(Refused):
        factories.bulletin(author, organisation=other)
    draft = factories.bulletin(author, "示例。")
    with pytest.raises(Refused):
        actions.save(by=author, at=AT, bulletin=draft, revision=1, organisation=other)


def test_binding_by_an_action_marks_the_words(author: User) -> None:
    draft = factories.bulletin(author, "共6项措施。")
    bound = actions.bind(by=author, at=AT, bulletin=draft, words="6项", kind=MarkKind.FIGURE, figure="plans.lines")
    assert bound.body == "共{6项|1}措施。"
    assert bound.revision == 2


@pytest.mark.parametrize("marks", [1, 3])
def test_the_desk_costs_the_same_queries_however_much_is_marked(
    marks: int, client: Client, author: User, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    factories.lines(6)
    draft = factories.bulletin(author, "共{6项|plans.lines}措施。\n" * marks)
    client.force_login(author)
    with django_assert_num_queries(72):
        assert client.get(page("edit", draft)).status_code == 200
