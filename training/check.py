"""Checks annotated messages: every rule that a program can check, and doubts for a person to look at."""

from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

from training import rules_header, rules_marks, rules_values, rules_words
from training.annotated import MESSAGES, AnnotatedFile, parse_file
from training.findings import Finding, Rule
from training.message import AnnotatedMessage
from training.rules_across import Examples, across, read_examples

RULES: tuple[Rule, ...] = (*rules_header.RULES, *rules_marks.RULES, *rules_values.RULES, *rules_words.RULES)


def check_message(message: AnnotatedMessage) -> Iterator[Finding]:
    """What is wrong with one message."""
    for rule in RULES:
        yield from rule(message)


def check_files(files: Iterable[AnnotatedFile], examples: Examples | None = None) -> tuple[Finding, ...]:
    """What is wrong with files, each by itself and with one another; in the order of files and lines."""
    found: list[Finding] = []
    messages: list[AnnotatedMessage] = []
    for file in files:
        found += _check_file(file)
        messages += file.messages
    found += across(messages, read_examples() if examples is None else examples)
    return tuple(sorted(set(found)))


def check_paths(paths: Sequence[Path] = ()) -> tuple[Finding, ...]:
    """What is wrong with the files at ``paths``, held against all others; with all of them where none is named."""
    chosen = {path.resolve() for path in paths} or set(all_paths())
    files = [parse_file(shown(path)) for path in sorted(chosen | set(all_paths()))]
    wanted = {str(shown(path)) for path in chosen}
    return tuple(finding for finding in check_files(files) if finding.file in wanted)


def all_paths() -> tuple[Path, ...]:
    """The file of every voice."""
    return tuple(sorted(path.resolve() for path in MESSAGES.glob("*.txt")))


def shown(path: Path) -> Path:
    """A path as it is printed: from the working directory where it lies below it."""
    here = Path.cwd()
    return path.relative_to(here) if path.is_relative_to(here) else path


def _check_file(file: AnnotatedFile) -> Iterator[Finding]:
    for fault in file.faults:
        yield Finding(fault.file, fault.line, fault.problem)
    word = rules_words.in_comment(file.comment)
    path = file.messages[0].file if file.messages else file.voice
    if word is not None:
        yield Finding(path, 1, f"“{word}” in the comment is not about the voice: say it otherwise")
    if not file.comment:
        yield Finding(path, 1, "begins without a comment: say in # lines who writes so, and from where")
    for message in file.messages:
        yield from check_message(message)
