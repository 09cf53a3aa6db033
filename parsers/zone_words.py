"""The zones of times, by the letters and the places that people write for them."""

import re
from datetime import UTC, timedelta, timezone, tzinfo
from functools import lru_cache
from zoneinfo import ZoneInfo

_LETTERS = {
    "cet": "Europe/Berlin", "cest": "Europe/Berlin", "bst": "Europe/London", "ist": "Asia/Kolkata",
    "aest": "Australia/Sydney", "aedt": "Australia/Sydney", "acst": "Australia/Adelaide", "awst": "Australia/Perth",
    "nzst": "Pacific/Auckland", "nzdt": "Pacific/Auckland", "eet": "Europe/Helsinki", "eest": "Europe/Helsinki",
    "wet": "Europe/Lisbon", "west": "Europe/Lisbon", "sgt": "Asia/Singapore", "jst": "Asia/Tokyo", "kst": "Asia/Seoul",
    "hkt": "Asia/Hong_Kong", "pht": "Asia/Manila", "pkt": "Asia/Karachi", "gst": "Asia/Dubai",
    "sast": "Africa/Johannesburg", "eat": "Africa/Nairobi", "brt": "America/Sao_Paulo", "hst": "Pacific/Honolulu",
    "akst": "America/Anchorage", "akdt": "America/Anchorage",
}  # fmt: skip
_AMERICAN = {
    "p": "America/Los_Angeles", "m": "America/Denver", "c": "America/Chicago", "e": "America/New_York",
}  # fmt: skip
_AREAS = {
    "pacific": "America/Los_Angeles", "mountain": "America/Denver", "central": "America/Chicago",
    "eastern": "America/New_York", "mtn": "America/Denver",
}  # fmt: skip
_PLACES = {
    "uk": "Europe/London", "london": "Europe/London", "german": "Europe/Berlin", "berlin": "Europe/Berlin",
    "dublin": "Europe/Dublin", "lisbon": "Europe/Lisbon", "paris": "Europe/Paris", "madrid": "Europe/Madrid",
    "rome": "Europe/Rome", "amsterdam": "Europe/Amsterdam", "warsaw": "Europe/Warsaw", "athens": "Europe/Athens",
    "helsinki": "Europe/Helsinki", "cairo": "Africa/Cairo", "johannesburg": "Africa/Johannesburg",
    "nairobi": "Africa/Nairobi", "dubai": "Asia/Dubai", "indian": "Asia/Kolkata", "india": "Asia/Kolkata",
    "mumbai": "Asia/Kolkata", "delhi": "Asia/Kolkata", "bangalore": "Asia/Kolkata", "bengaluru": "Asia/Kolkata",
    "chennai": "Asia/Kolkata", "singapore": "Asia/Singapore", "manila": "Asia/Manila", "mnl": "Asia/Manila",
    "philippines": "Asia/Manila", "philippine": "Asia/Manila", "hong kong": "Asia/Hong_Kong", "tokyo": "Asia/Tokyo",
    "japanese": "Asia/Tokyo", "japan": "Asia/Tokyo", "seoul": "Asia/Seoul", "perth": "Australia/Perth",
    "adelaide": "Australia/Adelaide", "brisbane": "Australia/Brisbane", "queensland": "Australia/Brisbane",
    "qld": "Australia/Brisbane", "sydney": "Australia/Sydney", "melbourne": "Australia/Melbourne",
    "auckland": "Pacific/Auckland", "hawaii": "Pacific/Honolulu", "honolulu": "Pacific/Honolulu",
    "alaska": "America/Anchorage", "arizona": "America/Phoenix", "phoenix": "America/Phoenix",
    "denver": "America/Denver", "chicago": "America/Chicago", "texas": "America/Chicago", "dallas": "America/Chicago",
    "new york": "America/New_York", "boston": "America/New_York", "toronto": "America/Toronto",
    "halifax": "America/Halifax", "los angeles": "America/Los_Angeles", "seattle": "America/Los_Angeles",
    "california": "America/Los_Angeles",
}  # fmt: skip
_NAMES = _LETTERS | _AREAS | _PLACES

LETTERS = "|".join(["UTC", "GMT", *map(str.upper, _LETTERS)])
"""Alternatives of a pattern: the abbreviations, in capitals. "ET", "PST" and their like are a pattern of their own."""
PLACES = "|".join(_PLACES)
"""Alternatives of a pattern: the places known well enough to tell a zone by, in small letters."""


@lru_cache(maxsize=64)
def zone_of(name: str) -> tzinfo | None:
    """``"pt"``, ``"mountain time"``, ``"manila"``, ``"+02:00"``, small letters; None for "our time" and what is not known."""
    if name in {"utc", "gmt", "z"}:
        return UTC
    if name[0] in "+-":
        sign = -1 if name[0] == "-" else 1
        digits = name[1:].replace(":", "")
        return timezone(sign * timedelta(hours=int(digits[:2]), minutes=int(digits[2:] or 0)))
    key = name.removesuffix(" time").removesuffix(" standard").removesuffix(" daylight")
    if key in _NAMES:
        return ZoneInfo(_NAMES[key])
    # "EST" in July is what people write for the time on the wall, so the letters name the zone and not its offset.
    return ZoneInfo(_AMERICAN[key[0]]) if re.fullmatch(r"[pmce][sd]?t", key) else None
