"""``python -m training check | table | score | train | evaluate``: what is wrong with the annotated messages, what they hold,
how well the rules read them; and the trained reader, made and measured."""

import argparse
import sys
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from training.annotated import parse_file
from training.check import all_paths, check_paths, shown
from training.message import AnnotatedMessage
from training.rules_across import companies_by_voice

if TYPE_CHECKING:
    from training.tagging import Schedule

EPOCHS = 10


def main(arguments: list[str] | None = None) -> int:
    """Run a command; 1 where something is wrong with the messages, 2 where some cannot be read."""
    chosen = _parser().parse_args(arguments)
    try:
        return _COMMANDS[chosen.command](chosen)
    except OSError as error:
        _write(f"{error.filename}: {error.strerror}")
        return 2


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m training", description=__doc__)
    commands = parser.add_subparsers(dest="command", required=True)
    check = commands.add_parser("check", help="find what is wrong with the messages")
    check.add_argument("--no-doubts", action="store_true", help="leave out what may well be right")
    commands.add_parser("table", help="count messages, kinds, severities and labels of each voice")
    commands.add_parser("score", help="score the desk's reader on every voice")
    for command in list(commands.choices.values()):
        command.add_argument("files", nargs="*", type=Path, metavar="FILE", help="files of messages (all)")
    for name, what in (
        ("train", "train the reader, and measure it on voices that it has not seen"),
        ("evaluate", "only measure; what was trained on the same messages is used again"),
    ):
        command = commands.add_parser(name, help=what)
        command.add_argument("--epochs", type=int, default=EPOCHS, help="rounds of training (%(default)s)")
        command.add_argument("--seed", type=int, default=0, help="for the same model each time (%(default)s)")
    return parser


def _check(chosen: argparse.Namespace) -> int:
    findings = check_paths(chosen.files)
    wrong = [finding for finding in findings if not finding.doubt]
    for finding in wrong if chosen.no_doubts else findings:
        _write(str(finding))
    _summary(chosen.files)
    _write(f"{len(wrong)} findings, {len(findings) - len(wrong)} doubts")
    return 1 if wrong else 0


def _summary(files: list[Path]) -> None:
    for path in files or map(shown, all_paths()):
        messages = parse_file(path).messages
        companies = sum(map(len, companies_by_voice(messages).values()))
        _write(f"{path}: {len(messages)} messages of {companies} companies")


def _readable(files: list[Path]) -> tuple[list[AnnotatedMessage], int]:
    """The messages that can be read, and the command's code; what cannot be read is told."""
    found = [parse_file(shown(path)) for path in files or all_paths()]
    faults = [fault for file in found for fault in file.faults]
    for fault in faults:
        sys.stderr.write(f"{fault}\n")
    return [message for file in found for message in file.messages], 2 if faults else 0


def _table(chosen: argparse.Namespace) -> int:
    from training.table import show

    messages, code = _readable(chosen.files)
    show(messages)
    return code


def _score(chosen: argparse.Namespace) -> int:
    from training.scoring import show

    messages, code = _readable(chosen.files)
    show(messages)
    return code


def _train(chosen: argparse.Namespace) -> int:
    from training.train import train

    return _with_weights(chosen, train)


def _evaluate(chosen: argparse.Namespace) -> int:
    from training.train import evaluate

    return _with_weights(chosen, evaluate)


def _with_weights(chosen: argparse.Namespace, work: "Callable[[Schedule], None]") -> int:
    from training.base import BaseError
    from training.tagging import Schedule

    try:
        work(Schedule(epochs=chosen.epochs, seed=chosen.seed))
    except BaseError as error:
        _write(str(error))
        return 2
    return 0


_COMMANDS = {"check": _check, "table": _table, "score": _score, "train": _train, "evaluate": _evaluate}


def _write(line: str) -> None:
    sys.stdout.write(f"{line}\n")


if __name__ == "__main__":
    sys.exit(main())
