"""Who reaches which address of portal, and what the addresses show."""

from uuid import uuid4

from jiafeng.front.portal import actions as portal
from jiafeng.front.portal.models import ArticleKind, FeedbackKind
from jiafeng.ground.accounts.models import Role
from tests.programme.pledges import pages as pledges
from tests.reporting.bulletins import pages as bulletins
from tests.walk.page import BOTH, GET, POST, PUBLIC, STAFF, Page
from tests.walk.world import MARK, World

PAGES = {
    "portal:home": Page(PUBLIC),
    "portal:articles": Page(PUBLIC),
    "portal:notices": Page(PUBLIC),
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
    "portal:publish": Page(STAFF, POST, "draft_article"),
    "portal:withdraw": Page(STAFF, BOTH, "article"),
    "portal:inbox": Page(STAFF | {Role.AUDITOR}),
    "portal:letter": Page(STAFF | {Role.AUDITOR}, BOTH, "letter"),
}


def furnish(world: World) -> None:
    """An article that is out and a draft, a letter, the drive of the day and a bulletin that was issued."""
    world.add(pledges.furnish, bulletins.furnish)
    at, home, staff = world.at, world.home, world.staff
    texts = {"kind": ArticleKind.NEWS, "title": f"{MARK}消息", "source": f"{MARK}妇联", "summary": "", "body": "正文"}
    articles = [portal.write_article(by=staff, at=at, county=home.region, key=uuid4(), **texts) for _ in range(2)]
    portal.publish_article(by=staff, at=at, article=articles[0])
    letter = portal.send_feedback(at=at, county=home.region, key=uuid4(), kind=FeedbackKind.QUESTION, text=f"{MARK}来信")
    world.objects |= {
        "article": {"pk": articles[0].pk},
        "draft_article": {"pk": articles[1].pk},
        "letter": {"pk": letter.pk},
        "receipt": {"receipt": letter.receipt},
    }
