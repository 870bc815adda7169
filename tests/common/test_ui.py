"""The tags and components that every page is made of."""

import re
from datetime import date, timedelta
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
import vendor
from django import forms
from django.contrib.auth.models import AnonymousUser
from django.contrib.messages import constants
from django.contrib.messages.storage.base import Message
from django.template import engines
from django.template.loader import render_to_string
from django.test import RequestFactory
from django.utils import translation

from jiafeng.common.navigation import Group, Menu, NavItem
from jiafeng.common.templatetags import ui
from jiafeng.ground.units.models import Organisation

TODAY = date(2026, 3, 2)
PACKAGE = Path(vendor.ROOT) / "jiafeng"
# Classes that only scripts and tests look for, or that a page outside the house styles by itself.
HOOKS: set[str] = set()
ALONE = {"bulletins/standalone.html"}


def render(source: str, **context: Any) -> str:
    return str(engines["django"].from_string("{% load ui %}" + source).render(context))


class Letter(forms.Form):
    name = forms.CharField(label="姓名", help_text="与身份证一致")
    unit = forms.ChoiceField(label="单位", choices=[("a", "甲"), ("b", "乙")], required=False)
    channel = forms.ChoiceField(label="方式", choices=[("p", "纸面"), ("s", "手机")], widget=forms.RadioSelect)
    agreed = forms.BooleanField(label="我同意")
    key = forms.CharField(widget=forms.HiddenInput, initial="k")


class Chooser(forms.Form):
    unit = forms.ModelChoiceField(label="单位", queryset=Organisation.objects.none())


# --- fields -------------------------------------------------------------------------------------------------------


@pytest.mark.django_db
def test_what_is_not_chosen_yet_says_so_and_shows_no_dashes() -> None:
    with translation.override("zh-hans"):
        assert '<option value="" selected>请选择</option>' in render("{% field form.unit %}", form=Chooser())


def test_a_field_has_its_label_hint_and_input_tied_together() -> None:
    page = render("{% field form.name %}", form=Letter())
    assert '<label for="id_name">姓名' in page
    assert 'id="id_name_helptext"' in page
    assert re.search(r'<input[^>]*aria-describedby="id_name_helptext"', page)
    assert re.search(r'<input[^>]*class="form-control"', page)


def test_an_error_is_said_at_its_field_and_to_screen_readers() -> None:
    page = render("{% field form.name %}", form=Letter({}))
    described = re.search(r'<input[^>]*aria-describedby="([^"]+)"', page)
    assert described
    assert set(described[1].split()) == {"id_name_helptext", "id_name_error"}
    assert 'id="id_name_error"' in page
    assert 'aria-invalid="true"' in page


def test_only_what_may_be_left_out_says_so() -> None:
    page = render("{{ form }}", form=Letter())
    assert page.count('class="opt"') == 1
    assert page.index('class="opt"') > page.index("单位")


def test_choices_are_a_group_with_a_legend() -> None:
    page = render("{% field form.channel %}", form=Letter())
    assert "<fieldset" in page
    assert "<legend>方式" in page
    assert page.count('class="form-check-input"') == 2


def test_a_box_has_its_label_behind_it() -> None:
    page = render("{% field form.agreed %}", form=Letter())
    assert page.index("<input") < page.index('<label for="id_agreed">我同意')


def test_the_summary_names_every_error_in_order_and_leads_to_its_field() -> None:
    form = Letter({"key": "k"})
    form.add_error(None, "今天已经提交过了")
    page = render("{{ form }}", form=form)
    summary = page.split("</ul>")[0]
    assert 'role="alert"' in summary
    assert re.findall(r'href="(#[^"]+)"', summary) == ["#id_name", "#id_channel_0", "#id_agreed"]
    assert "今天已经提交过了" in summary
    assert 'id="id_channel_0"' in page.split("</ul>", 1)[1]


def test_a_hidden_field_that_fails_is_told_at_the_top() -> None:
    form = Letter({"name": "王示例", "channel": "p", "agreed": "on"})
    page = render("{{ form }}", form=form)
    assert "error-summary" in page


