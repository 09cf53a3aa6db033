"""What a reader says and how it is taken out of its bytes: it has read hostile mail, so only our own values come in."""

import copyreg
import dataclasses
import io
import pickle
from enum import Enum
from typing import Any
from zoneinfo import ZoneInfo

from parsers.extraction import Extraction
from parsers.message import Message
from parsers.verdict import Verdict

Answer = Message | Verdict | Extraction | str
"""What was asked for; a str says which bug was in the way, and where."""

_MODULES = frozenset({"parsers.message", "parsers.verdict", "parsers.extraction", "parsers.vocabulary"})
_OTHERS = frozenset(
    {
        ("datetime", "datetime"),
        ("datetime", "timedelta"),
        ("datetime", "timezone"),
        ("zoneinfo", "ZoneInfo"),
    }
)


class _OwnValues(pickle.Unpickler):
    """Makes our own value classes and enumerations, and times; nothing that could be called to an effect."""

    def find_class(self, module: str, name: str) -> Any:
        if (module, name) in _OTHERS:
            return super().find_class(module, name)
        if module in _MODULES and "." not in name:
            found = super().find_class(module, name)
            is_value = isinstance(found, type) and (dataclasses.is_dataclass(found) or issubclass(found, Enum))
            if is_value and found.__module__ == module:
                return found
        raise pickle.UnpicklingError(f"{module}.{name} is no value of ours")


class _Packer(pickle.Pickler):
    """Names a time zone by its class and key: zoneinfo's own way asks for ``getattr``, which could get at anything."""

    dispatch_table = copyreg.dispatch_table | {ZoneInfo: lambda zone: (ZoneInfo, (zone.key,))}


def packed(value: object) -> bytes:
    """A value as bytes."""
    out = io.BytesIO()
    _Packer(out, protocol=5).dump(value)
    return out.getvalue()


def unpacked(data: bytes | bytearray) -> Answer:
    """The answer in ``data``. Raises ValueError for bytes that are none."""
    try:
        value = _OwnValues(io.BytesIO(data)).load()
    except Exception as error:
        raise ValueError("these bytes are no answer") from error
    if not isinstance(value, Message | Verdict | Extraction | str):
        raise ValueError("this is no answer")  # noqa: TRY004 - it came as bytes: their value is wrong
    return value
