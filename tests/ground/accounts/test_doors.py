"""The door: first passwords, the second factor and its reset by two others, sessions, and what of all this is in the log."""

import time
from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP, format_hotp_value, generate_totp_secret, hotp_value, yield_hotp_counters_from_time
from django.test import Client
from django.urls import reverse

from jiafeng.common.refusals import Refused
from jiafeng.common.whence import Whence
from jiafeng.config import settings as production
from jiafeng.ground.accounts import actions
from jiafeng.ground.accounts.models import DoorEntry, FactorReset, Happening, Role, Session, User
from jiafeng.ground.people.actions import run_retention
from jiafeng.ground.records.models import ActionLog
from tests.factories import AT, County, make_county, make_user, signed_in, status_of

PASSWORD = "qingfeng-runjia-2026"
OWN = "shanjian-de-feng-7"
NOW = datetime(2026, 6, 1, 1, 0, tzinfo=UTC)

pytestmark = pytest.mark.django_db


@pytest.fixture
def county() -> County:
    return make_county()


@pytest.fixture
def administrator(county: County) -> User:
    return make_user(Role.ADMINISTRATOR, county.federation)


def account(county: County, role: Role = Role.UNIT_COORDINATOR, *, first: bool = False) -> User:
    user = actions.add_user(
        by=None, at=AT, county_code=county.region.code, username="lianluo", name="示例联络", password=PASSWORD, password_is_first=first
    )
    actions.give_role(by=None, at=AT, user=user, organisation=county.federation, role=role, since=AT.date())
    return User.objects.get(pk=user.pk)


def sign_in(client: Client, password: str = PASSWORD, name: str = "lianluo"):
    return client.post(reverse("account_login"), {"login": name, "password": password})


def happened() -> list[str]:
    return list(DoorEntry.objects.order_by("pk").values_list("what", flat=True))


# First passwords and the second factor


def test_a_first_password_is_changed_before_anything_else(county: County, client: Client) -> None:
    account(county, first=True)
    sign_in(client)
    for name in ("desk:home", "accounts:sessions", "mfa_index", "portal:home"):
        assert client.get(reverse(name)).url == reverse("account_change_password")
    same = {"oldpassword": PASSWORD, "password1": PASSWORD, "password2": PASSWORD}
    refused = client.post(reverse("account_change_password"), same)
    assert "不能与现在的密码相同" in refused.content.decode()
    client.post(reverse("account_change_password"), {"oldpassword": PASSWORD, "password1": OWN, "password2": OWN})
    assert client.get(reverse("desk:home")).status_code == 200
    assert happened()[-1] == Happening.PASSWORD


def test_whoever_opens_an_account_chooses_only_its_first_password(county: County, administrator: User) -> None:
    data = {"username": "xinren", "name": "示例新人", "password": PASSWORD, "organisation": county.school.pk, "role": Role.VOLUNTEER}
    signed_in(administrator).post(reverse("accounts:new_user"), data)
    assert User.objects.get(username="xinren").password_is_first
    user = account(county)
    signed_in(administrator).post(reverse("accounts:set_password", args=[user.pk]), {"password": OWN})
    assert User.objects.get(pk=user.pk).password_is_first


def test_a_password_is_taken_as_it_was_typed(county: County, administrator: User, client: Client) -> None:
    user = account(county)
    signed_in(administrator).post(reverse("accounts:set_password", args=[user.pk]), {"password": f" {OWN} "})
    assert sign_in(client, OWN).status_code == 200
    assert sign_in(client, f" {OWN} ").status_code == 302


@pytest.mark.parametrize("role", Role)
def test_who_has_to_set_up_a_second_factor(county: County, role: Role) -> None:
    answer = signed_in(account(county, role)).get(reverse("desk:home"))
    needed = role in (Role.COUNTY_STAFF, Role.PARTNER_STAFF, Role.ADMINISTRATOR)
    assert (answer.status_code == 302 and answer.url == reverse("mfa_activate_totp")) is needed