def test_a_form_without_errors_has_no_summary() -> None:
    assert "error-summary" not in render("{{ form }}", form=Letter())


# --- words and signs ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("days", "words", "tone"), [(-2, "逾期 2 天", "tag-r"), (0, "今天到期", "tag-y"), (3, "还有 3 天", "tag-y"), (9, "还有 9 天", "tag-g")]
)
def test_a_deadline_is_words_and_a_sign_never_colour_alone(days: int, words: str, tone: str) -> None:
    said = ui.deadline(TODAY + timedelta(days=days), TODAY)
    assert words in said
    assert tone in said
    assert "<svg" in said


def test_a_thing_without_a_day_says_so() -> None:
    assert "tag" in ui.deadline(None, TODAY)
    assert re.sub(r"<[^>]+>", "", ui.deadline(None, TODAY)).strip()


@pytest.mark.parametrize("tone", sorted(ui.TONES))
def test_every_tone_has_a_sign(tone: str) -> None:
    assert "<svg" in ui.tag("状态", tone)


def test_texts_in_tags_stay_texts() -> None:
    assert "&lt;b&gt;" in ui.tag("<b>", "good")
    assert "&lt;b&gt;" in render("{% card title %}x{% endcard %}", title="<b>")
    assert "&lt;b&gt;" in render("{% card 'x' %}{{ inside }}{% endcard %}", inside="<b>")


def test_an_icon_is_silent_unless_it_has_a_label() -> None:
    assert 'aria-hidden="true"' in ui.icon("home")
    assert 'aria-label="首页"' in ui.icon("home", "首页")


def test_the_brand_face_is_never_mixed_with_another() -> None:
    assert ui.serif("清风润家") == "brand-serif"
    assert ui.serif("清风龘家") == "serif"
    assert ui.serif("Home") == "serif"


def test_numbers_are_grouped_and_nothing_is_a_dash() -> None:
    assert (ui.thousands(1234567), ui.thousands(0), ui.thousands(None)) == ("1,234,567", "0", "—")


def test_steps_tell_where_one_is() -> None:
    page = ui.steps(2, "核对", "签名", "完成")
    assert page.count("aria-current") == 1
    done, now, _to_come = page.split("<li")[1:]
    assert "visually-hidden" in done
    assert 'aria-current="step">签名' in now


def test_a_toast_offers_to_undo_only_what_can_be_undone() -> None:
    request = RequestFactory().get("/")
    done = [Message(constants.SUCCESS, "已通过 5 条", "undo=/undo/5"), Message(constants.SUCCESS, "已保存")]
    page = render_to_string("components/messages.html", {"messages": done}, request)
    assert page.count("<form") == 1
    assert 'action="/undo/5"' in page


def test_pages_are_offered_only_where_there_are_any() -> None:
    def pages(**given: Any) -> str:
        page = SimpleNamespace(**{"has_previous": False, "has_next": False, "number": 1, "is_last_reachable": False, **given})
        return render_to_string("components/pagination.html", {"page": page}).strip()

    assert pages() == ""
    assert 'rel="next"' in pages(has_next=True, next_query="?page=2")


def test_a_list_is_exported_with_its_filter() -> None:
    request = RequestFactory().get("/list", {"q": "家书", "page": "3"})
    page = render_to_string("components/list_actions.html", {"export": True}, request)
    assert "format=xlsx" in page
    assert "q=%E5%AE%B6%E4%B9%A6" in page
    assert "page=3" not in page


# --- menus --------------------------------------------------------------------------------------------------------


def menu_of(*items: NavItem) -> Menu:
    menu = Menu()
    menu.add(*items)
    return menu


def test_a_menu_shows_what_its_policies_allow_in_order() -> None:
    menu = menu_of(
        NavItem("乙", "portal:articles", "news", Group.REPORTING, order=20),
        NavItem("甲", "portal:home", "home", Group.REPORTING, order=10),
        NavItem("丙", "portal:search", "search", Group.KEEPING, lambda user: "不行"),
    )
    entries = menu.entries(AnonymousUser(), "/")
    assert list(entries) == [Group.REPORTING]
    assert [entry.label for entry in entries[Group.REPORTING]] == ["甲", "乙"]


