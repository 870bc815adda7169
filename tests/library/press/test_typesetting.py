import datetime as dt
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

import pytest

from jiafeng.library.press import official_pdf, typesetting
from jiafeng.library.press.typesetting import TypesettingError, typeset
from tests.library.press.ruler import pages
from tests.library.press.samples import BULLETIN

DATE = dt.date(2026, 3, 9)


@pytest.mark.parametrize(
    ("template", "complaint"),
    [('#set text(font: "No Such Face")\nx', "no such face"), ('#panic("wrong")', "wrong"), ('#image("/etc/passwd")', "passwd")],
)
def test_a_fault_of_a_template_is_never_printed(tmp_path, monkeypatch, template, complaint):
    (tmp_path / "faulty.typ").write_text(template)
    monkeypatch.setattr(typesetting, "TEMPLATES", tmp_path)
    typesetting._compiler.cache_clear()
    with pytest.raises(TypesettingError, match=complaint):
        typeset("faulty", {}, DATE)
    typesetting._compiler.cache_clear()


def test_documents_set_at_the_same_time_do_not_mix():
    titles = [f"示例简报第{number}次" for number in range(24)]
    with ThreadPoolExecutor(6) as pool:
        printed = list(pool.map(lambda title: official_pdf(replace(BULLETIN, title=title)), titles))
    for title, pdf in zip(titles, printed, strict=True):
        assert pages(pdf)[0].find(title)
