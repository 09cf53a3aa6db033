"""Files that come with a message: names that are safe to show and to save under, and their hash."""

import hashlib
import mimetypes
import re
import unicodedata

from parsers.characters import clean_line
from parsers.filenotes import judge
from parsers.message import Attachment

_LONGEST = 120
_LONGEST_EXTENSION = 12
_LONGEST_READ = 1_000
_LONGEST_TAIL = 100
# With the signs that older programs take for a slash, a backslash or a colon when they look for the nearest one they have.
_FORBIDDEN = re.compile(r'[<>:"|?*\\/\uff0f\uff3c\uff1a\u2044\u2215\u29f5\u29f8\u2236]+')
# Signs without ink that Unicode counts among letters and symbols, and joiners where there is nothing to join.
_UNSEEN = re.compile("[\u034f\u115f\u1160\u17b4\u17b5\u2800\u3164\uffa0]")
_IDLE_JOINERS = re.compile("(?<![^\x00-\x7f])[\u200c\u200d]++|[\u200c\u200d]++(?![^\x00-\x7f])")
_RESERVED = re.compile(
    r"(?:con|prn|aux|nul|conin\$|conout\$|clock\$|com[0-9¹²³]|lpt[0-9¹²³]) *(?:\.|\Z)|[-~]", re.IGNORECASE
)
_MEDIA_TYPE = re.compile(r"[a-z0-9!#$&^_.+\-]{1,127}/[a-z0-9!#$&^_.+\-]{1,127}\Z")
# The standard library's table is read from the machine (mimetypes.knownfiles); ours is the same everywhere.
_TYPES = mimetypes.MimeTypes(filenames=())
_EXTENSIONS = {
    "text/plain": ".txt",
    "text/html": ".html",
    "text/calendar": ".ics",
    "text/rfc822-headers": ".txt",
    "message/rfc822": ".eml",
    "message/global": ".eml",
    "message/delivery-status": ".txt",
    "message/global-delivery-status": ".txt",
    "message/disposition-notification": ".txt",
    "message/feedback-report": ".txt",
    "application/ms-tnef": ".dat",
    "application/pkcs7-mime": ".p7m",
    "application/pkcs7-signature": ".p7s",
    "application/pgp-signature": ".asc",
    "application/pgp-encrypted": ".asc",
    "image/jpeg": ".jpg",
    "image/tiff": ".tif",
    "audio/wav": ".wav",
    "audio/x-wav": ".wav",
    "audio/mpeg": ".mp3",
}


def safe_name(name: str, media_type: str, number: int) -> str:
    """A file name without path, controls, bidi signs, reserved names or leading dots, at most 120 characters.

    ``name`` is what the message says (``""`` where it says nothing: then one is made from the media type and ``number``).
    """
    if len(name) > _LONGEST_READ:
        name = name[: _LONGEST_READ - _LONGEST_TAIL] + name[-_LONGEST_TAIL:]
    line = _UNSEEN.sub("", unicodedata.normalize("NFC", clean_line(name, _LONGEST_READ)))
    base = re.split(r"[\\/]", line)[-1] if not re.fullmatch(r"[\\/]*", line) else ""
    base = _IDLE_JOINERS.sub("", _FORBIDDEN.sub("_", base))
    base = unicodedata.normalize("NFC", " ".join(base.split())).strip(". ")
    if not any(sign.isalnum() for sign in base):
        return f"attachment-{number}{extension(media_type)}"
    if _RESERVED.match(base):
        base = "_" + base
    return _shortened(base)


def extension(media_type: str) -> str:
    """The usual ending for a media type with its dot, ``.bin`` where none is known."""
    return _EXTENSIONS.get(media_type) or _TYPES.guess_extension(media_type) or ".bin"


def _shortened(base: str) -> str:
    """At most so many characters, and so many bytes that a file system takes it, with the ending kept."""
    stem, dot, ending = base.rpartition(".")
    if not dot or len(ending) > _LONGEST_EXTENSION:
        stem, ending = base, ""
    tail = f".{ending}" if ending else ""
    stem = stem[: _LONGEST - len(tail)]
    while len((stem + tail).encode("utf-8")) > 2 * _LONGEST:
        stem = stem[:-1]
    return stem.rstrip(". \u200c\u200d") + tail


def make_attachment(
    content: bytes,
    *,
    name: str,
    media_type: str,
    number: int,
    inline: bool = False,
    content_id: str | None = None,
    note: str | None = None,
) -> Attachment:
    """An attachment with a safe name, the SHA-256 of its content, and the media type that the content shows.

    ``name`` and ``media_type`` are as they came; where they mislead, the note says so behind ``note``. ``number`` counts the
    message's files from 1. Never raises.
    """
    label = media_type if _MEDIA_TYPE.match(media_type) else "application/octet-stream"
    judged = judge(content, label=label, name=name)
    kind = judged.media_type
    return Attachment(
        name=safe_name(name, kind, number),
        media_type=kind,
        content=content,
        sha256=hashlib.sha256(content).hexdigest(),
        inline=inline and kind.startswith("image/"),
        content_id=content_id,
        note=" ".join(filter(None, (note, judged.note))) or None,
    )
