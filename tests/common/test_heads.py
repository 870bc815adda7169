"""HEAD answers as GET does, and leaves nothing behind."""

import pytest
from django.http import FileResponse, HttpRequest, HttpResponse
from django.test import Client, RequestFactory
from django.urls import reverse

from jiafeng.common.heads import as_get
from jiafeng.common.limits import limited
from tests import factories

pytestmark = pytest.mark.django_db


def test_it_says_how_long_the_page_is(client: Client) -> None:
    factories.make_county()
    address = reverse("portal:home")
    got, head = client.get(address), client.head(address)
    assert head.status_code == got.status_code == 200
    assert head.content == b""
    assert head["Content-Type"] == got["Content-Type"]
    assert abs(int(head["Content-Length"]) - len(got.content)) < 100  # a form's secret and the time differ


def test_what_takes_only_posts_says_so(client: Client) -> None:
    assert client.head(reverse("language")).status_code == 405


def test_a_limit_counts_it() -> None:
    """Else a code could be guessed at by looking at headers alone."""

    @limited("test.heads", times=2, seconds=60, methods=("GET",))
    def view(request: HttpRequest) -> HttpResponse:
        return HttpResponse("found")

    request = RequestFactory().head("/")
    answers = [as_get(view)(RequestFactory().head("/")).status_code for _ in range(3)]
    assert request.method == "HEAD"
    assert answers == [200, 200, 429]


def test_a_file_is_closed_unread(tmp_path_factory: pytest.TempPathFactory) -> None:
    path = tmp_path_factory.mktemp("heads") / "a"
    path.write_bytes(b"x" * 1000)
    stream = path.open("rb")
    response = as_get(lambda _: FileResponse(stream))(RequestFactory().head("/"))
    assert response["Content-Length"] == "1000"
    assert response.content == b""
    response.close()
    assert stream.closed