def test_a_deployment_may_ask_it_of_others_or_of_administrators_alone(county: County, settings) -> None:
    client = signed_in(account(county, Role.AUDITOR))
    settings.SECOND_FACTOR_ROLES = ["auditor"]
    assert client.get(reverse("desk:home")).status_code == 302
    settings.SECOND_FACTOR_ROLES = []
    assert client.get(reverse("desk:home")).status_code == 200


def code_of(secret: str) -> str:
    return format_hotp_value(hotp_value(secret, next(yield_hotp_counters_from_time())))


def test_staff_set_it_up_and_sign_in_with_it(county: County, client: Client, django_capture_on_commit_callbacks) -> None:
    with time_machine.travel(NOW):
        account(county, Role.COUNTY_STAFF)
        sign_in(client)
        assert client.get(reverse("mfa_activate_totp")).url.startswith(reverse("account_reauthenticate"))
        client.post(reverse("account_reauthenticate"), {"password": PASSWORD})
        secret = client.get(reverse("mfa_activate_totp")).context["form"].secret
        with django_capture_on_commit_callbacks(execute=True):
            client.post(reverse("mfa_activate_totp"), {"code": code_of(secret)})
        assert client.get(reverse("desk:home")).status_code == 200
    other = Client()
    with time_machine.travel(NOW + timedelta(minutes=5)):
        assert sign_in(other).url.startswith(reverse("mfa_authenticate"))
        assert other.get(reverse("desk:home")).status_code == 302
        right = code_of(secret)
        other.post(reverse("mfa_authenticate"), {"code": right})
        assert other.get(reverse("desk:home")).status_code == 200
        watcher = Client()
        sign_in(watcher)
        watcher.post(reverse("mfa_authenticate"), {"code": right})
        assert watcher.get(reverse("desk:home")).status_code == 302, "a code that somebody saw being typed"
    assert {Happening.SIGNED_IN, Happening.FACTOR_SET, Happening.RECOVERY_CODES} <= set(happened())


def test_wrong_codes_are_paused_for_a_quarter_of_an_hour(county: County, client: Client) -> None:
    user = account(county)
    secret = generate_totp_secret()
    TOTP.activate(user, secret)
    with time_machine.travel(NOW, tick=False):
        sign_in(client)
        answers = [client.post(reverse("mfa_authenticate"), {"code": "000000"}).status_code for _try in range(5)]
        assert answers == [200, 200, 200, 200, 429]
        assert client.post(reverse("mfa_authenticate"), {"code": code_of(secret)}).status_code == 429
    with time_machine.travel(NOW + timedelta(minutes=15), tick=False):
        client.post(reverse("mfa_authenticate"), {"code": code_of(secret)})
        assert client.get(reverse("desk:home")).status_code == 200
    assert happened().count(Happening.FACTOR_FAILED) == 5
    assert happened().count(Happening.SLOWED) == 1


# A lost one


def ask(by: User, user: User) -> FactorReset:
    return actions.ask_reset(by=by, at=NOW, user=user, reason="手机丢失，当面核实")


@pytest.fixture
def loser(county: County) -> User:
    return make_user(Role.PARTNER_STAFF, county.commission)


def test_a_lost_second_factor_is_reset_by_two_others(county: County, administrator: User, loser: User) -> None:
    client, colleague = signed_in(administrator), signed_in(make_user(Role.COUNTY_STAFF, county.federation))
    lost = signed_in(loser)
    client.post(reverse("accounts:resets"), {"user": loser.pk, "reason": "手机丢失，当面核实"})
    reset = FactorReset.objects.get()
    client.post(reverse("accounts:confirm_reset", args=[reset.pk]))
    assert Authenticator.objects.filter(user=loser).exists(), "one alone does nothing"
    assert "手机丢失，当面核实" in colleague.get(reverse("accounts:resets")).content.decode()
    colleague.post(reverse("accounts:confirm_reset", args=[reset.pk]))
    assert not Authenticator.objects.filter(user=loser).exists()
    assert lost.get(reverse("desk:home")).url.startswith(reverse("account_login")), "their sessions are over"
    steps = ActionLog.objects.filter(verb__startswith="accounts.reset.").order_by("pk")
    assert next((step.verb.rpartition(".")[2], step.by) for step in steps) == ("ask", administrator)
    assert steps.last().verb == "accounts.reset.confirm"
    assert Happening.FACTOR_RESET in happened()


