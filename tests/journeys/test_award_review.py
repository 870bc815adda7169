"""The three bodies clear every nominee, reviewers score, a committee's paper is counted by two people, and the public votes: all in the browser."""

import json
from collections.abc import Callable

from tests.journeys.conftest import PHONE, Visitor, texted
from tests.serving import Site

# Ends the demo county's nominations as far as nominees and reviewers go who have no sign-in of their own; prints who is asked next.
_TO_THE_BODIES = """
import json
from django.utils import timezone
from jiafeng.ground.accounts.models import User
from jiafeng.programme.awards import actions
from jiafeng.programme.awards.models import Round
from jiafeng.programme.awards.stages import NominationStage
at = timezone.now()
names = ("fulian", "jiwei", "zuzhibu")
staff, *others = (User.objects.get(username=name) for name in names)
round_ = Round.objects.get(stage="nominating")
Round.objects.filter(pk=round_.pk).update(review_weight=40, ballot_weight=40, public_weight=20, honours=2)
type(round_.scheme).objects.filter(pk=round_.scheme_id).update(public_vote=True)
for nomination in round_.nominations.filter(stage=NominationStage.PROPOSED):
    actions.withdraw_nomination(by=staff, at=at, nomination=nomination, reason="示例")
for user in others:
    actions.add_reviewer(by=staff, at=at, round_=round_, user=user)
bodies = dict(zip(names, round_.bodies.order_by("place").values_list("pk", flat=True)))
accepted = list(round_.nominations.filter(stage=NominationStage.ACCEPTED).values_list("pk", flat=True))
print("ROUND " + json.dumps({"round": round_.pk, "bodies": bodies, "nominations": accepted}))
"""


def test_bodies_clear_reviewers_score_two_people_count_paper_and_the_public_votes(visitor: Callable[..., Visitor], demo: Site) -> None:
    told = demo.command("manage", "shell", "-c", _TO_THE_BODIES).stdout
    file = json.loads(told.partition("ROUND ")[2].splitlines()[0])
    round_page = f"/awards/{file['round']}"
    people = {name: visitor() for name in file["bodies"]}
    for name, person in people.items():
        person.sign_in(name, demo.password)

    staff = people["fulian"]
    staff.settle(f"{round_page}/move/clear")
    for name, body in file["bodies"].items():
        for nomination in file["nominations"]:
            page = people[name].go(f"/awards/nominations/{nomination}/clear/{body}")
            page.check("input[name=agrees][value=yes]")
            page.fill("input[name=document]", "示例〔2026〕1号")
            people[name].settle()
        people[name].look_over()

    staff.settle(f"{round_page}/move/review")
    for name in ("jiwei", "zuzhibu"):
        page = people[name].go(f"{round_page}/sheets")
        people[name].look_over()
        sheets = page.eval_on_selector_all("main a[href*='/awards/sheets/']", "links => links.map(link => link.getAttribute('href'))")
        assert sheets
        for place, sheet in enumerate(dict.fromkeys(sheets)):
            page = people[name].go(sheet)
            for score in page.locator("main input[type=number]").all():
                score.fill(str(95 - 5 * place))
            people[name].look_over()
            page.click("main form .btn-primary")
            people[name].look_over()

    staff.settle(f"{round_page}/move/vote")
    page = staff.go(f"{round_page}/polls/new")
    staff.look_over()
    page.click("main form .btn-primary")
    poll = page.url.rstrip("/").rsplit("/", 1)[1]
    page = staff.go(f"/awards/polls/{poll}/open")
    page.fill("input[name=codes]", "0")
    page.fill("input[name=paper]", "5")
    staff.settle()
    for name, spoiled in (("fulian", 1), ("jiwei", 1)):
        page = people[name].go(f"/awards/polls/{poll}/paper")
        votes = page.locator("main input[name^=votes_]").all()
        page.fill("input[name=counted]", "3")
        page.fill("input[name=spoiled]", "0")
        page.fill("input[name=unused]", "1")
        for place, field in enumerate(votes):
            field.fill("3" if place < 2 else "0")
        with page.expect_response(lambda answer: answer.request.method == "POST") as answered:
            page.click("main form .btn-primary")
        assert answered.value.status == 422  # 5 were handed out, and these are 4
        people[name].look_over()
        people[name].troubles.clear()  # the browser reports the 422 that was wanted
        page.fill("input[name=spoiled]", str(spoiled))
        page.click("main form .btn-primary")
        people[name].look_over()
    page = staff.go(f"/awards/polls/{poll}")
    page.click("text=结束并计票")
    staff.settle()
    staff.go(f"/awards/polls/{poll}")
    staff.look_over()
    assert "票榜校验码" in page.inner_text("main")

    page = staff.go(f"{round_page}/polls/new")
    page.select_option("[name=kind]", "public")
    page.click("main form .btn-primary")
    page_of_poll = page.url
    staff.settle(f"{page_of_poll}/open")
    page = staff.go(page_of_poll)
    address = page.inner_text("main p.text-break:has-text('/awards/v/')")
    voter = visitor(PHONE)
    page = voter.go(address)
    for choice in page.locator("input[name=choices]").all()[:2]:
        choice.check()
    page.fill("[name=phone]", "13600000077")
    voter.look_over()
    page.click("button[value=send]")
    page.fill("[name=code]", texted(demo, "136****0077"))
    voter.look_over()
    page.click("button[value=cast]")
    voter.look_over()
    assert page.inner_text("#receipt-code")
    page = staff.go(page_of_poll)
    page.click("text=结束并计票")
    staff.settle()
    staff.go(page_of_poll)
    staff.look_over()
    assert "票榜校验码" in page.inner_text("main"), page_of_poll
    page = staff.go(f"{round_page}/ranking")
    staff.look_over()
    assert page.locator("main table tbody tr").count() == len(file["nominations"])
