"""What a file is called against what it is: the media type that is believed, and the sentences that an analyst reads."""

import re
from dataclasses import dataclass

from parsers.archives import archive_note
from parsers.filetypes import CONTAINER, DOCUMENT, MEDIA, OLE, PICTURE, RTF, ZIP, FileType, type_of

_UNKNOWN = frozenset(
    {
        "application/octet-stream",
        "application/octetstream",
        "application/x-octet-stream",
        "application/binary",
        "application/download",
        "application/force-download",
        "application/x-download",
        "application/x-force-download",
        "application/unknown",
        "application/x-unknown",
        "application/x-unknown-content-type",
        "application/save",
        "application/x-msdos-file",
        "binary/octet-stream",
        "unknown/unknown",
    }
)
"""Media types that say nothing: what the content shows takes their place without a word."""
_TEXTUAL = re.compile(
    r"text/|message/|multipart/|application/(?:.*(?:\+xml|\+json)\Z|(?:json|xml|x?html|xhtml\+xml|javascript|x-javascript|"
    r"ecmascript|typescript|x-sh|x-csh|x-perl|x-python|x-php|x-httpd-php|sql|x-sql|yaml|x-yaml|toml|pgp-keys|"
    r"pgp-signature|pgp-encrypted|pem-certificate-chain|x-pem-file|x-x509-ca-cert|x-tex|x-latex|x-subrip|x-ndjson|"
    r"ics|postscript|x-bat|hta|x-mimearchive|mbox|edifact|edi-x12|n-quads|n-triples|sdp|warc|x-log|csv|x-csv)\Z)"
)
_SURELY_BINARY = re.compile(
    r"(?:image/(?:png|x-png|jpe?g|pjpeg|gif|bmp|x-ms-bmp|tiff|webp|heic|heif|avif|x-icon|vnd\.microsoft\.icon)|"
    r"audio/(?:mpeg|mp[34]|(?:x-)?wave?|ogg|aac|amr|flac|x-m4a)|video/(?:mp4|mpeg|quicktime|webm|x-msvideo|3gpp)|"
    r"application/(?:(?:x-)?pdf|zip|x-zip-compressed|(?:x-)?gzip|x-7z-compressed|vnd\.rar|x-rar-compressed|msword|"
    r"vnd\.ms-excel|vnd\.ms-powerpoint|vnd\.ms-outlook|vnd\.openxmlformats-officedocument\..*))\Z"
)
_OLE_LABELS = re.compile(
    r"application/(?:msword|vnd\.ms-|vnd\.openxmlformats-|vnd\.visio|vnd\.stardivision|x-msi|x-ole-storage|x-cfb|cdfv2|"
    r"msexcel|x-msexcel|x-excel|excel|mspowerpoint|powerpoint|visio|x-hwp|haansofthwp|vnd\.oasis\.)"
)
"""Formats inside an OLE container; an OOXML file is in one when it is encrypted (MS-OFFCRYPTO section 2.3.4)."""
_MAY_BE_A_CONTAINER = re.compile(r"application/(?:zip|x-zip-compressed|vnd\.openxmlformats-.*)\Z")
_COUSINS = (
    frozenset({"application/msword", "application/vnd.ms-word"}),
    frozenset({"application/vnd.ms-excel", "application/msexcel", "application/x-msexcel"}),
    frozenset({"application/vnd.ms-powerpoint", "application/mspowerpoint"}),
)
"""Labels that mail programs give to the older and the newer format of the same Office program alike."""
_COUSIN_TYPES = ("wordprocessingml", "spreadsheetml", "presentationml")

_RUNS = re.compile(
    r"(?:exe|com|scr|pif|bat|cmd|ms[ipc]|cpl|dll|ocx|sys|lnk|url|hta|jse?|vb[se]|ws[fhc]|psm?1|jar|apk|reg|scf|inf|gadget|"
    r"sct|chm|dmg|pkg|app|application|command|sh|run|workflow|xll)\Z"
)
_ENDING = re.compile(r"\.([a-z0-9_]{1,12})\Z", re.IGNORECASE)
_HARMLESS_BEFORE = re.compile(
    r"\.(pdf|docx?|xlsx?|pptx?|rtf|txt|csv|jpe?g|png|gif|zip|htm|html|eml|msg|mp3|wav)\s*\.", re.I
)
_PICTURE_ENDINGS = frozenset({"png", "jpg", "jpeg", "jpe", "jfif", "gif", "bmp", "webp", "tif", "tiff", "heic"})  # fmt: skip
_MEDIA_ENDINGS = frozenset({"mp3", "wav", "mp4", "mov", "avi", "ogg", "m4a"})  # fmt: skip
_OFFICE_ENDINGS = frozenset(
    {"doc", "docx", "docm", "dot", "dotx", "xls", "xlsx", "xlsm", "xlsb", "xlt", "odt", "ods"}
    | {"ppt", "pptx", "pptm", "pps", "ppsx", "odp"}
)  # fmt: skip
_OTHER_ENDINGS = frozenset({"pdf", "rtf", "zip", "txt", "csv", "log"})  # fmt: skip
_KNOWN_ENDINGS = _PICTURE_ENDINGS | _MEDIA_ENDINGS | _OFFICE_ENDINGS | _OTHER_ENDINGS
_TURNS = re.compile("[\u202a-\u202e\u2066-\u2069]")
_TYPES_BY_ENDING = {
    "doc": "application/msword",
    "xls": "application/vnd.ms-excel",
    "ppt": "application/vnd.ms-powerpoint",
    "msg": "application/vnd.ms-outlook",
    "csv": "text/csv",
    "ics": "text/calendar",
    "vcf": "text/vcard",
    "eml": "message/rfc822",
    "json": "application/json",
    "md": "text/markdown",
}