def test_nobody_resets_their_own(county: County, administrator: User, loser: User) -> None:
    other = make_user(Role.ADMINISTRATOR, county.federation)
    with pytest.raises(Refused):
        ask(administrator, administrator)
    reset = ask(administrator, other)
    with pytest.raises(Refused):
        actions.confirm_reset(by=other, at=NOW, reset=reset, whence=Whence())
    assert Authenticator.objects.filter(user=other).exists()


@pytest.mark.parametrize("role", [Role.AUDITOR, Role.PARTNER_STAFF, Role.UNIT_COORDINATOR, Role.VOLUNTEER])
def test_only_administrators_and_staff_of_the_county_do(county: County, administrator: User, loser: User, role: Role) -> None:
    stranger = make_user(Role.ADMINISTRATOR, make_county("990302", "别县").federation)
    reset = ask(administrator, loser)
    for user in (make_user(role, county.federation), stranger):
        with pytest.raises(Refused):
            actions.confirm_reset(by=user, at=NOW, reset=reset, whence=Whence())
    assert signed_in(stranger).post(reverse("accounts:confirm_reset", args=[reset.pk])).status_code == 404


def test_it_is_confirmed_within_a_day_or_asked_anew(county: County, administrator: User, loser: User) -> None:
    colleague = make_user(Role.COUNTY_STAFF, county.federation)
    reset = ask(administrator, loser)
    with pytest.raises(Refused):
        ask(colleague, loser)
    with pytest.raises(Refused):
        actions.confirm_reset(by=colleague, at=NOW + timedelta(hours=24), reset=reset, whence=Whence())
    again = actions.ask_reset(by=colleague, at=NOW + timedelta(hours=24), user=loser, reason="手机丢失")
    assert again.waits(NOW + timedelta(hours=25))


def test_a_withdrawn_one_is_over(county: County, administrator: User, loser: User) -> None:
    colleague = make_user(Role.COUNTY_STAFF, county.federation)
    reset = actions.withdraw_reset(by=colleague, at=NOW, reset=ask(administrator, loser))
    with pytest.raises(Refused):
        actions.confirm_reset(by=colleague, at=NOW, reset=reset, whence=Whence())


# Sessions


@pytest.fixture
def _idle_as_in_production(settings) -> None:
    settings.IDLE_SECONDS = production.IDLE_SECONDS
    assert settings.IDLE_SECONDS == 1800


@pytest.mark.usefixtures("_idle_as_in_production")
def test_whoever_does_nothing_for_half_an_hour_is_signed_out(county: County, client: Client) -> None:
    account(county)
    with time_machine.travel(NOW, tick=False):
        sign_in(client)
    for minutes in (29, 58, 87):
        with time_machine.travel(NOW + timedelta(minutes=minutes), tick=False):
            assert client.get(reverse("desk:home")).status_code == 200
    with time_machine.travel(NOW + timedelta(minutes=117), tick=False):
        answer = client.get(reverse("desk:home"))
        assert answer.url.startswith(reverse("account_login"))
        assert "自动退出" in client.get(answer.url).content.decode()
    assert happened()[-1] == Happening.IDLE
    assert not Session.objects.filter(user__username="lianluo").exists()


