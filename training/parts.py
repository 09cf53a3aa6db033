"""Which parts of an annotated message are the writer's own words."""

import re
from functools import cache

from parsers.bodies import zones
from parsers.message import Zone
from parsers.vocabulary import ZoneKind
from training.message import AnnotatedMessage

_QUOTED = re.compile(r"^[ \t]{0,3}>.*$", re.MULTILINE)


@cache
def _zones(body: str, subject: str) -> tuple[Zone, ...]:
    return zones(body, subject=subject)


def zones_of(message: AnnotatedMessage) -> tuple[Zone, ...]:
    """The parts of the body as the desk tells them; a Slack message is the writer's own throughout."""
    if message.channel == "slack":
        return (Zone(kind=ZoneKind.OWN, start=0, end=len(message.body)),)
    return _zones(message.body, message.subject)


def zone_at(message: AnnotatedMessage, position: int) -> ZoneKind:
    """The kind of part in which a position of the body lies."""
    return next((zone.kind for zone in zones_of(message) if zone.start <= position < zone.end), ZoneKind.OWN)


def quoted_lines(text: str) -> tuple[tuple[int, int], ...]:
    """Where lines stand that begin with the mark of a quotation."""
    return tuple(found.span() for found in _QUOTED.finditer(text))


def own_words(message: AnnotatedMessage) -> str:
    """What the writer says himself, with what he forwards; all of it where that is nothing."""
    kept = (ZoneKind.OWN, ZoneKind.FORWARD)
    own = "".join(message.body[zone.start : zone.end] for zone in zones_of(message) if zone.kind in kept)
    return own.strip() or message.body