def test_the_entry_whose_address_fits_best_is_current() -> None:
    menu = menu_of(NavItem("首页", "portal:home", "home"), NavItem("动态", "portal:articles", "news"))
    current = {path: [e.label for e in menu.entries(None, path)[Group.TODAY] if e.current] for path in ("/", "/news/12", "/elsewhere")}
    assert current == {"/": ["首页"], "/news/12": ["动态"], "/elsewhere": []}


def test_an_entry_stands_once_however_often_its_room_is_loaded() -> None:
    item = NavItem("首页", "portal:home", "home")
    menu = menu_of(item)
    menu.add(item)
    assert len(menu.entries(None, "/")[Group.TODAY]) == 1


def test_every_area_has_a_name_in_chinese_and_a_sign_of_its_own() -> None:
    with translation.override("zh-hans"):
        headings = [str(group.label) for group in Group]
    assert headings == ["今天", "计划与制度", "活动与承诺", "寄语与桌签", "评选", "简报与门户", "名册与设置"]
    assert len({group.icon for group in Group}) == len(headings)
    assert all(re.search("[\u4e00-\u9fff]", heading) for heading in headings[1:])


# --- files --------------------------------------------------------------------------------------------------------


def test_vendored_files_are_as_they_were_written() -> None:
    assert vendor.check() == []


def test_an_altered_vendored_file_is_named(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    manifest = vendor.json.loads(vendor.MANIFEST.read_text())
    manifest["htmx.org"]["files"] = dict.fromkeys(manifest["htmx.org"]["files"], "0" * 64)
    (tmp_path / "manifest.json").write_text(vendor.json.dumps(manifest))
    monkeypatch.setattr(vendor, "MANIFEST", tmp_path / "manifest.json")
    assert any("htmx.min.js: altered" in line for line in vendor.check())


def test_a_style_sheet_is_cut_by_rule_and_by_selector() -> None:
    css = ".a,.gone{x:1}.gone:hover{x:2}@media (min-width:1px){.gone{x:3}}@media print{.b:not(.gone){x:4}}[data-bs-theme=dark]{x:5}@keyframes k{0%{x:6}}"
    assert vendor.cut(css, ["gone"]) == ".a{x:1}@media print{.b:not(.gone){x:4}}"


def templates() -> list[Path]:
    return [path for path in sorted(PACKAGE.rglob("*.html")) if not any(path.as_posix().endswith(name) for name in ALONE)]


def test_every_icon_that_a_page_names_is_in_the_sprite() -> None:
    sprite = set(re.findall(r'<symbol id="([^"]+)"', (PACKAGE / "static/vendor/icons/icons.svg").read_text()))
    named = {name for path in templates() for name in re.findall(r'{% icon "([^"]+)"', path.read_text("utf-8"))}
    named |= {
        name
        for path in PACKAGE.rglob("*.py")
        for name in re.findall(r'(?:icon=|NavItem\([^\n]*?, "[^"]+:[^"]+", )"([^"]+)"', path.read_text("utf-8"))
    }
    assert len(named) > 20
    assert named - sprite == set()


def test_every_class_that_a_page_names_is_in_a_style_sheet() -> None:
    """Bootstrap is cut to what pages use: a class that nobody styles is a spelling mistake or something the cut has taken."""
    css = "".join(path.read_text("utf-8") for path in PACKAGE.rglob("*.css"))
    known = set(re.findall(r"\.(-?[a-zA-Z_][\w-]*)", css)) | HOOKS
    found = {}
    for path in templates():
        page = re.sub(r"[\w-]*(?:{%.*?%}|{{.*?}})[\w-]*", " ", path.read_text("utf-8"))
        words = " ".join(re.findall(r'\sclass="([^"]*)"', page)).split()
        found |= {word: path.name for word in words if word not in known}
    assert found == {}