@pytest.mark.usefixtures("_idle_as_in_production")
def test_whoever_is_never_idle_signs_in_again_after_twelve_hours(county: County, client: Client, settings) -> None:
    settings.LONGEST_SECONDS = production.LONGEST_SECONDS
    account(county)
    with time_machine.travel(NOW, tick=False):
        sign_in(client)
    for minutes in range(20, 12 * 60, 20):
        with time_machine.travel(NOW + timedelta(minutes=minutes), tick=False):
            assert client.get(reverse("desk:home")).status_code == 200
    with time_machine.travel(NOW + timedelta(hours=12), tick=False):
        answer = client.get(reverse("desk:home"))
        assert answer.url.startswith(reverse("account_login"))
        assert "十二小时" in client.get(answer.url).content.decode()
    assert happened()[-1] == Happening.SIGNED_OUT
    assert not Session.objects.filter(user__username="lianluo").exists()


@pytest.mark.usefixtures("_idle_as_in_production")
def test_a_part_of_a_page_leads_the_whole_of_it_to_the_sign_in(county: County, client: Client) -> None:
    account(county)
    with time_machine.travel(NOW, tick=False):
        sign_in(client)
    with time_machine.travel(NOW + timedelta(minutes=31), tick=False):
        answer = client.get(reverse("desk:jobs"), headers={"HX-Request": "true", "HX-Current-URL": "http://testserver/desk/"})
    assert answer["HX-Redirect"] == f"{reverse('account_login')}?next=%2Fdesk%2F"


def test_one_sees_where_one_is_signed_in_and_ends_it(county: County) -> None:
    user = account(county)
    here, there = (
        Client(REMOTE_ADDR="198.51.100.7"),
        Client(REMOTE_ADDR="203.0.113.5", HTTP_USER_AGENT="Mozilla/5.0 (Linux; Android 13) Chrome/86.0 Safari/537"),
    )
    for client in (here, there):
        sign_in(client)
    page = here.get(reverse("accounts:sessions")).content.decode()
    assert "203.0.113.5" in page
    assert "Chrome 86 · Android" in page
    for session in Session.objects.filter(user=user):
        assert session.session_key not in page, "the key alone would let a reader of the page in"
    other = Session.objects.get(user=user, address="203.0.113.5")
    here.post(reverse("accounts:end_sessions"), {"session": other.handle})
    assert there.get(reverse("desk:home")).status_code == 302
    assert here.get(reverse("desk:home")).status_code == 200
    sign_in(there)
    here.post(reverse("accounts:end_sessions"))
    assert there.get(reverse("desk:home")).status_code == 302
    assert happened().count(Happening.ENDED) == 2


def test_an_administrator_sees_and_ends_others_and_disables_an_account(county: County, administrator: User, client: Client) -> None:
    user = account(county)
    sign_in(client)
    keeper = signed_in(administrator)
    address = reverse("accounts:sessions_of", args=[user.pk])
    assert "127.0.0.1" in keeper.get(address).content.decode()
    keeper.post(reverse("accounts:end_sessions_of", args=[user.pk]))
    assert client.get(reverse("desk:home")).status_code == 302
    sign_in(client)
    keeper.post(reverse("accounts:disable", args=[user.pk]))
    assert client.get(reverse("desk:home")).status_code == 302
    assert sign_in(client).status_code == 200
    assert "已停用" in keeper.get(address).content.decode()
    keeper.post(reverse("accounts:enable", args=[user.pk]))
    assert sign_in(client).status_code == 302
    assert {"accounts.user.disabled", "accounts.user.enabled", "accounts.user.sessions"} <= set(
        ActionLog.objects.values_list("verb", flat=True)
    )


def test_an_administrator_does_not_disable_themself(administrator: User) -> None:
    client = signed_in(administrator)
    client.post(reverse("accounts:disable", args=[administrator.pk]))
    assert User.objects.get(pk=administrator.pk).is_active


# The log


