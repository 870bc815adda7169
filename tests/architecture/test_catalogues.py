"""The check on catalogues finds what a reader would otherwise meet in English. That it finds nothing here is part of `make check`."""

from pathlib import Path

import catalogues
import pytest
from babel.messages.pofile import read_po
from django.apps import apps
from django.conf import settings

HEAD = 'msgid ""\nmsgstr ""\n"Content-Type: text/plain; charset=UTF-8\\n"\n"Plural-Forms: nplurals=1; plural=0;\\n"\n\n'


@pytest.fixture
def house(tmp_path: Path) -> Path:
    """A house of one room with one string, said in Chinese."""
    room = tmp_path / "jiafeng" / "gardens"
    (room / "locale" / "zh_Hans" / "LC_MESSAGES").mkdir(parents=True)
    (room / "__init__.py").write_text("")
    (room / "views.py").write_text('from django.utils.translation import gettext as _\n\nTITLE = _("Garden")\n')
    say(tmp_path, 'msgid "Garden"\nmsgstr "园子"\n')
    return tmp_path


def say(house: Path, text: str) -> None:
    (house / "jiafeng/gardens/locale/zh_Hans/LC_MESSAGES/django.po").write_text(HEAD + text, encoding="utf-8")


def test_it_is_content_when_everything_is_said(house: Path) -> None:
    assert catalogues.complaints(house) == []


def test_it_finds_a_string_without_chinese(house: Path) -> None:
    say(house, 'msgid "Garden"\nmsgstr ""\n')
    assert ["'Garden'" in line for line in catalogues.complaints(house)] == [True]


def test_it_finds_an_unsure_string(house: Path) -> None:
    say(house, '#, fuzzy\nmsgid "Garden"\nmsgstr "园子"\n')
    assert len(catalogues.complaints(house)) == 1


def test_it_finds_a_plural_half_said(house: Path) -> None:
    say(house, 'msgid "Garden"\nmsgstr "园子"\n\nmsgid "%d bed"\nmsgid_plural "%d beds"\nmsgstr[0] ""\n')
    assert len(catalogues.complaints(house)) == 1


def test_it_finds_a_translation_that_asks_for_another_value(house: Path) -> None:
    """Filled in, it would be an error on the page, or show what it was not given to show."""
    say(house, '#, python-format\nmsgid "Garden of %(who)s"\nmsgstr "%(whose)s的园子"\n\nmsgid "Garden"\nmsgstr "园子"\n')
    assert ["Garden of" in line for line in catalogues.complaints(house)] == [True]


def test_it_finds_a_string_that_the_catalogue_does_not_know(house: Path) -> None:
    page = house / "jiafeng" / "gardens" / "templates" / "gardens" / "list.html"
    page.parent.mkdir(parents=True)
    page.write_text('{% load i18n %}{% translate "Water the beds" %}')
    assert ["'Water the beds'" in line for line in catalogues.complaints(house)] == [True]


def test_it_finds_a_string_hidden_in_an_f_string(house: Path) -> None:
    (house / "jiafeng" / "gardens" / "prints.py").write_text(
        "from django.utils.translation import gettext as _\n\nNAME = f\"{1}-{_('beds')}\"\n"
    )
    assert ["prints.py:3" in line for line in catalogues.complaints(house)] == [True]


def test_it_compiles_what_it_finds(house: Path) -> None:
    (made,) = catalogues.compile_all(house)
    assert made.suffix == ".mo"
    assert "园子".encode() in made.read_bytes()


def test_every_catalogue_is_one_that_django_reads() -> None:
    """A catalogue beside a package that is not installed would be complete, and of no use."""
    read = {Path(config.path) / "locale" for config in apps.get_app_configs()} | {Path(path) for path in settings.LOCALE_PATHS}
    assert [str(path) for path in catalogues.sources() if path.parents[2] not in read] == []


def test_one_english_sentence_says_one_thing_in_chinese() -> None:
    """Django merges the rooms' catalogues into one, so a second meaning of the same words would silently take the first one's place."""
    said: dict[tuple[str | None, str], set[str]] = {}
    for source in catalogues.sources():
        with source.open("rb") as readable:
            for message in read_po(readable, locale=catalogues.LOCALE):
                if message.id and message.string:
                    english = message.id if isinstance(message.id, str) else message.id[0]
                    chinese = message.string if isinstance(message.string, str) else message.string[0]
                    said.setdefault((message.context, english), set()).add(chinese)
    assert not {english: chinese for english, chinese in said.items() if len(chinese) > 1}
