"""Passwords that are tried first are refused, without asking anybody on the net; somebody's own are not."""

import pytest
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError


@pytest.mark.parametrize(
    "password",
    ["woaini5201314", "a1234567890", "qwer1234asdf", "Fulian@2026", "fulian-2026-1", "wangwei19880808", "P@ssw0rd2026", "iloveyou1314", "admin123456", "jiafeng2026!", "1q2w3e4r5t", "2026-06-01-08"],
)  # fmt: skip
def test_it_refuses_what_is_tried_first(password: str) -> None:
    with pytest.raises(ValidationError):
        validate_password(password)


@pytest.mark.parametrize(
    "password", ["qingfeng-runjia-2026", "shanjian-de-feng-7", "bieren-zhidao-2026", "correct horse battery", "竹林深处有人家的第8号门", "wuyue-chayou-tang-3", "xkT9-vB2q-Lm"]
)  # fmt: skip
def test_it_takes_what_only_somebody_thinks_of(password: str) -> None:
    validate_password(password)