def test_the_log_has_who_came_and_from_where(county: County, administrator: User) -> None:
    account(county)
    client = Client(REMOTE_ADDR="203.0.113.5")
    sign_in(client, "wrong")
    sign_in(client)
    client.post(reverse("account_logout"))
    auditor = signed_in(make_user(Role.AUDITOR, county.commission))
    page = auditor.get(reverse("accounts:door"), {"q": "203.0.113"}).content.decode()
    for words in ("203.0.113.5", "lianluo", "密码错误", "退出登录"):
        assert words in page
    assert status_of(auditor, f"{reverse('accounts:door')}?format=xlsx") == 200


def test_a_name_that_no_account_has_is_not_kept(county: County, client: Client) -> None:
    """It may be a password, typed into the wrong field."""
    for _time in range(2):
        sign_in(client, "wrong", name="wo-de-mima-7788")
    entries = DoorEntry.objects.filter(what=Happening.FAILED)
    assert len({entry.name_digest for entry in entries}) == 1
    assert not any("wo-de-mima" in str(value) for entry in DoorEntry.objects.values() for value in entry.values())
    assert "无此账号" in signed_in(make_user(Role.AUDITOR, county.commission)).get(reverse("accounts:door")).content.decode()


def test_another_countys_entries_are_not_shown(county: County, client: Client) -> None:
    account(county)
    sign_in(client)
    away = make_county("990302", "别县")
    assert "lianluo" not in signed_in(make_user(Role.AUDITOR, away.commission)).get(reverse("accounts:door")).content.decode()


def test_entries_are_kept_for_their_term(county: County, client: Client) -> None:
    account(county)
    with time_machine.travel(NOW, tick=False):
        sign_in(client)
        sign_in(Client(), "wrong", name="nobody")
    assert DoorEntry.objects.count() == 2
    run_retention(by=None, at=NOW + timedelta(days=364), county=county.region)
    assert DoorEntry.objects.count() == 2
    run_retention(by=None, at=NOW + timedelta(days=366), county=county.region)
    assert not DoorEntry.objects.exists()
    assert "登录记录" in client.get(reverse("portal:privacy")).content.decode()


# Our words


def test_recovery_codes_say_what_to_do_with_them(county: County) -> None:
    user = make_user(Role.COUNTY_STAFF, county.federation)
    RecoveryCodes.activate(user)
    page = signed_in(user).get(reverse("mfa_index")).content.decode()
    assert "恢复码怎么用" in page
    assert "还剩 10 个（共 10 个），每个只能用一次。" in page


@pytest.mark.parametrize("name", ["mfa_index", "mfa_activate_totp", "mfa_generate_recovery_codes", "mfa_view_recovery_codes"])
def test_the_account_pages_have_one_word_each_for_the_two_codes(county: County, client: Client, name: str) -> None:
    """验证码 is what the app shows, 恢复码 what lies on paper; the library's other words for them are gone."""
    user = account(county)
    sign_in(client)
    session = client.session
    session["account_authentication_methods"] = [{"method": "password", "at": time.time(), "username": user.username}]
    session.save()
    if name != "mfa_activate_totp":
        TOTP.activate(user, generate_totp_secret())
        RecoveryCodes.activate(user)
    page = client.get(reverse(name), follow=True).content.decode()
    assert "</main>" in page
    assert [word for word in ("恢复代码", "身份验证器", "认证器代码", "双因素", "错误代码", "第二验证", "帐户") if word in page] == []


def test_whoever_signs_in_may_type_either_code(county: County, client: Client) -> None:
    TOTP.activate(account(county), generate_totp_secret())
    sign_in(client)
    page = client.get(reverse("mfa_authenticate")).content.decode()
    assert "验证码或恢复码" in page
    assert "手机不在身边时，填一个恢复码" in page
    wrong = client.post(reverse("mfa_authenticate"), {"code": "000000"}).content.decode()
    assert "验证码或恢复码不对，请核对后再填。" in wrong
