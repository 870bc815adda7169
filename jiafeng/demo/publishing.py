"""How the office publishes: a second person for articles, leaders who approve by link, templates, a correction, times ahead and past."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from jiafeng.demo.ground import SHANGHAI, Ground, at_hour, key, read
from jiafeng.front.portal import actions
from jiafeng.front.portal.models import Article, ArticleKind
from jiafeng.front.portal.queries import sentences
from jiafeng.ground.links import actions as links
from jiafeng.reporting.bulletins import actions as bulletins


class Publishing:
    """What stands on the desks of those who write and of those who read for them."""

    def __init__(self, ground: Ground, at: datetime) -> None:
        self.ground = ground
        self.staff, self.reader = ground.staff, ground.users["jiwei"]
        self.at = at
        self.data = read("publishing")

    def run(self) -> None:
        county, at, begun = self.ground.county, self._morning(20), self._morning(40)
        over = self._write(self.data["past"], begun)
        actions.publish_article(by=self.staff, at=begun, article=over, until=self._morning(26))
        for entry in self.data["approvers"]:
            links.add_approver(by=self.ground.users["admin"], at=at, county=county, key=key("approver", entry["name"]), **entry)
        for entry in self.data["templates"]:
            actions.save_template(by=self.staff, at=at, county=county, source=self.ground.federation.name, summary="", **entry)
        bulletins.save_template(by=self.staff, at=at, county=county, **self.data["bulletin_template"])
        actions.set_rule(by=self.ground.users["admin"], at=at, county=county, readers=1)
        self._correct()
        self._hand_in()
        self._set_ahead()

    def _morning(self, days: int) -> datetime:
        """Half past nine, so many days ago."""
        return at_hour(self.at.astimezone(SHANGHAI).date() - timedelta(days=days), 9, 30)

    def _write(self, entry: dict[str, Any], at: datetime) -> Article:
        texts = {name: entry.get(name, "") for name in ("title", "summary", "body", "outcome")}
        return actions.write_article(
            by=self.staff,
            at=at,
            county=self.ground.county,
            key=key("article", entry["title"]),
            kind=ArticleKind(entry["kind"]),
            source=self.ground.federation.name,
            **texts,
        )

    def _agreed(self, article: Article, at: datetime) -> Article:
        article = actions.submit_article(by=self.staff, at=at, article=article, revision=article.revision, proofread=True)
        soon = at + timedelta(hours=2)
        return actions.approve_article(by=self.reader, at=soon, article=article, revision=article.revision, proofread=True)

    def _correct(self) -> None:
        """Read, published, and corrected two days later."""
        entry, at = self.data["corrected"], self._morning(8)
        article = self._agreed(self._write(entry, at), at)
        article = actions.publish_article(by=self.staff, at=at + timedelta(hours=3), article=article)
        texts = {name: getattr(article, name) for name in ("kind", "title", "source", "summary", "outcome")}
        body = article.body.replace(*entry["correction"])
        at += timedelta(days=2)
        article = actions.edit_article(
            by=self.staff, at=at, article=article, revision=article.revision, body=body, note=entry["note"], **texts
        )
        soon = at + timedelta(hours=1)
        actions.approve_article(by=self.reader, at=soon, article=article, revision=article.revision, proofread=True)

    def _hand_in(self) -> None:
        """It waits for a second person, who said something to a sentence already."""
        entry, at = self.data["waiting"], self._morning(1)
        article = self._write(entry, at)
        article = actions.submit_article(by=self.staff, at=at, article=article, revision=article.revision, proofread=True)
        version = article.versions.get()
        numbered = dict(pair for line in sentences(version.body) for pair in line)
        place = next(place for place, sentence in numbered.items() if entry["about"] in sentence)
        said = {"place": place, "sentence": numbered[place], "text": entry["comment"], "key": key("comment", entry["title"])}
        actions.comment(by=self.reader, at=at + timedelta(hours=1), version=version, **said)

    def _set_ahead(self) -> None:
        """It was read, and appears by itself the day after tomorrow."""
        at = self._morning(2)
        article = self._agreed(self._write(self.data["ahead"], at), at)
        actions.publish_article(by=self.staff, at=at + timedelta(hours=4), article=article, since=self._morning(-2))
