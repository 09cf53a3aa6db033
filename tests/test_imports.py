"""Which part may know which: ``parsers <- store <- bot``, the policy knows nothing but values, SQL stays in the store."""

import ast
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
NO_IO = frozenset(
    {"logging", "structlog", "socket", "ssl", "subprocess", "threading", "multiprocessing", "asyncio", "smtplib", "sqlite3"}
    | {"http", "urllib.request", "httpx", "imapclient", "aiosmtpd", "psycopg", "tempfile", "shutil", "random", "secrets"}
)  # fmt: skip
SQL = frozenset({"sqlalchemy", "alembic", "psycopg", "sqlite3"})
CLOCK = frozenset({"datetime.now", "datetime.utcnow", "datetime.today", "date.today", "time.time", "time.localtime"})
OPENERS = frozenset(
    {
        "open",
        "socket",
        "connect",
        "create_engine",
        "create_connection",
        "Popen",
        "Thread",
        "getenv",
        "read_text",
        "read_bytes",
    }
)


@dataclass(frozen=True)
class Rule:
    """What the files under ``folder`` may not import, or call; ``but`` names the files that may."""

    folder: str
    imports: frozenset[str] = frozenset()
    calls: frozenset[str] = frozenset()
    but: frozenset[str] = frozenset()


POLICY = frozenset({"store", "bot.intake", "bot.channels", "bot.settings", "bot.clock"})

RULES = [
    Rule("parsers", imports=frozenset({"bot", "store", "templates"}) | SQL | NO_IO, calls=CLOCK | {"open", "print"}),
    Rule("store", imports=frozenset({"bot", "templates"}), calls=CLOCK),
    Rule("bot", imports=SQL),
    # A command is run once, by a person: it has no clock to be handed.
    Rule("bot", calls=CLOCK, but=frozenset({"bot/clock.py"})),
    Rule("bot/policy", imports=POLICY | SQL | NO_IO, calls=frozenset({"open", "print"})),
    # What is installed knows nothing of what is only in the checkout.
    *(Rule(folder, imports=frozenset({"tests", "training", "benchmarks"})) for folder in ("parsers", "store", "bot")),
    Rule("templates", imports=frozenset({"bot", "store", "parsers"})),
]


