import datetime as dt

import pytest
from django.urls import reverse

from jiafeng.common.refusals import Refused
from jiafeng.common.scoping import NOBODY, reach_of
from jiafeng.ground.accounts import actions
from jiafeng.ground.accounts.models import Membership, Role, User
from jiafeng.ground.records.models import ActionLog
from jiafeng.ground.units.actions import add_organisation
from jiafeng.ground.units.models import OrganisationKind
from tests.factories import AT, County, make_county, make_user, signed_in

PASSWORD = "qingfeng-runjia-2026"


@pytest.fixture
def county(db: None) -> County:
    return make_county()


@pytest.fixture
def administrator(county: County) -> User:
    return make_user(Role.ADMINISTRATOR, county.federation)


def sign_in(client, username: str, password: str):
    return client.post(reverse("account_login"), {"login": username, "password": password})


def test_a_person_signs_in_and_meets_the_desk(county: County, client) -> None:
    actions.add_user(by=None, at=AT, county_code="990301", username="fulian", name="示例", password=PASSWORD)
    response = sign_in(client, "fulian", PASSWORD)
    assert response.status_code == 302
    assert response.url == reverse("desk:home")


def test_a_wrong_password_says_so_without_telling_which_part(county: County, client) -> None:
    actions.add_user(by=None, at=AT, county_code="990301", username="fulian", name="示例", password=PASSWORD)
    known = sign_in(client, "fulian", "wrong").content.decode()
    unknown = sign_in(client, "nobody", "wrong").content.decode()
    assert "密码" in known
    assert known.count("alert") == unknown.count("alert")


def test_five_wrong_passwords_lock_the_door_for_the_right_one_too(county: County, client) -> None:
    actions.add_user(by=None, at=AT, county_code="990301", username="fulian", name="示例", password=PASSWORD)
    for _ in range(5):
        response = sign_in(client, "fulian", "wrong")
    assert response.status_code == 429
    locked = sign_in(client, "fulian", PASSWORD)
    assert locked.status_code == 429
    assert "十五分钟" in locked.content.decode()


@pytest.mark.django_db  # an error page says whose it is
def test_nobody_signs_up_by_themself(client) -> None:
    assert client.get("/accounts/signup/").status_code == 404


def test_an_administrator_without_a_second_factor_meets_only_its_set_up(county: County) -> None:
    user = actions.add_user(by=None, at=AT, county_code="990301", username="admin", name="示例", password=PASSWORD)
    actions.give_role(by=None, at=AT, user=user, organisation=county.federation, role=Role.ADMINISTRATOR, since=dt.date(2020, 1, 1))
    response = signed_in(User.objects.get(pk=user.pk)).get(reverse("desk:home"))
    assert response.url == reverse("mfa_activate_totp")


def test_an_administrator_with_one_meets_the_desk(administrator: User) -> None:
    assert signed_in(administrator).get(reverse("desk:home")).status_code == 200


def test_an_account_is_opened_with_its_first_role(county: County, administrator: User) -> None:
    data = {"username": "xinren", "name": "示例新人", "password": PASSWORD, "organisation": county.school.pk, "role": Role.UNIT_COORDINATOR}
    response = signed_in(administrator).post(reverse("accounts:new_user"), data)
    assert response.url == reverse("accounts:users")
    user = User.objects.get(username="xinren")
    assert user.reach.organisation_ids == {county.school.pk}
    assert user.check_password(PASSWORD)


def test_a_weak_password_is_refused_and_no_account_is_opened(county: County, administrator: User) -> None:
    data = {"username": "xinren", "name": "示例新人", "password": "12345678901", "organisation": county.school.pk, "role": Role.VOLUNTEER}
    assert signed_in(administrator).post(reverse("accounts:new_user"), data).status_code == 422
    assert not User.objects.filter(username="xinren").exists()


def test_a_taken_user_name_is_refused(county: County, administrator: User) -> None:
    data = {
        "username": administrator.username,
        "name": "示例",
        "password": PASSWORD,
        "organisation": county.school.pk,
        "role": Role.VOLUNTEER,
    }
    response = signed_in(administrator).post(reverse("accounts:new_user"), data)
    assert response.status_code == 422
    assert "已被使用" in response.content.decode()


@pytest.mark.parametrize("role", [role for role in Role if role != Role.ADMINISTRATOR])
def test_only_administrators_keep_accounts(county: County, role: Role) -> None:
    assert signed_in(make_user(role, county.federation)).get(reverse("accounts:users")).status_code == 403


def test_nobody_changes_their_own_roles(county: County, administrator: User) -> None:
    with pytest.raises(Refused, match="自己"):
        actions.give_role(
            by=administrator, at=AT, user=administrator, organisation=county.federation, role=Role.COUNTY_STAFF, since=AT.date()
        )


def test_an_administrator_gives_roles_in_their_own_county_only(administrator: User) -> None:
    away = make_county("990302", "别县")
    stranger = make_user(Role.VOLUNTEER, away.school)
    with pytest.raises(Refused):
        actions.give_role(by=administrator, at=AT, user=stranger, organisation=away.school, role=Role.COUNTY_STAFF, since=AT.date())
    assert signed_in(administrator).get(reverse("accounts:give_role", args=[stranger.pk])).status_code == 404


def test_an_ended_role_reaches_nothing_from_that_day(county: County, administrator: User) -> None:
    user = make_user(Role.COUNTY_STAFF, county.federation)
    membership = Membership.objects.get(user=user)
    signed_in(administrator).post(reverse("accounts:end_role", args=[membership.pk]))
    assert User.objects.get(pk=user.pk).reach.county_ids == frozenset()
    assert ActionLog.objects.filter(verb="accounts.role.end").count() == 1


def test_a_forgotten_password_is_set_anew_by_the_administrator(county: County, administrator: User) -> None:
    user = make_user(Role.VOLUNTEER, county.school)
    signed_in(administrator).post(reverse("accounts:set_password", args=[user.pk]), {"password": PASSWORD})
    assert User.objects.get(pk=user.pk).check_password(PASSWORD)


def test_the_password_of_somebody_who_also_works_in_another_county_is_not_this_administrators(county: County, administrator: User) -> None:
    away = make_county("990302", "别县")
    user = make_user(Role.VOLUNTEER, county.school)
    actions.give_role(by=None, at=AT, user=user, organisation=away.federation, role=Role.COUNTY_STAFF, since=dt.date(2020, 1, 1))
    response = signed_in(administrator).post(reverse("accounts:set_password", args=[user.pk]), {"password": PASSWORD})
    assert response.status_code == 422
    assert not User.objects.get(pk=user.pk).check_password(PASSWORD)


def test_reach_is_the_county_for_staff_and_the_subtree_for_a_unit(county: County) -> None:
    below = add_organisation(by=None, at=AT, county=county.region, name="县一小", kind=OrganisationKind.SCHOOL, parent=county.school)
    assert make_user(Role.COUNTY_STAFF, county.federation).reach.county_ids == {county.region.pk}
    assert make_user(Role.UNIT_COORDINATOR, county.school).reach.organisation_ids == {county.school.pk, below.pk}


def test_somebody_without_a_role_or_switched_off_reaches_nothing(county: County) -> None:
    user = make_user(Role.COUNTY_STAFF, county.federation)
    user.is_active = False
    assert reach_of(user) is NOBODY
    assert reach_of(None) is NOBODY
