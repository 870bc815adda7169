"""A telephone is turned while somebody signs: what was written stays whole, on the screen and in what is kept."""

import sqlite3
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from jiafeng.common.signatures import Drawing, read
from tests.journeys.conftest import PHONE, Visitor
from tests.journeys.test_channels import give, new_drive
from tests.serving import Site

LYING = {"width": PHONE["height"], "height": PHONE["width"]}
UPRIGHT = dict(PHONE)
Arrive = Callable[..., Visitor]

# Where the canvas has ink, in CSS pixels: left, top, right, bottom; and how many strokes the field holds.
INKED = """() => {
  const canvas = document.querySelector("[data-signature] canvas");
  const { data, width, height } = canvas.getContext("2d").getImageData(0, 0, canvas.width, canvas.height);
  const box = [width, height, 0, 0];
  for (let y = 0; y < height; y += 1) for (let x = 0; x < width; x += 1) if (data[(y * width + x) * 4 + 3] > 60) {
    box[0] = Math.min(box[0], x); box[1] = Math.min(box[1], y); box[2] = Math.max(box[2], x); box[3] = Math.max(box[3], y);
  }
  return box.map((each) => each * canvas.offsetWidth / width);
}"""
FIELD = "document.querySelector('[data-strokes]').value"


@pytest.fixture
def signing(visitor: Arrive, demo: Site, request: pytest.FixtureRequest) -> Page:
    """The page on which somebody is about to sign, on a telephone that lies."""
    staff = visitor()
    staff.sign_in("fulian", demo.password)
    _, address = new_drive(staff, f"示例：横着写的名字 {request.node.name}")
    page = visitor(UPRIGHT).go(address)
    page.set_viewport_size(LYING)  # type: ignore[arg-type]
    give(page, "示例横写", "13600000051")
    page.wait_for_url("**/sign")
    return page


def stroke(page: Page, left: float, top: float) -> None:
    """A square-cornered hook of 60 × 40 pixels, at shares of the box."""
    canvas = page.locator("[data-signature] canvas")
    canvas.scroll_into_view_if_needed()
    box = canvas.bounding_box()
    assert box is not None
    x, y = box["x"] + left * box["width"], box["y"] + top * box["height"]
    page.mouse.move(x, y)
    page.mouse.down()
    for step in range(13):
        page.mouse.move(x + 5 * step, y)
    for step in range(9):
        page.mouse.move(x + 60, y + 5 * step)
    page.mouse.up()


def turn(page: Page, screen: dict[str, int]) -> None:
    """Turn the telephone, and wait until the box has followed."""
    before = page.evaluate("document.querySelector('[data-signature] canvas').offsetWidth")
    page.set_viewport_size(screen)  # type: ignore[arg-type]
    page.wait_for_function(
        "before => { const canvas = document.querySelector('[data-signature] canvas');"
        " return canvas.offsetWidth !== before && Math.abs(canvas.width / devicePixelRatio - canvas.offsetWidth) < 1 }",
        arg=before,
    )


def proportions(drawing: Drawing) -> list[float]:
    """Height over width of every stroke."""
    return [
        (max(y for _, y in stroke) - min(y for _, y in stroke)) / (max(x for x, _ in stroke) - min(x for x, _ in stroke))
        for stroke in drawing.strokes
    ]


def test_what_was_written_lying_is_whole_when_the_phone_stands(signing: Page, demo: Site) -> None:
    page = signing
    for left in (0.05, 0.45, 0.85):
        stroke(page, left, 0.3)
    lying = read(page.evaluate(FIELD))
    turn(page, UPRIGHT)
    left, top, right, bottom = page.evaluate(INKED)
    width, height = page.evaluate("(({offsetWidth, offsetHeight}) => [offsetWidth, offsetHeight])(document.querySelector('canvas'))")
    assert 0 < left < 0.2 * width, "the first stroke is hidden"
    assert 0.8 * width < right < width, "the last stroke is hidden"
    assert 0 < top < bottom < height
    stroke(page, 0.4, 0.65)
    page.check("[name=have_read]")
    page.locator("button[name=step][value=check]").click()
    expect(page.locator("button[name=step][value=submit]")).to_be_visible()
    page.locator("button[name=step][value=submit]").click()
    page.wait_for_url("**/p/**")
    with sqlite3.connect(f"file:{demo.folder / 'jiafeng.sqlite3'}?mode=ro", uri=True) as database:
        [(kept,)] = database.execute("select strokes from pledges_pledgetrace where strokes != '' order by id desc limit 1").fetchall()
    drawing = read(kept)
    assert len(drawing.strokes) == 4
    assert (drawing.width, drawing.height) == (width, height)
    assert all(0 <= x <= width and 0 <= y <= height for points in drawing.strokes for x, y in points)
    assert proportions(drawing)[:3] == pytest.approx(proportions(lying), rel=0.02)
    starts = [points[0][0] for points in drawing.strokes[:3]]
    assert starts[1] - starts[0] == pytest.approx(starts[2] - starts[1], rel=0.02)


def test_turned_back_it_is_as_it_was_written(signing: Page) -> None:
    page = signing
    for left in (0.05, 0.85):
        stroke(page, left, 0.3)
    before = page.evaluate(FIELD)
    turn(page, UPRIGHT)
    assert page.evaluate(FIELD) != before
    turn(page, LYING)
    assert page.evaluate(FIELD) == before
