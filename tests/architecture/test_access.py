"""Every address × every role × own unit, another unit, another county: as access.py says, and nothing else."""

from collections.abc import Iterator

import pytest
from allauth.mfa.models import Authenticator
from django.db import transaction
from django.db.models import QuerySet
from django.http import HttpResponse
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, reverse

from jiafeng.ground.accounts.models import Role
from jiafeng.ground.records.models import ActionLog
from tests.architecture.access import FOREIGN, PAGES, PUBLIC, Page
from tests.architecture.world import AWAY, MARK, UNIT_ROLES, World, build

LOGIN = "/accounts/login/"
# Who comes: nobody in particular, each role at home and in another county, and the roles of a unit in another unit of the same county.
VISITORS = [
    ("anonymous", "nowhere"),
    *((role, where) for role in Role for where in ("home", "away")),
    *((role, "other") for role in UNIT_ROLES),
]


def names(resolver: URLResolver, prefix: str = "") -> Iterator[str]:
    for each in resolver.url_patterns:
        if isinstance(each, URLResolver):
            yield from names(each, f"{prefix}{each.namespace}:" if each.namespace else prefix)
        elif isinstance(each, URLPattern):
            yield f"{prefix}{each.name or each.pattern}"


@pytest.fixture(scope="module")
def world(django_db_setup: None, django_db_blocker: pytest.FixtureRequest) -> Iterator[World]:
    """One world for the whole walk; each step of it is rolled back, and in the end the world too."""
    with django_db_blocker.unblock(), transaction.atomic():  # type: ignore[attr-defined]
        yield build()
        transaction.set_rollback(True)


def visit(world: World, name: str, page: Page, visitor: tuple[str, str], method: str = "") -> HttpResponse:
    client = Client(HTTP_HOST=AWAY if visitor[1] == "away" else "testserver")
    if visitor in world.visitors:
        client.force_login(world.visitors[visitor])
    address = reverse(name, kwargs=world.objects[page.of] if page.of else None)
    method = method or page.methods[0]
    response = client.post(address, page.data) if method == "POST" else client.generic(method, address)
    if response.streaming:
        assert b"".join(response.streaming_content)  # type: ignore[attr-defined]
    response.close()
    return response  # type: ignore[return-value]


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


def expected(page: Page, visitor: tuple[str, str]) -> str:
    role, where = visitor
    if where == "away" and page.of and not page.everywhere:
        return "refused"
    if page.who == PUBLIC:
        return "reached"
    if role == "anonymous":
        return "sign in"
    return "reached" if role in page.who and not (where == "other" and page.unit) else "refused"


def test_every_address_is_classified() -> None:
    assert sorted(set(names(get_resolver())) - PAGES.keys() - FOREIGN.keys()) == []


def test_nothing_is_classified_that_does_not_exist() -> None:
    assert sorted((PAGES.keys() | FOREIGN.keys()) - set(names(get_resolver()))) == []


@pytest.mark.django_db
@pytest.mark.parametrize("name", [name for name, page in PAGES.items() if "GET" in page.methods])
def test_who_reaches(name: str, world: World) -> None:
    page = PAGES[name]
    found = {}
    for visitor in VISITORS:
        with transaction.atomic():
            response = visit(world, name, page, visitor)
            transaction.set_rollback(True)
        if (got := outcome(response)) != (wanted := expected(page, visitor)):
            found[" ".join(visitor)] = f"{got} ({response.status_code}), should be: {wanted}"
        if visitor[1] == "away" and not page.everywhere and shows(response, MARK):
            found[" ".join(visitor)] = "reads another county's records"
    assert found == {}


@pytest.mark.django_db
@pytest.mark.parametrize("name", [name for name, page in PAGES.items() if "POST" in page.methods and page.who != PUBLIC])
def test_who_writes(name: str, world: World) -> None:
    """Whoever may not reach an address writes nothing through it, whatever it answers; where it takes only posts, whoever may does write."""
    page = PAGES[name]
    found = {}
    for visitor in VISITORS:
        with transaction.atomic():
            before = acted().count()
            response = visit(world, name, page, visitor, "POST")
            wrote = acted().count() > before
            transaction.set_rollback(True)
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


@pytest.mark.django_db
@pytest.mark.parametrize("name", PAGES)
def test_a_wrong_method_is_told_so(name: str, world: World) -> None:
    page = PAGES[name]
    reader = next(visitor for visitor in VISITORS if expected(page, visitor) == "reached")
    for wrong in {"GET", "POST", "PUT", "PATCH", "DELETE", "TRACE"} - set(page.methods):
        with transaction.atomic():
            assert visit(world, name, page, reader, wrong).status_code == 405, wrong
            transaction.set_rollback(True)


@pytest.mark.django_db
@pytest.mark.parametrize("name", [name for name, who in FOREIGN.items() if who != PUBLIC])
def test_the_pages_of_an_account_ask_for_a_sign_in(name: str, client: Client) -> None:
    response = client.get(reverse(name))
    assert outcome(response) == "sign in"  # type: ignore[arg-type]


@pytest.mark.django_db
@pytest.mark.parametrize("role", [Role.ADMINISTRATOR, Role.COUNTY_STAFF, Role.PARTNER_STAFF])
def test_without_the_second_factor_every_address_leads_to_its_set_up(role: Role, world: World) -> None:
    """Whatever it is asked for, and however: nothing but signing in and out, and the password once more before the set-up."""
    door = {"account_login", "account_logout", "account_reauthenticate", "mfa_activate_totp"}
    found = {}
    with transaction.atomic():
        user = world.visitors[role, "home"]
        Authenticator.objects.filter(user=user).delete()
        client = Client()
        client.force_login(user)
        for name in sorted((PAGES.keys() | FOREIGN.keys()) - door):
            kind = PAGES[name].of if name in PAGES else ""
            for method in ("GET", "POST"):
                response = client.generic(method, reverse(name, kwargs=world.objects[kind] if kind else None))
                if response.status_code != 302 or response["Location"] != reverse("mfa_activate_totp"):
                    found[f"{method} {name}"] = response.status_code
        for name in ("account_login", "account_logout", "account_reauthenticate"):
            assert client.get(reverse(name)).status_code in (200, 302), name
        transaction.set_rollback(True)
    assert found == {}
