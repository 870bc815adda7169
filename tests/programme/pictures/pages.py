"""Who reaches which address of pictures, and what the addresses show: those of an article, whose staff keep them."""

from pathlib import Path
from tempfile import TemporaryDirectory

from jiafeng.front.portal import actions as articles
from jiafeng.front.portal.models import Article
from jiafeng.ground.accounts.models import Role
from jiafeng.ground.records.actions import add_evidence
from jiafeng.programme.pictures import actions as pictures
from jiafeng.programme.pictures.queries import text_of
from tests.front.portal import pages as portal
from tests.programme.pictures.files import a_pdf, a_photograph
from tests.walk.page import BOTH, EVERYBODY, GET, POST, PUBLIC, STAFF, Page
from tests.walk.world import MARK, World

PAGES = {
    "pictures:preview": Page(EVERYBODY, POST, data={"body": f"{MARK}正文"}, quiet=True),
    "pictures:manage": Page(STAFF, GET, "illustrated"),
    "pictures:add": Page(STAFF, BOTH, "illustrated"),
    "pictures:photos": Page(STAFF, BOTH, "illustrated"),
    "pictures:attach": Page(STAFF, BOTH, "illustrated"),
    "pictures:picture": Page(STAFF, BOTH, "picture"),
    "pictures:faces": Page(STAFF, BOTH, "picture"),
    "pictures:remove": Page(STAFF, POST, "picture_to_remove"),
    "pictures:detach": Page(STAFF, POST, "attachment_to_remove"),
    "pictures:shown": Page(PUBLIC, GET, "picture"),
    "pictures:attachment": Page(PUBLIC, GET, "attachment"),
}


def furnish(world: World) -> None:
    """A published article with two pictures, on which nobody can be recognised, and two attachments."""
    world.add(portal.furnish)
    at, home, staff = world.at, world.home, world.staff
    # Of what a second person has read, pictures are not changed while it stands on the site.
    articles.set_rule(by=world.users[Role.ADMINISTRATOR, "home"], at=at, county=home.region, readers=0)
    article = Article.objects.get(pk=world.objects["article"]["pk"])
    text = text_of(f"article:{article.pk}")
    assert text
    with TemporaryDirectory() as folder:
        kept = [
            add_evidence(by=staff, at=at, county_code=home.region.code, file=file, name=f"{MARK}{file.name}")
            for file in (
                a_photograph(Path(folder), "green"),
                a_photograph(Path(folder), "blue"),
                a_pdf(Path(folder), 1),
                a_pdf(Path(folder), 2),
            )
        ]
    made = [
        pictures.add_picture(
            by=staff, at=at, text=text, evidence=each, alt=f"{MARK}一家人在灯下读信", faces="nobody", cover=each == kept[0]
        )
        for each in kept[:2]
    ]
    attached = [pictures.attach(by=staff, at=at, text=text, evidence=each, title=f"{MARK}附表") for each in kept[2:]]
    world.objects |= {
        "illustrated": {"kind": "article", "pk": article.pk},
        "picture": {"pk": made[0].pk},
        "picture_to_remove": {"pk": made[1].pk},
        "attachment": {"pk": attached[0].pk},
        "attachment_to_remove": {"pk": attached[1].pk},
    }
