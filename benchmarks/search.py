"""What a search of the portal costs over 100,000 public texts, beside a plain LIKE over the same; on the database of the environment."""

from __future__ import annotations

import os
import random
import sys
from datetime import timedelta
from typing import Any
from uuid import uuid4

from benchmarks.county import elsewhere, open_county
from benchmarks.measure import Measured, benchmark, cpu_ms, wall_ms

TEXTS = 100_000
WORDS = ("家风", "贤内助", "廉洁", "座谈会 家属", "梵净山下", "示例不存在的词")
"""From what stands in every second text to what stands in none."""
_PIECES = (
    "家风", "廉洁", "清风", "润家", "贤内助", "助廉", "家属", "干部", "座谈会", "签名", "承诺", "寄语", "桌签", "评选", "公示", "村民", "社区", "学校", "活动",
    "组织", "开展", "学习", "教育", "孩子", "父母", "老人", "书信", "家训", "家书", "长廊", "讲解", "志愿者", "文化", "宣传", "节日", "晚会", "合唱", "朗诵",
)  # fmt: skip


def furnish() -> None:
    """100,000 articles of some 300 characters, each in the index, made as quickly as rows are."""
    from django.db import connection, transaction
    from django.utils import timezone

    from jiafeng.front.portal.actions import catch_up
    from jiafeng.front.portal.models import Article
    from jiafeng.ground.accounts.models import User
    from jiafeng.ground.units.models import Region

    if Article.objects.count() >= TEXTS:
        return
    chance = random.Random(7)  # nosec B311 # texts, not secrets
    now = timezone.now()
    county, writer = Region.objects.filter(profile__isnull=False).earliest("pk"), User.objects.earliest("pk")
    common = {"county": county, "written_by": writer, "published_by": writer, "stage": "published", "source": "示例县妇联"}
    with transaction.atomic():
        for part in range(0, TEXTS, 5000):
            rows = []
            for number in range(part, part + 5000):
                at = now - timedelta(minutes=number)
                body = "，".join("".join(chance.choices(_PIECES, k=6)) + f"{chance.randrange(10**4)}号" for _ in range(18))
                title = "".join(chance.choices(_PIECES, k=4)) + ("梵净山下" if number % 9973 == 0 else "")
                facts = {"title": title, "body": body, "written_at": at, "published_at": at, "key": uuid4()}
                rows.append(Article(kind=chance.choice(["news", "news", "news", "notice", "story"]), **facts, **common))
            Article.objects.bulk_create(rows, batch_size=1000)
    catch_up()
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")  # as a deployment's upkeep does: what was known of an empty table misleads


def searched() -> dict[str, float]:
    """Milliseconds of the dearest of the questions: our CPU, that of the whole page, ours by the clock, and a plain LIKE by the clock."""
    open_county(100)
    furnish()
    from django.db.models import Q
    from django.test import Client
    from django.urls import reverse
    from django.utils import timezone

    from jiafeng.front.portal.models import Article
    from jiafeng.front.portal.queries.searching import search_public
    from jiafeng.ground.units.models import Region

    county, now = Region.objects.filter(profile__isnull=False).earliest("pk"), timezone.now()

    def like(words: str) -> Any:
        rows = Article.objects.readable(county, now)
        for word in words.split():
            rows = rows.filter(Q(title__icontains=word) | Q(summary__icontains=word) | Q(body__icontains=word))
        return list(rows.order_by("-published_at", "-pk")[:20])

    client, address = Client(), reverse("portal:search")
    ours = {words: cpu_ms(lambda words=words: search_public(county, words, now)) for words in WORDS}  # type: ignore[misc]
    page = max(cpu_ms(lambda words=words: client.get(address, {"q": words}, HTTP_HOST="localhost")) for words in WORDS)  # type: ignore[misc]
    waited = max(wall_ms(lambda words=words: search_public(county, words, now)) for words in WORDS)  # type: ignore[misc]
    theirs = max(wall_ms(lambda words=words: like(words), times=3) for words in WORDS)  # type: ignore[misc]
    if os.environ.get("JIAFENG_SEARCH_EACH"):
        print({words: round(cost, 1) for words, cost in ours.items()}, file=sys.stderr)
    return {"cpu": max(ours.values()), "page": page, "waited": waited, "like": theirs}


def measured(database: str) -> Measured:
    """On PostgreSQL the time by the clock stands for what the server does beside our own process."""
    found = elsewhere("search", "searched", database=database)
    value = found["cpu"] if database == "sqlite" else max(found["cpu"], found["waited"])
    return Measured(
        value, {"the whole page": found["page"], "by the clock": found["waited"], "a plain LIKE over the articles": found["like"]}
    )


@benchmark("search", unit="ms", limit=60, about="a search of the portal over 100,000 public texts, the dearest of six questions, on SQLite")
def on_sqlite() -> Measured:
    return measured("sqlite")


@benchmark("search-postgresql", unit="ms", limit=60, about="the same on PostgreSQL, by the clock")
def on_postgresql() -> Measured:
    return measured("postgresql")
