"""What is wrong with a field is said in a sentence that names it: over every form of the house, and of the account pages."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator
from copy import deepcopy
from importlib import import_module
from pathlib import Path
from typing import Any

import pytest
from django import forms
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.validators import MaxValueValidator
from django.template.loader import render_to_string
from django.utils.translation import override

import jiafeng
from jiafeng.common.forms import DayField
from jiafeng.common.sentences import sentences

HOUSE = Path(jiafeng.__file__).parent
ROOMS = [*HOUSE.rglob("forms.py"), *HOUSE.rglob("forms/*.py")]
MODULES = sorted({str(path.relative_to(HOUSE.parent).with_suffix("")).replace("/", ".").removesuffix(".__init__") for path in ROOMS})
DJANGOS = re.compile(r"这个字段|必填项|确保|该变量|选择一个有效|输入一个|请输入|This field|Ensure|Select a valid|Enter a")


def of(module: str) -> Iterator[type[forms.Form]]:
    for each in vars(import_module(module)).values():
        if isinstance(each, type) and issubclass(each, forms.BaseForm) and each.__module__ == module:
            yield each


def wrong(declared: type[forms.Form], data: dict[str, str]) -> Iterator[tuple[str, str]]:
    """A form of the same fields, whatever its own would be asked to be made with: what it says, by field."""
    fields = {name: deepcopy(field) for name, field in declared.base_fields.items()}
    form = type("Fields", (forms.Form,), fields)(data)
    assert form.is_bound
    for bound in form:
        for sentence in bound.errors:
            yield f"{declared.__name__}.{bound.name}", str(sentence)


@pytest.mark.parametrize("module", [*MODULES, "allauth.account.forms", "allauth.mfa.base.forms", "allauth.mfa.totp.forms"])
def test_no_form_speaks_djangos_sentences(module: str, db: None) -> None:
    for declared in of(module):
        nothing = dict.fromkeys(declared.base_fields, "")
        odd = dict.fromkeys(declared.base_fields, "�示例")
        long = dict.fromkeys(declared.base_fields, "9" * 3_000)
        for data in (nothing, odd, long, {"unknown": ""}):
            with override("zh-hans"):
                found = list(wrong(declared, data))
            assert not [said for said in found if DJANGOS.search(said[1])], declared
            assert not [said for said in found if not said[1].endswith("。")], declared


@pytest.mark.parametrize("module", MODULES)
def test_every_field_has_a_label_of_its_own(module: str) -> None:
    fields = [(f"{form.__name__}.{name}", field) for form in of(module) for name, field in form.base_fields.items()]
    assert not [name for name, field in fields if field.label is None and not field.widget.is_hidden]


class Sample(forms.Form):
    title = forms.CharField(label="工作条目", max_length=5)
    unit = forms.ChoiceField(label="单位", choices=[("a", "甲")])
    read = forms.BooleanField(label="已阅读全文")
    scan = forms.FileField(label="扫描件")
    picture = forms.ImageField(label="照片", required=False)
    number = forms.IntegerField(label="目标值", max_value=9, required=False)
    due = DayField(label="到期日期", validators=[MaxValueValidator(dt.date(2026, 12, 31))], required=False)
    long = forms.CharField(label="请用您自己的话写下对家人廉洁从政的期望和叮嘱")
    own = forms.CharField(label="理由", error_messages={"required": "请说明为什么。"})
    key = forms.UUIDField(widget=forms.HiddenInput)


def said(name: str, value: Any = "", **files: Any) -> str:
    with override("zh-hans"):
        return str(Sample({name: value}, files)[name].errors[0])


def test_what_is_missing_is_asked_for_as_one_gives_it() -> None:
    assert said("title") == "请填写工作条目。"
    assert said("unit") == "请选择单位。"
    assert said("read") == "请勾选已阅读全文。"
    assert said("scan") == "请上传扫描件。"
    assert said("long") == "请填写这一项。"
    assert said("own") == "请说明为什么。"
    assert said("key") == "页面已过时，请刷新后再提交。"


def test_what_cannot_be_is_told_with_its_limit() -> None:
    assert said("title", "七个字的工作条目") == "工作条目最多5字，现在是8字。"
    assert said("title", "a\0") == "工作条目里有无法保存的字符，请删去后重新填写。"
    assert said("number", "十") == "目标值要填数字。"
    assert said("number", "10") == "目标值不能大于9。"
    assert said("unit", "b") == "单位没有这个选项，请重新选择。"
    assert said("due", "2026-02-30").startswith("到期日期要填日期")
    assert said("due", "2027-01-01") == "到期日期不能晚于2026-12-31。"
    assert said("scan", scan=SimpleUploadedFile("空.pdf", b"")) == "扫描件是空文件，请另选一个。"
    assert said("picture", picture=SimpleUploadedFile("照片.jpg", b"no picture")) == "照片不是能打开的图片，请另选一张。"


def test_the_summary_says_the_same_words_and_names_a_field_that_its_sentence_does_not() -> None:
    with override("zh-hans"):
        form = Sample({})
        shown = render_to_string("components/error_summary.html", {"form": form})
        assert '<a href="#id_title">请填写工作条目。</a>' in shown
        assert "请用您自己的话写下对家人廉洁从政的期望和叮嘱：请填写这一项。" in shown
        assert "请填写工作条目。" in str(form)
        assert list(sentences(form))[:2] == ["请填写工作条目。", "请选择单位。"]
