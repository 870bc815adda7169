import pytest
from django.urls import reverse

from tests.factories import make_county

pytestmark = pytest.mark.django_db


def test_an_address_that_writes_too_often_is_asked_to_wait_and_another_is_not(client) -> None:
    make_county()
    url = reverse("portal:feedback")
    for _ in range(20):
        assert client.post(url, {}).status_code == 422
    refused = client.post(url, {})
    assert refused.status_code == 429
    assert refused["Retry-After"] == "600"
    assert "10 分钟" in refused.content.decode()
    assert client.get(url).status_code == 200
    assert client.post(url, {}, REMOTE_ADDR="203.0.113.9").status_code == 422


def test_guessing_reference_numbers_is_slowed(client) -> None:
    make_county()
    answers = [client.get(reverse("portal:find_answer"), {"receipt": f"{number:08d}"}).status_code for number in range(61)]
    assert answers[-1] == 429
    assert 302 not in answers
