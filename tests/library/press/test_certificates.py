"""A certificate measured on the rendered page, in millimetres; every name in it is invented."""

import datetime as dt
from dataclasses import replace
from itertools import pairwise

import pytest

from jiafeng.library.press.certificates import Certificate, certificates_pdf
from tests.library.press.ruler import Glyph, Page, pages

BODIES = ("中共示例县纪律检查委员会", "示例县监察委员会", "中共示例县委组织部", "示例县妇女联合会", "示例县教育局")
CERTIFICATE = Certificate(
    name="王示例", honour="最美家庭", reason="示例县家庭助廉活动", serial="A1B2-C3D4", bodies=BODIES[:1], document="县妇发〔2026〕3号",
    granted_on=dt.date(2026, 3, 9), qr_text="https://example.org/honours/A1B2-C3D4",
)  # fmt: skip
LONG_REASON = "示例县2026年度廉洁文化进家庭暨清廉家风建设主题实践系列活动第一阶段评选表彰"


def printed(**changes: object) -> Page:
    (page,) = pages(certificates_pdf([replace(CERTIFICATE, **changes)]))
    return page


def words(line: list[Glyph]) -> str:
    return "".join(glyph.character for glyph in line)


def title_lines(page: Page, honour: str) -> list[list[Glyph]]:
    return [line for line in page.lines if words(line) in honour and words(line) not in BODIES]


@pytest.mark.parametrize(
    "honour", ["示例县廉洁文化进家庭活动优秀贤内助", "清廉家庭最美优秀模范突出好贤内助", "全县家庭助廉活动突出贡献优秀廉内助"]
)
def test_a_long_title_is_balanced_and_no_word_of_it_is_torn(honour):
    lines = title_lines(printed(honour=honour, bodies=BODIES[:4]), honour)
    first, second = map(words, lines)
    assert first + second == honour
    assert abs(len(first) - len(second)) <= 3
    assert second.endswith("内助")
    assert second[:-2].endswith(("贤", "廉"))
    for line in lines:
        assert (line[0].left + line[-1].right) / 2 == pytest.approx(297 / 2, abs=1)


@pytest.mark.parametrize("count", [1, 2, 3, 4, 5])
@pytest.mark.parametrize("reason", [CERTIFICATE.reason, LONG_REASON])
def test_there_is_air_between_the_words_and_the_bodies(count, reason):
    page = printed(honour="示例县廉洁文化进家庭活动优秀贤内助", reason=reason, bodies=BODIES[:count])
    last = page.find("荣誉称号。特发此证").bottom
    bodies = [glyph for line in page.lines for glyph in line if glyph.x > 115 and glyph.baseline > last + 1]
    assert min(glyph.top for glyph in bodies) - last > 10
    assert max(glyph.bottom for glyph in bodies) < 186


@pytest.mark.parametrize(("count", "rows"), [(2, 1), (3, 1), (4, 2), (5, 2)])
def test_the_bodies_stand_in_even_rows_in_the_middle_over_the_date(count, rows):
    page = printed(bodies=BODIES[:count])
    date = next(line for line in page.lines if "2026年3月9日" in words(line))
    date = [glyph for glyph in date if glyph.x > 115]
    middle = (date[0].left + date[-1].right) / 2
    baselines = sorted(page.find(body[:6]).baseline for body in BODIES[:count])
    assert 1 + sum(below - above > 8 for above, below in pairwise(baselines)) == rows
    starts = [page.find(body[:6]) for body in BODIES[:count]]
    assert middle == pytest.approx(122 + 75, abs=1.5)
    if count == 4:
        upper, lower = starts[:2], starts[2:]
        for row, names in ((upper, BODIES[:2]), (lower, BODIES[2:4])):
            left, right = (start.x + len(name) * 14 * 0.3528 / 2 for start, name in zip(row, names, strict=True))
            assert (left + right) / 2 == pytest.approx(middle, abs=1.5)
