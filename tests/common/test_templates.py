"""What is written once a language is what would be written each time."""

from __future__ import annotations

from typing import Any

from django.template import Context, Template, engines
from django.urls import set_script_prefix
from django.utils import translation

from jiafeng.common.templates import Unchanging, fold


def folded(source: str) -> Template:
    template = Template("{% load i18n static ui %}" + source, engine=engines["django"].engine)
    fold(template.nodelist)
    return template


def said(template: Template, **context: Any) -> str:
    return str(template.render(Context(context)))


def test_words_icons_files_and_addresses_beside_one_another_become_one() -> None:
    template = folded(
        "<b>{% translate 'Cancel' %}</b>{% icon 'home' %}{% static 'css/site.css' %}{% url 'portal:home' %}{% tag _('Cancel') 'good' %}"
    )
    assert [type(node) for node in template.nodelist] == [Unchanging]
    with translation.override("en"):
        assert said(template).startswith("<b>Cancel</b><svg")
    with translation.override("zh-hans"):
        assert said(template).startswith("<b>取消</b><svg")
    with translation.override("en"):
        assert said(template).count("Cancel") == 2


def test_what_depends_on_the_page_is_asked_each_time() -> None:
    source = "{% icon name %}{{ name }}{% translate name %}{% url 'portal:article' number %}{% translate 'Cancel' as word %}{{ word }}"
    template = folded(source)
    assert not [node for node in template.nodelist[1:] if isinstance(node, Unchanging)]
    with translation.override("en"):
        assert "#home" in said(template, name="home", number=1)
        assert "#user" in said(template, name="user", number=2)


def test_branches_and_loops_are_folded_within() -> None:
    template = folded("{% if yes %}{% translate 'Cancel' %}{% else %}{% for n in ns %}{% icon 'home' %}{{ n }}{% endfor %}{% endif %}")
    with translation.override("en"):
        assert said(template, yes=True) == "Cancel"
        assert said(template, ns=[1, 2]).count("<svg") == 2
    assert len(template.nodelist.get_nodes_by_type(Unchanging)) == 3  # the load tag, the word, the icon


def test_an_address_has_the_prefix_of_its_server() -> None:
    template = folded("{% url 'portal:home' %}")
    assert said(template) == "/"
    set_script_prefix("/jf/")
    try:
        assert said(template) == "/jf/"
    finally:
        set_script_prefix("/")