@dataclass(frozen=True, slots=True)
class Judged:
    """The media type that is believed, and what there is to say, in sentences; None for nothing."""

    media_type: str
    note: str | None


def judge(content: bytes, *, label: str, name: str) -> Judged:
    """Weigh a file's ``label`` (its media type as sent) and ``name`` (as sent) against its content. Never raises."""
    found = type_of(content)
    ending = _ending(name)
    media_type = _believed(found, label, ending)
    sentences = [
        _on_disguise(found, label, media_type, ending),
        _on_name(name, ending),
        _on_turning(name),
        _on_archive(found, content),
    ]
    said = " ".join(sentence for sentence in sentences if sentence)
    return Judged(media_type, said or None)


def _ending(name: str) -> str:
    match = _ENDING.search(name.rstrip(". \u00a0"))
    return match[1].lower() if match else ""


def _believed(found: FileType | None, label: str, ending: str) -> str:
    if found is None:
        return label
    if label in _UNKNOWN:
        return _named(found, ending)
    if _fits(found, label):
        return label
    # Spreadsheet programs register themselves for comma-separated text, and mail programs pass that on.
    if label in _COUSINS[1] and found.text and ending in ("csv", "txt", "tsv"):
        return _named(found, ending)
    return found.media_type


def _named(found: FileType, ending: str) -> str:
    """The type of content whose label says nothing; of text and containers the ending may say more."""
    by_ending = _TYPES_BY_ENDING.get(ending)
    if by_ending is None or found.runs:
        return found.media_type
    if found is OLE:
        return by_ending if by_ending.startswith("application/vnd.ms-") or ending == "doc" else found.media_type
    return (
        by_ending
        if found.text and found.media_type == "text/plain" and ending not in _OFFICE_ENDINGS
        else found.media_type
    )


def _fits(found: FileType, label: str) -> bool:
    """Whether content that is certainly ``found`` may bear this label."""
    if found.is_called(label):
        return True
    if found.text:
        return not _SURELY_BINARY.match(label)
    if _TEXTUAL.match(label) or found.runs:
        return False
    if found is OLE:
        return _OLE_LABELS.match(label) is not None or not _is_sure(label)
    if found.family == CONTAINER:
        return _MAY_BE_A_CONTAINER.match(label) is not None or not _is_sure(label)
    if found.family == MEDIA or (found.family == PICTURE and found.words.startswith("of type")):
        # Names for sounds, films and rarer pictures differ from program to program.
        return label.partition("/")[0] in ("audio", "video", "application", found.media_type.partition("/")[0])
    return False


def _is_sure(label: str) -> bool:
    return _SURELY_BINARY.match(label) is not None


def _is_cousin(found: FileType, label: str) -> bool:
    return any(
        label in labels and kind in found.media_type for labels, kind in zip(_COUSINS, _COUSIN_TYPES, strict=True)
    )


def _on_disguise(found: FileType | None, label: str, media_type: str, ending: str) -> str | None:
    if found is None:
        return None
    lies = media_type != label and label not in _UNKNOWN and not _is_cousin(found, label)
    if lies and found.text and media_type != found.media_type:
        lies = False
    misnamed = _is_misnamed(found, ending)
    if lies and misnamed:
        return f"It is labelled {label} and its name ends in .{ending}, but it is {found.words}."
    if lies:
        return f"It is labelled {label}, but is {found.words}."
    if misnamed:
        return f"Its name ends in .{ending}, but it is {found.words}."
    return f"It is {found.words}." if found.runs or "can" in found.words.split() or "macros" in found.words else None


def _is_misnamed(found: FileType, ending: str) -> bool:
    """Whether the name's ending promises something else. One picture for another, or one Office file, is no matter."""
    if ending not in _KNOWN_ENDINGS:
        return False
    if found.text:
        return ending not in ("txt", "csv", "log", "rtf") and not (found.runs and ending in ("txt", "log"))
    fitting: dict[str, frozenset[str]] = {
        PICTURE: _PICTURE_ENDINGS,
        MEDIA: _MEDIA_ENDINGS,
        CONTAINER: _OFFICE_ENDINGS | {"zip"},
        DOCUMENT: frozenset({"pdf"}),
    }
    if found is RTF:
        return ending not in ("rtf", "doc")
    if found is ZIP:
        return ending != "zip"
    return ending not in fitting.get(found.family, frozenset())


def _on_name(name: str, ending: str) -> str | None:
    if not _RUNS.match(ending):
        return None
    double = _HARMLESS_BEFORE.search(name)
    if double and double.start() > 0:
        return f"Its name looks like that of a .{double[1].lower()} file, but ends in .{ending}: opening it may run it."
    return f"Its name ends in .{ending}: opening it may run it."


def _on_turning(name: str) -> str | None:
    if not _TURNS.search(name):
        return None
    return (
        "Its name held signs that turn the direction of reading, which can hide its true ending; they were taken out."
    )


def _on_archive(found: FileType | None, content: bytes) -> str | None:
    if found is None or found.family != CONTAINER or not content.startswith(b"PK"):
        return None
    return archive_note(content, document=found is not ZIP)
