import pytest
from django.http import QueryDict
from django.test import RequestFactory

from jiafeng.common.forms import NameField, posted


def sent(**given):
    request = RequestFactory().post("/")
    request.POST = QueryDict(mutable=True)
    for name, value in given.items():
        request.POST[name] = value
    return posted(request)


def test_unseen_marks_are_taken_out_of_one_line_fields():
    data = sent(name="示例\u202e甲\x00", phone="\u202d13800001234\u202c", body="两\n行\u200b", new_password="a\u200bb")
    assert data.dict() == {"name": "示例甲", "phone": "13800001234", "body": "两\n行\u200b", "new_password": "a\u200bb"}


def test_what_holds_none_is_handed_on_as_it_is():
    request = RequestFactory().post("/", {"name": "示例甲"})
    assert posted(request) is request.POST
    assert posted(RequestFactory().get("/")) is None


@pytest.mark.parametrize("typed", ["阿依•古丽", "阿依・古丽", " 阿依.古丽 ", "阿依\u200b⋅古丽"])
def test_a_name_has_one_kind_of_dot(typed):
    assert NameField().clean(typed) == "阿依·古丽"
