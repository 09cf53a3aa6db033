"""What a notice's template may hold: words, conditions and loops over them. Read off its syntax tree, before any mail.

A template fills in and decides nothing, so that an operator's copy can neither fail on a rare mail nor reach past the words.
"""

import dataclasses
from collections.abc import Iterator

import jinja2
from jinja2 import meta, nodes

from bot.notices import Question
from bot.view import WORDS, DeskView, Fact, Item, SeverityView

_ALLOWED: tuple[type[nodes.Node], ...] = (
    nodes.Template,
    nodes.Output,
    nodes.TemplateData,
    nodes.Name,
    nodes.Getattr,
    nodes.If,
    nodes.For,
    nodes.And,
    nodes.Or,
    nodes.Not,
    nodes.Block,
    nodes.Extends,
    nodes.Include,
)
_ATTRIBUTES = frozenset(
    field.name for view in (DeskView, SeverityView, Fact, Item, Question) for field in dataclasses.fields(view)
) | {"first", "last"}  # of a loop


def problems(environment: jinja2.Environment, notice: str, name: str) -> list[str]:
    """Sentences about what the template ``name`` (and what it extends or includes) may not say in a ``notice``; [] is well."""
    return list(_problems(environment, WORDS[notice], name, set()))


def _problems(environment: jinja2.Environment, words: frozenset[str], name: str, seen: set[str]) -> Iterator[str]:
    if name in seen:
        return
    seen.add(name)
    try:
        tree = environment.parse(_source(environment, name), name)
        unknown = sorted(meta.find_undeclared_variables(tree) - words)
    except jinja2.TemplateNotFound:
        yield f"template {name} is missing"
        return
    except jinja2.TemplateSyntaxError as error:
        yield f"template {name}, line {error.lineno}: {error.message}"
        return
    except (UnicodeDecodeError, OSError) as error:
        yield f"template {name} cannot be read: {error}"
        return
    yield from (f"template {name}: there is no word {word!r} in this notice" for word in unknown)
    yield from _node_problems(tree, name)
    for other in meta.find_referenced_templates(tree):
        if other is None:
            yield f"template {name}: what is included or extended must be named in quotes"
        else:
            yield from _problems(environment, words, other, seen)


def _source(environment: jinja2.Environment, name: str) -> str:
    assert environment.loader is not None  # noqa: S101 - ours always have one
    return environment.loader.get_source(environment, name)[0]


def _node_problems(tree: nodes.Template, name: str) -> Iterator[str]:
    for node in _below(tree):
        if isinstance(node, nodes.Scope):
            continue  # a wrapper that the parser puts around what is named in its own right
        if not isinstance(node, _ALLOWED):
            yield f"template {name}, line {node.lineno}: {type(node).__name__} is not allowed; only words, if and for are"
        elif isinstance(node, nodes.Getattr) and node.attr not in _ATTRIBUTES:
            yield f"template {name}, line {node.lineno}: nothing here has an attribute {node.attr!r}"


def _below(node: nodes.Node) -> Iterator[nodes.Node]:
    """The node and all beneath it; the file names of include and extends are looked at elsewhere."""
    yield node
    if isinstance(node, nodes.Include | nodes.Extends):
        return
    for child in node.iter_child_nodes():
        yield from _below(child)
