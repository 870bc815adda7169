"""Every address × every role × own unit, another unit, another county: as the room's pages say, and nothing else."""

import hashlib
import re
from collections.abc import Mapping

import pytest
from allauth.mfa.models import Authenticator
from django.apps import apps
from django.db import connection
from django.db.models import QuerySet
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse

from jiafeng.ground.accounts.models import Role
from jiafeng.ground.records.models import ActionLog
from tests.factories import signed_in
from tests.walk.page import PUBLIC
from tests.walk.world import MARK, VISITORS, Visitor, World, ask, expected, over, undone

LOGIN = "/accounts/login/"


def visit(world: World, name: str, visitor: Visitor, method: str) -> HttpResponse:
    return ask(world.client(visitor), method, world.address(name), world.pages[name].data)


def acted() -> QuerySet[ActionLog]:
    """What was done. That somebody was refused is on record too, and is no deed."""
    return ActionLog.objects.exclude(verb__endswith=".deny")


def outcome(response: HttpResponse) -> str:
    if response.status_code in (301, 302) and response["Location"].startswith(LOGIN):
        return "sign in"
    if response.status_code in (403, 404):
        return "refused"
    return "reached" if response.status_code < 500 and response.status_code != 405 else str(response.status_code)


def shows(response: HttpResponse, words: str) -> bool:
    return response.status_code == 200 and not response.streaming and words in response.content.decode(errors="replace")


@over(lambda page: "GET" in page.methods)
def test_who_reaches(name: str, world: World) -> None:
    page = world.pages[name]
    found = {}
    for visitor in VISITORS:
        with undone():
            response = visit(world, name, visitor, "GET")
        if (got := outcome(response)) != (wanted := expected(page, visitor)):
            found[" ".join(visitor)] = f"{got} ({response.status_code}), should be: {wanted}"
        if visitor[1] == "away" and not page.everywhere and shows(response, MARK):
            found[" ".join(visitor)] = "reads another county's records"
    assert found == {}


@over(lambda page: "POST" in page.methods and page.who != PUBLIC)
def test_who_writes(name: str, world: World) -> None:
    """Whoever may not reach an address writes nothing through it, whatever it answers; where it takes only posts, whoever may does write."""
    page = world.pages[name]
    before = acted().count()
    found = {}
    for visitor in VISITORS:
        with undone():
            response = visit(world, name, visitor, "POST")
            wrote = acted().count() > before
        wanted = expected(page, visitor)
        if wanted != "reached" and wrote:
            found[" ".join(visitor)] = f"wrote ({response.status_code}), should be: {wanted}"
        if wanted == "sign in" and outcome(response) != "sign in":
            found[" ".join(visitor)] = f"{response.status_code}, should be asked to sign in"
        if page.quiet and outcome(response) != wanted:
            found[" ".join(visitor)] = f"{response.status_code}, should be: {wanted}"
        if wanted == "reached" and "GET" not in page.methods and not page.quiet and not wrote:
            found[" ".join(visitor)] = f"wrote nothing ({response.status_code})"
    assert found == {}


@over(lambda page: page.final)
def test_what_cannot_be_taken_back_is_asked_first(name: str, world: World) -> None:
    """Whoever opens the address reads what is about to be done and that it stays; only a press does it, and the way out says 返回, never 取消."""
    page = world.pages[name]
    reader = next(visitor for visitor in VISITORS if expected(page, visitor) == "reached")
    before = acted().count()
    with undone():
        text = visit(world, name, reader, "GET").content.decode()
        typed_by_hand = ask(world.client(reader), "GET", f"{world.address(name)}?done").content.decode()
    assert acted().count() == before
    asked = text[text.index('class="check-page"') : text.index("</main>")]
    assert 'class="pairs"' in asked
    assert "不能撤回" in asked
    assert re.search(
        r'<button class="btn (btn-grave btn-grave-full|btn-lotus)">[^<]+</button><a class="btn btn-plain" href="[^"]+">返回</a>', asked
    )
    assert not re.search(r"<(a|button)[^>]*>取消</", asked)
    # The page after says nothing of what was not done.
    assert 'class="receipt' not in typed_by_hand


@over(lambda page: True)
def test_a_wrong_method_is_told_so(name: str, world: World) -> None:
    page = world.pages[name]
    reader = next(visitor for visitor in VISITORS if expected(page, visitor) == "reached")
    for wrong in {"GET", "POST", "PUT", "PATCH", "DELETE", "TRACE"} - set(page.methods):
        with undone():
            assert visit(world, name, reader, wrong).status_code == 405, wrong


@pytest.mark.django_db
@pytest.mark.parametrize("role", [Role.ADMINISTRATOR, Role.COUNTY_STAFF, Role.PARTNER_STAFF])
def test_without_the_second_factor_every_address_leads_to_its_set_up(role: Role, world: World) -> None:
    """Whatever it is asked for, and however."""
    user = world.users[role, "home"]
    with undone():
        Authenticator.objects.filter(user=user).delete()
        assert beside_the_set_up(signed_in(user), {name: world.address(name) for name in world.pages}) == {}


def beside_the_set_up(client: Client, addresses: Mapping[str, str]) -> dict[str, int]:
    """Which of these addresses, by their names, lead elsewhere than to the set-up of the second factor, and how they answer."""
    found = {}
    for name, address in addresses.items():
        for method in ("GET", "POST"):
            response = client.generic(method, address)
            if response.status_code != 302 or response["Location"] != reverse("mfa_activate_totp"):
                found[f"{method} {name}"] = response.status_code
    return found


def tables() -> dict[str, str]:
    """A digest of each table."""
    found = {}
    with connection.cursor() as cursor:
        for model in apps.get_models(include_auto_created=True):
            table = connection.ops.quote_name(model._meta.db_table)
            cursor.execute(f"SELECT * FROM {table}")
            rows = sorted(repr(row) for row in cursor.fetchall())
            found[model._meta.label] = hashlib.sha256("".join(rows).encode()).hexdigest()
    return found


@pytest.mark.django_db
def test_every_page_answers_its_head_and_nothing_moves(world: World) -> None:
    """HEAD: as GET, without a body."""
    readers = {
        name: next(visitor for visitor in VISITORS if expected(page, visitor) == "reached")
        for name, page in world.pages.items()
        if "GET" in page.methods
    }
    before = tables()
    heads = {}
    for name, reader in readers.items():
        response = world.client(reader).head(world.address(name))
        assert response.content == b"", name
        heads[name] = response.status_code
    # How often an address asks is counted all the same: else a code could be guessed at by headers alone.
    assert {table for table, digest in tables().items() if digest != before[table]} <= {"accounts.Counter"}
    differs = {}
    for name, reader in readers.items():
        with undone():
            response = world.client(reader).get(world.address(name))
            response.close()
        if response.status_code != heads[name]:
            differs[name] = (heads[name], response.status_code)
    assert differs == {}
