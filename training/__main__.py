"""``python -m training check | table | score``: what is wrong with the annotated messages, what they hold, how well they
are read."""

import argparse
import sys
from pathlib import Path

from training.annotated import AnnotationError, read_all
from training.check import all_paths, check_paths, shown
from training.rules_across import companies_by_voice


def main(arguments: list[str] | None = None) -> int:
    """Run a command; 1 where something is wrong with the messages, 2 where they cannot be read."""
    chosen = _parser().parse_args(arguments)
    try:
        return _COMMANDS[chosen.command](chosen)
    except AnnotationError as error:
        _write(str(error))
        return 2
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
    for command in commands.choices.values():
        command.add_argument("files", nargs="*", type=Path, metavar="FILE", help="files of messages (all)")
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
    from training.annotated import parse_file

    for path in files or map(shown, all_paths()):
        messages = parse_file(path).messages
        companies = sum(map(len, companies_by_voice(messages).values()))
        _write(f"{path}: {len(messages)} messages of {companies} companies")


def _table(chosen: argparse.Namespace) -> int:
    from training.table import show

    show(read_all(chosen.files or None))
    return 0


def _score(chosen: argparse.Namespace) -> int:
    from training.scoring import show

    show(read_all(chosen.files or None))
    return 0


_COMMANDS = {"check": _check, "table": _table, "score": _score}


def _write(line: str) -> None:
    sys.stdout.write(f"{line}\n")


if __name__ == "__main__":
    sys.exit(main())
