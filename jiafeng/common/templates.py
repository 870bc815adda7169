"""Templates whose unchanging parts are written once a language: neighbouring text, words, icons and addresses without a record become one piece."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import groupby
from typing import Any

from django.template import Context, Node, NodeList, Template
from django.template.base import FilterExpression, TextNode, TokenType, Variable
from django.template.defaulttags import CommentNode, IfNode, LoadNode, URLNode
from django.template.library import SimpleNode
from django.template.loaders import base, cached
from django.templatetags.i18n import BlockTranslateNode, TranslateNode
from django.templatetags.static import StaticNode
from django.urls import get_script_prefix
from django.utils.translation import get_language

from jiafeng.common.templatetags.ui import UNCHANGING

# Languages, times the addresses below which a server may be mounted.
WAYS = 8


class Unchanging(Node):
    """Neighbours that say the same on every page of a language."""

    child_nodelists = ()

    def __init__(self, nodes: list[Node]) -> None:
        self.nodes, self._said = nodes, dict[Any, str]()
        self.token, self.origin = nodes[0].token, nodes[0].origin

    def render(self, context: Context) -> str:
        way = get_language(), get_script_prefix(), context.autoescape
        if way not in self._said:
            if len(self._said) >= WAYS:
                self._said.clear()
            self._said[way] = "".join([str(node.render_annotated(context)) for node in self.nodes])
        return self._said[way]


def _is_literal(given: Any) -> bool:
    """Whether an argument of a tag is a text or a number as it stands in the template."""
    if not isinstance(given, FilterExpression) or given.filters:
        return False
    return not isinstance(given.var, Variable) or given.var.lookups is None


def _is_unchanging(node: Any) -> bool:
    if isinstance(node, TextNode | LoadNode | CommentNode):
        return True
    if isinstance(node, TranslateNode):
        return node.asvar is None and node.message_context is None and _is_literal(node.filter_expression)
    if isinstance(node, BlockTranslateNode):
        plain = all(token.token_type == TokenType.TEXT for token in node.singular)
        return plain and not (node.plural or node.extra_context or node.asvar or node.message_context)
    if isinstance(node, StaticNode):
        return node.varname is None and _is_literal(node.path)
    if isinstance(node, URLNode):
        return node.asvar is None and not (node.args or node.kwargs) and _is_literal(node.view_name)
    if type(node) is SimpleNode:
        return node.func in UNCHANGING and node.target_var is None and all(map(_is_literal, [*node.args, *node.kwargs.values()]))
    return False


def _nodelists(node: Any) -> Iterator[NodeList]:
    if isinstance(node, IfNode):
        yield from (nodes for _condition, nodes in node.conditions_nodelists)
    else:
        yield from filter(None, (getattr(node, name, None) for name in node.child_nodelists))


def fold(nodes: NodeList) -> None:
    """Make one node of each run of unchanging ones, here and below."""
    folded: list[Node] = []
    for unchanging, run in groupby(nodes, _is_unchanging):
        those = list(run)
        if unchanging and not all(isinstance(node, TextNode) for node in those):
            folded.append(Unchanging(those))
            continue
        folded += those
        for node in those:
            for below in _nodelists(node):
                fold(below)
    nodes[:] = folded


class _Folded(base.Loader):
    def get_template(self, template_name: str, skip: Any = None) -> Template:
        template = super().get_template(template_name, skip)
        fold(template.nodelist)
        return template


class Loader(cached.Loader, _Folded):
    """Django's own, which keeps compiled templates; they are folded before they are kept."""
