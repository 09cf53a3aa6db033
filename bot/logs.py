"""Structured logs on standard error: for people or as JSON lines, without full addresses and without texts."""

import logging
import re
import sys
from typing import Any, TextIO

import structlog
from structlog.typing import EventDict, Processor

from bot.redaction import short_address
from bot.text import lines_of, one_line

_ADDRESS = re.compile(r"[^\s<>\"'(),;:\[\]{}]{1,64}@[A-Za-z0-9\u0080-\U0010ffff.\-]{1,253}")
_LONGEST = 500
_LONGEST_TRACEBACK = 8_000
_LONGEST_NAME = 200
_BETWEEN_TRACEBACKS = ("Traceback (most recent call last)", "The above exception was", "During handling of the above")
_OWN_ERRORS = ("bot.errors.", "store.engine.")
_UNTOUCHED = frozenset({"timestamp", "level", "logger"})


def configure(level: str = "INFO", form: str = "console", stream: TextIO | None = None) -> None:
    """Send every log line, the desk's and its libraries', to ``stream`` (default: standard error). May be repeated.

    ``level`` and ``form`` are as in :class:`bot.settings.model.LogSettings`.
    """
    out = stream or sys.stderr
    renderer = _renderer(form, out)
    lowest = logging.getLevelNamesMapping()[level]
    shared: list[Processor] = [
        structlog.contextvars.merge_contextvars,
        structlog.processors.add_log_level,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
        structlog.processors.format_exc_info,
        redact,
    ]
    structlog.configure(
        processors=[*shared, renderer],
        wrapper_class=structlog.make_filtering_bound_logger(lowest),
        # Looked up line by line: whoever changes sys.stderr means the logs, too.
        logger_factory=lambda *_: structlog.PrintLogger(stream or sys.stderr),
        cache_logger_on_first_use=False,
    )
    _configure_libraries(shared, renderer, stream, lowest)


def _renderer(form: str, out: TextIO) -> Processor:
    if form == "json":
        return structlog.processors.JSONRenderer(ensure_ascii=True)
    return structlog.dev.ConsoleRenderer(colors=out.isatty())


def _configure_libraries(shared: list[Processor], renderer: Processor, stream: TextIO | None, level: int) -> None:
    """Libraries log by ``logging``; what they say below a warning is about their own affairs."""
    handler = _Handler(stream)
    handler.setFormatter(
        structlog.stdlib.ProcessorFormatter(
            foreign_pre_chain=[structlog.stdlib.add_logger_name, *shared],
            processors=[structlog.stdlib.ProcessorFormatter.remove_processors_meta, redact, renderer],
        )
    )
    logging.basicConfig(handlers=[handler], level=max(level, logging.WARNING), force=True)
    logging.captureWarnings(True)


class _Handler(logging.Handler):
    """Writes to ``stream``, or to what sys.stderr is at the moment."""

    def __init__(self, stream: TextIO | None) -> None:
        super().__init__()
        self._stream = stream

    def emit(self, record: logging.LogRecord) -> None:
        """Write one line."""
        out = self._stream or sys.stderr
        out.write(f"{self.format(record)}\n")
        out.flush()


def redact(_logger: Any, _method: str, event: EventDict) -> EventDict:
    """Shorten addresses, wherever they stand, and long values, which may be somebody's words."""
    return {key: value if key in _UNTOUCHED else _redacted(key, value) for key, value in event.items()}


def _redacted(key: str, value: Any) -> Any:
    if isinstance(value, str):
        return _redacted_text(value, whole=key in {"traceback", "exception"})
    if isinstance(value, bytes):
        return f"{len(value)} bytes"
    if isinstance(value, dict):
        return {name: _redacted(str(name), item) for name, item in value.items()}
    if isinstance(value, list | tuple | set | frozenset):
        return [_redacted(key, item) for item in value]
    if value is None or isinstance(value, bool | int | float):
        return value
    return _redacted(key, str(value))


def _redacted_text(text: str, *, whole: bool) -> str:
    """One clean line, or the clean lines of a traceback: a text must not write log lines of its own."""
    longest = _LONGEST_TRACEBACK if whole else _LONGEST
    if whole:
        text = _wordless(text)
    short = _ADDRESS.sub(lambda match: short_address(match[0]), text[: longest + 400])
    return "\n".join(lines_of(short))[:longest] if whole else one_line(short, longest)


def _wordless(trace: str) -> str:
    """A traceback with its frames and the names of its errors. What an error says may quote a mail; only ours are sentences."""
    kept: list[str] = []
    in_frames = True  # an error that was never raised has no frames
    for line in trace.splitlines():
        if line.startswith(_BETWEEN_TRACEBACKS) or (in_frames and line.startswith("  ")):
            kept.append(line)
            in_frames = in_frames or line.startswith("Traceback")
        elif in_frames:
            in_frames = False
            kept.append(line if line.startswith(_OWN_ERRORS) else line.partition(":")[0][:_LONGEST_NAME])
    return "\n".join(kept)
