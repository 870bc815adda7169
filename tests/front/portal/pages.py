"""Who reaches which address of portal, and what the addresses show."""

from datetime import timedelta
from uuid import uuid4

from jiafeng.front.portal import actions as portal
from jiafeng.front.portal.models import ArticleKind, FeedbackKind
from jiafeng.ground.accounts.models import Role
from jiafeng.ground.links.models import Approver
from tests.ground.links import pages as links
from tests.programme.pledges import pages as pledges
from tests.reporting.bulletins import pages as bulletins
from tests.walk.page import ADMINISTRATORS, BOTH, GET, PARTNERS, POST, PUBLIC, STAFF, Page
from tests.walk.world import MARK, World

PAGES = {
    "portal:home": Page(PUBLIC),
    "portal:articles": Page(PUBLIC),
    "portal:notices": Page(PUBLIC),
    "portal:past_notices": Page(PUBLIC),
    "portal:stories": Page(PUBLIC),
    "portal:article": Page(PUBLIC, GET, "article"),
    "portal:article_poster": Page(PUBLIC, GET, "article", typeset=True),
    "portal:article_code": Page(PUBLIC, GET, "article"),
    "portal:bulletins": Page(PUBLIC),
    "portal:bulletin": Page(PUBLIC, GET, "issued"),
    "portal:bulletin_code": Page(PUBLIC, GET, "issued"),
    "portal:bulletin_poster": Page(PUBLIC, GET, "issued", typeset=True),
    "portal:drive_code": Page(PUBLIC, GET, "drive_of_the_day"),
    "portal:search": Page(PUBLIC),
    "portal:feed": Page(PUBLIC),
    "portal:feedback": Page(PUBLIC, BOTH),
    "portal:find_answer": Page(PUBLIC),
    "portal:receipt": Page(PUBLIC, GET, "receipt"),
    "portal:accessibility": Page(PUBLIC),
    "portal:privacy": Page(PUBLIC),
    "portal:sitemap": Page(PUBLIC),
    "portal:manage": Page(STAFF),
    "portal:write": Page(STAFF, BOTH),
    "portal:edit": Page(STAFF, BOTH, "article"),
    "portal:publish": Page(STAFF, BOTH, "ready", final=True),
    "portal:times": Page(STAFF, BOTH, "article"),
    "portal:submit": Page(STAFF, BOTH, "draft_article"),
    "portal:take_back": Page(STAFF, POST, "waiting"),
    "portal:review": Page(PARTNERS, GET, "waiting"),
    "portal:approve": Page(PARTNERS, POST, "waiting", quiet=True),
    "portal:send_back": Page(PARTNERS, POST, "waiting", quiet=True),
    "portal:comment": Page(PARTNERS, POST, "waiting", quiet=True),
    "portal:settle": Page(STAFF, POST, "comment"),
    "portal:ask": Page(STAFF, BOTH, "waiting"),
    "portal:make_preview": Page(STAFF, BOTH, "article"),
    "portal:end_preview": Page(STAFF, POST, "preview_row"),
    "portal:versions": Page(PARTNERS, GET, "waiting"),
    "portal:restore": Page(STAFF, BOTH, "version"),
    "portal:preview": Page(PUBLIC, GET, "preview"),
    "portal:by_link": Page(PUBLIC, BOTH, "approval"),
    "portal:rule": Page(ADMINISTRATORS, BOTH),
    "portal:templates": Page(STAFF),
    "portal:new_template": Page(STAFF, BOTH),
    "portal:template": Page(STAFF, BOTH, "article_template"),
    "portal:remove_template": Page(STAFF, POST, "article_template"),
    "portal:withdraw": Page(STAFF, BOTH, "article"),
    "portal:inbox": Page(STAFF | {Role.AUDITOR}),
    "portal:letter": Page(STAFF | {Role.AUDITOR}, GET, "letter"),
    "portal:answer_letter": Page(STAFF, BOTH, "letter", final=True),
}


def furnish(world: World) -> None:
    """An article that is out and a draft, a letter, the drive of the day and a bulletin that was issued."""
    world.add(pledges.furnish, bulletins.furnish, links.furnish)
    at, home, staff = world.at, world.home, world.staff
    texts = {"kind": ArticleKind.NEWS, "title": f"{MARK}消息", "source": f"{MARK}妇联", "summary": "", "body": "正文"}
    articles = [portal.write_article(by=staff, at=at, county=home.region, key=uuid4(), **texts) for _ in range(4)]
    portal.publish_article(by=staff, at=at, article=articles[0])
    portal.set_rule(by=world.users[Role.ADMINISTRATOR, "home"], at=at, county=home.region, readers=1)
    draft, waiting, ready = articles[1:]
    waiting, ready = (
        portal.submit_article(by=staff, at=at, article=each, revision=each.revision, proofread=True) for each in (waiting, ready)
    )
    partner = world.users[Role.PARTNER_STAFF, "home"]
    portal.approve_article(by=partner, at=at, article=ready, revision=ready.revision, proofread=True)
    version = waiting.versions.get()
    said = portal.comment(by=partner, at=at, version=version, key=uuid4(), place=0, sentence="正文", text=f"{MARK}意见")
    ends_at, approver = at + timedelta(days=3), Approver.objects.get(pk=world.objects["approver"]["pk"])
    asked = portal.ask_approver(by=staff, at=at, article=waiting, key=uuid4(), approver=approver, ends_at=ends_at)
    preview = portal.make_preview(by=staff, at=at, article=waiting, key=uuid4(), ends_at=ends_at)
    plain = {"kind": ArticleKind.NOTICE, "title": "", "source": "", "summary": "", "body": "正文"}
    model = portal.save_template(by=staff, at=at, county=home.region, name=f"{MARK}模板", **plain)
    letter = portal.send_feedback(at=at, county=home.region, key=uuid4(), kind=FeedbackKind.QUESTION, text=f"{MARK}来信")
    world.objects |= {
        "article": {"pk": articles[0].pk},
        "draft_article": {"pk": articles[1].pk},
        "waiting": {"pk": waiting.pk},
        "ready": {"pk": ready.pk},
        "version": {"pk": draft.pk, "n": 1},
        "comment": {"pk": said.pk},
        "approval": {"token": asked.token},
        "preview": {"token": preview.token},
        "preview_row": {"pk": preview.pk},
        "article_template": {"pk": model.pk},
        "letter": {"pk": letter.pk},
        "receipt": {"receipt": letter.receipt},
    }
