"""Counties, staff and articles, made as users make them."""

from datetime import datetime, timedelta
from typing import Any
from uuid import uuid4

from django.utils import timezone

from jiafeng.front.portal.actions import publish_article, write_article
from jiafeng.front.portal.models import Article, ArticleKind
from jiafeng.ground.accounts.actions import add_user, give_role
from jiafeng.ground.accounts.models import Role, User
from jiafeng.ground.units.actions import add_organisation, add_region, set_up_county
from jiafeng.ground.units.models import Organisation, OrganisationKind, Region, RegionLevel
from tests.factories import with_second_factor


def a_county(code: str = "990101", name: str = "示例县", domain: str | None = None) -> Region:
    now = timezone.now()
    region = add_region(by=None, at=now, code=code, name=name, level=RegionLevel.COUNTY)
    set_up_county(by=None, at=now, county=region, site_name="清风润家", tagline="示例县廉洁文化进家庭平台", domain=domain)
    return region


def a_user(county: Region, role: Role = Role.COUNTY_STAFF, username: str = "staff") -> User:
    now = timezone.now()
    body = Organisation.objects.filter(county=county, kind=OrganisationKind.FEDERATION).first()
    body = body or add_organisation(by=None, at=now, county=county, name=f"{county.name}妇联", kind=OrganisationKind.FEDERATION)
    user = add_user(by=None, at=now, county_code=county.code, username=username, name="杨示例", password="", check_password=False)
    give_role(by=None, at=now, user=user, organisation=body, role=role, since=timezone.localdate(now) - timedelta(days=1))
    return with_second_factor(user)


def an_article(by: User, county: Region, *, published: datetime | None = None, **given: Any) -> Article:
    """An article: a draft, or published at that moment."""
    texts = {
        "kind": ArticleKind.NEWS,
        "title": "签名活动启动",
        "source": "县妇联办公室",
        "summary": "摘要",
        "body": "第一段。\n\n## 小标题\n\n第二段。",
    }
    article = write_article(by=by, at=timezone.now(), county=county, key=uuid4(), **{**texts, **given})
    return publish_article(by=by, at=published, article=article) if published else article
