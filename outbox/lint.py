"""What a mail's text may refer to: its own variables and nothing else (COM-03)."""

import re
from collections.abc import Iterator
from typing import Final

from django.template import Engine
from django.template.base import (
    FilterExpression,
    Node,
    NodeList,
    TextNode,
    TokenType,
    VariableNode,
)
from django.template.loader_tags import BlockNode, ExtendsNode
from django.templatetags.i18n import BlockTranslateNode, TranslateNode

from outbox.templates import VariableNotPermitted

BASE: Final = "mail/base.txt"
# `{diagnosis}` or `%(diagnosis)s`: meant as a variable, in another language.
_FOREIGN: Final = re.compile(r"(?<!\{)\{\s*(\w+)\s*\}(?!\})|%\((\w+)\)s")


def lint(source: str, *, permitted: frozenset[str]) -> None:
    """Refuse a mail's text that refers to anything beyond `permitted`.

    Raises VariableNotPermitted with the names, TemplateSyntaxError when the text
    is no template. Tags that could fetch more (include, for, with, filters) are
    refused too: a mail is text with a few blanks.
    """
    nodes = Engine.get_default().from_string(source).nodelist
    found = {name for name in _names(nodes) if name not in permitted}
    for match in _FOREIGN.finditer(source):
        found.add(match[1] or match[2])
    if found:
        raise VariableNotPermitted(", ".join(sorted(found)))


def _names(nodes: NodeList) -> Iterator[str]:
    for node in nodes:
        yield from _names_in(node)


def _names_in(node: Node) -> Iterator[str]:
    match node:
        case TextNode():
            return
        case VariableNode():
            yield _name(node.filter_expression)
        case TranslateNode():
            yield from _names_in_translation(node)
        case BlockTranslateNode():
            yield from _names_in_block(node)
        case ExtendsNode() if node.parent_name.token == f'"{BASE}"':
            yield from _names(node.nodelist)
        case BlockNode():
            yield from _names(node.nodelist)
        case _:
            yield f"{{% {type(node).__name__} %}}"


def _names_in_translation(node: TranslateNode) -> Iterator[str]:
    # Django turns a literal into a Variable without look-ups.
    is_literal = getattr(node.filter_expression.var, "lookups", None) is None
    if node.asvar or node.filter_expression.filters or not is_literal:
        yield _name(node.filter_expression)


def _names_in_block(node: BlockTranslateNode) -> Iterator[str]:
    for token in (*node.singular, *node.plural):
        if token.token_type is TokenType.VAR:
            yield token.contents.strip()
    for expression in (node.extra_context or {}).values():
        yield _name(expression)


def _name(expression: FilterExpression) -> str:
    """Name what is shown; with its filters, which are never permitted."""
    return str(expression.token).strip()
