"""Envelopes as JSON and back."""

from dataclasses import asdict
from typing import Any

from parsers.arrival import Envelope

_UNKNOWN = asdict(Envelope())


def envelope_json(envelope: Envelope) -> dict[str, Any]:
    """Plain JSON values; what is not known is left out."""
    return {name: value for name, value in asdict(envelope).items() if value != _UNKNOWN[name]}


def envelope_from(stored: dict[str, Any]) -> Envelope:
    """The envelope that :func:`envelope_json` stored."""
    return Envelope(**{**stored, "rcpt_to": tuple(stored.get("rcpt_to", ()))})