def imported(tree: ast.AST) -> Iterator[tuple[int, str]]:
    """Every module that is imported anywhere in a file, and each name that comes from one."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from ((node.lineno, alias.name) for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            module = "." * node.level + (node.module or "")
            yield node.lineno, module
            yield from ((node.lineno, f"{module}.{alias.name}") for alias in node.names)


def called(nodes: Iterable[ast.AST]) -> Iterator[tuple[int, str]]:
    """Every function that is called, by its last two names: ``datetime.now``, ``open``."""
    for node in nodes:
        if isinstance(node, ast.Call):
            yield node.lineno, ".".join(ast.unparse(node.func).split(".")[-2:])


def at_import(tree: ast.Module) -> Iterator[ast.AST]:
    """The nodes that run when the module is imported: not those inside functions, nor annotations."""
    waiting: list[ast.AST] = [*tree.body]
    while waiting:
        node = waiting.pop()
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            waiting += [
                *node.decorator_list,
                *node.args.defaults,
                *(default for default in node.args.kw_defaults if default),
            ]
            continue
        if isinstance(node, ast.Lambda) or _is_main(node):
            continue
        yield node
        waiting += ast.iter_child_nodes(node)


def _is_main(node: ast.AST) -> bool:
    return isinstance(node, ast.If) and "__name__" in ast.unparse(node.test)


def breaches(rule: Rule, tree: ast.Module) -> list[str]:
    """What a file does against a rule, with the line."""
    barred = [
        f"{line}: imports {name}"
        for line, name in imported(tree)
        if name.startswith(".") or any(name == bar or name.startswith(f"{bar}.") for bar in rule.imports)
    ]
    return barred + [f"{line}: calls {name}" for line, name in called(ast.walk(tree)) if name in rule.calls]


def opened_at_import(tree: ast.Module) -> list[str]:
    return [f"{line}: {name}" for line, name in called(at_import(tree)) if name.rpartition(".")[2] in OPENERS]


def files(folder: str) -> list[Path]:
    found = sorted((ROOT / folder).rglob("*.py"))
    assert found, f"there is nothing under {folder}: the check would pass for nothing"
    return found


def parsed(file: Path) -> ast.Module:
    return ast.parse(file.read_text(encoding="utf-8"))


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: f"{rule.folder}-{'calls' if rule.calls else 'imports'}")
def test_every_part_knows_only_what_it_may(rule: Rule) -> None:
    found = {
        str(file.relative_to(ROOT)): broken
        for file in files(rule.folder)
        if str(file.relative_to(ROOT)) not in rule.but and (broken := breaches(rule, parsed(file)))
    }
    assert found == {}


@pytest.mark.parametrize("folder", ["parsers", "store", "bot"])
def test_nothing_is_opened_at_import(folder: str) -> None:
    found = {
        str(file.relative_to(ROOT)): opened
        for file in files(folder)
        if "migrations" not in file.parts and (opened := opened_at_import(parsed(file)))
    }
    assert found == {}


@pytest.mark.parametrize(
    ("folder", "source"),
    [
        ("parsers", "import bot"),
        ("parsers", "from store.engine import Store"),
        ("parsers", "def f():\n    from bot.clock import Clock"),
        ("parsers", "import logging"),
        ("parsers", "from urllib.request import urlopen"),
        ("parsers", "from urllib import request"),
        ("parsers", "from . import message"),
        ("parsers", "open('x')"),
        ("parsers", "now = datetime.datetime.now(UTC)"),
        ("store", "import bot.errors"),
        ("bot", "from sqlalchemy.orm import Session"),
        ("bot", "import sqlalchemy as sa"),
        ("templates", "from bot import notices"),
        ("bot/policy", "from store import tickets"),
        ("bot/policy", "import structlog"),
        ("bot/policy", "datetime.now(UTC)"),
        ("bot/policy", "from bot.intake.gather import Read"),
    ],
)
def test_a_breach_is_seen(folder: str, source: str) -> None:
    rules = [rule for rule in RULES if folder.startswith(rule.folder)]
    assert any(breaches(rule, ast.parse(source)) for rule in rules)


@pytest.mark.parametrize(
    ("folder", "source"),
    [
        ("parsers", "import re, email, hashlib\nfrom parsers.message import Message"),
        ("parsers", "from datetime import datetime\nimport storefront, robot"),
        ("store", "import sqlalchemy\nfrom parsers.arrival import Arrival"),
        ("bot", "from store.engine import Session"),
        ("bot/policy", "from bot.policy.facts import Facts\nfrom bot.notices import Waiting"),
    ],
)
def test_what_is_allowed_is_let_through(folder: str, source: str) -> None:
    for rule in RULES:
        if folder.startswith(rule.folder):
            assert breaches(rule, ast.parse(source)) == []


@pytest.mark.parametrize(
    ("source", "opens"),
    [
        ("engine = create_engine('x')", True),
        ("class A:\n    file = open('x')", True),
        ("def f(x=open('x')): ...", True),
        ("@connect('x')\ndef f(): ...", True),
        ("try:\n    import x\nexcept ImportError:\n    y = pathlib.Path('x').read_text()", True),
        ("threading.Thread(target=f).start()", True),
        ("def f():\n    open('x')", False),
        ("f = lambda: open('x')", False),
        ("if __name__ == '__main__':\n    open('x')", False),
        ("import re\nP = re.compile('x')", False),
    ],
)
def test_what_is_opened_at_import_is_seen(source: str, opens: bool) -> None:
    assert bool(opened_at_import(ast.parse(source))) is opens
