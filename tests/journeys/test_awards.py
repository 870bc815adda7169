"""A committee votes on its phones, the public reads the notice and objects, and an auditor recounts with the published file alone."""

import json
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

from jiafeng.library.ballots import recount
from tests.journeys.conftest import PHONE, Visitor
from tests.serving import Site

# Brings this year's round of the demo county to the vote, by the actions that staff call; prints the page of the vote and its codes.
_TO_THE_VOTE = """
import json
from datetime import timedelta
from django.utils import timezone
from jiafeng.ground.accounts.models import User
from jiafeng.programme.awards import actions
from jiafeng.programme.awards.models import PollKind, ReviewSheet, Round
from jiafeng.programme.awards.queries import criteria_of
from jiafeng.programme.awards.stages import NominationStage
at = timezone.now()
staff, *others = (User.objects.get(username=name) for name in ("fulian", "jiwei", "zuzhibu"))
round_ = Round.objects.get(stage="nominating")
Round.objects.filter(pk=round_.pk).update(review_weight=60, ballot_weight=40, public_weight=0, honours=2)
for nomination in round_.nominations.filter(stage=NominationStage.PROPOSED):
    actions.withdraw_nomination(by=staff, at=at, nomination=nomination, reason="示例")
actions.start_clearing(by=staff, at=at, round_=round_)
for nomination in round_.nominations.filter(stage=NominationStage.ACCEPTED):
    for body, who in zip(round_.bodies.order_by("place"), (staff, *others), strict=True):
        actions.give_clearance(by=who, at=at, body=body, nomination=nomination, agrees=True, document="示例")
for user in others:
    actions.add_reviewer(by=staff, at=at, round_=round_, user=user)
actions.start_review(by=staff, at=at, round_=round_)
for place, sheet in enumerate(ReviewSheet.objects.filter(nomination__round=round_, recused="").select_related("reviewer__user", "nomination")):
    scores = {str(each.pk): 95 - 5 * sheet.nomination.number for each in criteria_of(Round.objects.get(pk=round_.pk))}
    actions.submit_sheet(by=sheet.reviewer.user, at=at, sheet=sheet, scores=scores)
actions.start_voting(by=staff, at=at, round_=round_)
poll = actions.set_up_poll(by=staff, at=at, round_=round_, kind=PollKind.COMMITTEE)
codes = actions.open_poll(by=staff, at=at, poll=poll, codes=3)
poll.refresh_from_db()
print("VOTE " + json.dumps({"round": round_.pk, "poll": poll.pk, "token": poll.token, "codes": codes, "names": [each["id"] for each in poll.candidates]}))
"""


def test_a_committee_votes_and_an_auditor_recounts(visitor: Callable[..., Visitor], demo: Site, tmp_path: Path) -> None:
    told = demo.command("manage", "shell", "-c", _TO_THE_VOTE).stdout
    vote = json.loads(told.partition("VOTE ")[2].splitlines()[0])
    first, second = vote["names"][:2]
    receipts = []
    for code in vote["codes"][:2]:
        member = visitor(PHONE)
        page = member.go(f"/awards/v/{vote['token']}#{code}")
        assert page.input_value("input[name=code]") == code  # brought along by the slip, behind the #
        assert code not in page.url
        page.check(f"input[name=choices][value='{first}']")
        page.check(f"input[name=choices][value='{second}']")
        member.look_over()
        page.click("button[value=check]")
        member.look_over()
        page.click("button[value=cast]")
        member.look_over()
        receipts.append(page.inner_text("#receipt-code"))
    late = visitor(PHONE)
    page = late.go(f"/awards/v/{vote['token']}#{vote['codes'][0]}")
    page.check(f"input[name=choices][value='{first}']")
    page.click("button[value=check]")
    with page.expect_response(lambda answer: answer.request.method == "POST" and answer.status != 307) as answered:
        page.click("button[value=cast]")
    assert answered.value.status == 422
    assert "已投票" in page.inner_text("main")
    late.troubles.clear()  # the browser reports the 422 that was wanted

    staff = visitor()
    staff.sign_in("fulian", demo.password)
    page = staff.go(f"/awards/polls/{vote['poll']}")
    assert "得票" not in page.inner_text("main")
    page.click("text=记录链首并打印")
    staff.look_over()
    page.click("text=结束并计票")
    staff.settle()
    staff.go(f"/awards/polls/{vote['poll']}")
    staff.look_over()
    assert "票榜校验码" in page.inner_text("main")
    staff.settle(f"/awards/{vote['round']}/announce")

    reader = visitor(PHONE)
    page = reader.go("/awards/public")
    reader.look_over()
    notice = staff.go(f"/awards/{vote['round']}").get_attribute("main a[href*='/public/notices/']", "href")
    page.click(f"main a[href='{notice}']")
    reader.look_over()
    with page.expect_download() as download:
        page.click("a:has-text('票榜')")
    board = tmp_path / "board.json"
    download.value.save_as(board)
    page.click("a:has-text('提出异议')")
    page.fill("textarea[name=text]", "示例：请核查志愿服务记录")
    reader.look_over()
    page.click("button:has-text('提交异议')")
    reader.look_over()
    receipt = page.inner_text("#receipt-code")

    page = staff.go(f"/awards/{vote['round']}/objections")
    page.click(f"text={receipt}")
    page.click("a:has-text('答复异议')")
    page.check("input[name=upheld][value=no]")
    page.fill("textarea[name=answer]", "示例：经核查属实")
    staff.settle()
    page = reader.go(f"/awards/public/objections/{receipt}")
    assert "经核查属实" in page.inner_text("main")
    reader.look_over()

    # The auditor has the published file and the program beside it, and nothing else.
    alone = subprocess.run([sys.executable, "-I", "-S", recount.__file__, str(board), "--json"], capture_output=True, text=True, check=True)
    assert json.loads(alone.stdout)["votes"][first] == 2
    found = json.loads(board.read_text(encoding="utf-8"))
    assert sorted(line[:14] for line in found["ballots"]) == sorted(receipts)
