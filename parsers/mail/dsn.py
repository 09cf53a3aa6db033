"""Delivery status notifications (RFC 3464), and the bounces of programs that know no standard."""

from collections.abc import Sequence

from parsers.mail.structure import Entity
from parsers.message import DeliveryReport


def read_report(entities: Sequence[Entity]) -> DeliveryReport | None:
    """What a bounce says, or None where the message is none."""
    del entities
    return None
