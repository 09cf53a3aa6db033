"""What a file is, by its first bytes. Asked of content only; what the sender calls it is weighed in parsers.filenotes.

Our own table comes first: it is strict about what can do harm. puremagic knows pictures, sounds and films beside those.
"""

import codecs
import re
from collections.abc import Callable
from dataclasses import dataclass

from parsers.archives import read_directory

HEAD = 4_096
"""Bytes of a file that are looked at."""
_DISK_IMAGE_MARK = 32_769  # ECMA-119 section 8.1: sixteen sectors in, and one byte
_LONGEST_WORDS = 60

PROGRAM, SCRIPT = "program", "script"
PICTURE, DOCUMENT, CONTAINER, MEDIA, TEXT = "picture", "document", "container", "media", "text"


@dataclass(frozen=True, slots=True, kw_only=True)
class FileType:
    """A sort of file. ``words`` name it in a sentence, with an article; ``labels`` are other media types for the same.

    ``family`` says what it can be confused with, and what it does. ``text`` says that it can be read as it stands.
    """

    media_type: str
    words: str
    family: str
    labels: frozenset[str] = frozenset()
    text: bool = False

    @property
    def runs(self) -> bool:
        """Whether opening it may run it."""
        return self.family in (PROGRAM, SCRIPT)

    def is_called(self, label: str) -> bool:
        """Whether ``label`` is a media type of this."""
        return label == self.media_type or label in self.labels


def _type(media_type: str, words: str, family: str, labels: str = "", *, text: bool = False) -> FileType:
    return FileType(media_type=media_type, words=words, family=family, labels=frozenset(labels.split()), text=text)


WINDOWS_PROGRAM = _type(
    "application/vnd.microsoft.portable-executable",
    "a Windows program",
    PROGRAM,
    "application/x-msdownload application/x-msdos-program application/x-dosexec application/x-exe application/exe",
)
_DOS = _type("application/x-dosexec", "a DOS program", PROGRAM, "application/x-msdownload application/x-msdos-program")
_ELF = _type(
    "application/x-executable",
    "a Linux program",
    PROGRAM,
    "application/x-elf application/x-sharedlib application/x-object application/x-pie-executable",
)
_MACH = _type("application/x-mach-binary", "a macOS program", PROGRAM)
_JAVA = _type("application/java-vm", "a Java program", PROGRAM, "application/x-java-class application/java")
_ANDROID = _type("application/vnd.android.package-archive", "an Android program", PROGRAM)
_JAR = _type(
    "application/java-archive",
    "a Java program",
    PROGRAM,
    "application/x-java-archive application/x-jar application/zip",
)
_SHORTCUT = _type("application/x-ms-shortcut", "a Windows shortcut", PROGRAM)
_HELP = _type("application/vnd.ms-htmlhelp", "a Windows help file, which can run programs", PROGRAM)
SCRIPT_FILE = _type("text/x-script", "a script", SCRIPT, text=True)
PLAIN = _type("text/plain", "text", TEXT, text=True)
WEB_PAGE = _type("text/html", "a web page", TEXT, "application/xhtml+xml", text=True)
_SVG = _type("image/svg+xml", "an SVG picture, which can hold scripts", TEXT, "image/svg", text=True)
_XML = _type("application/xml", "XML", TEXT, "text/xml", text=True)
PDF = _type("application/pdf", "a PDF document", DOCUMENT, "application/x-pdf application/acrobat text/pdf")
RTF = _type("application/rtf", "an RTF document", DOCUMENT, "text/rtf application/x-rtf text/richtext")
OLE = _type("application/x-ole-storage", "an older Office file", CONTAINER)
ZIP = _type(
    "application/zip",
    "a ZIP archive",
    CONTAINER,
    "application/x-zip application/x-zip-compressed application/x-compressed application/zip-compressed",
)
_ONENOTE = _type("application/onenote", "a OneNote page, which can hold programs", DOCUMENT, "application/msonenote")
_DISK = _type(
    "application/x-iso9660-image", "a disk image", CONTAINER, "application/x-cd-image application/x-iso-image"
)
_PNG = _type("image/png", "a PNG picture", PICTURE, "image/x-png image/apng")
_JPEG = _type("image/jpeg", "a JPEG picture", PICTURE, "image/jpg image/pjpeg image/x-citrix-jpeg")
_GIF = _type("image/gif", "a GIF picture", PICTURE)
_BMP = _type("image/bmp", "a BMP picture", PICTURE, "image/x-ms-bmp image/x-bmp image/x-windows-bmp")
_GZIP = _type(
    "application/gzip", "a gzip archive", CONTAINER, "application/x-gzip application/x-gunzip application/x-tgz"
)
_BZIP2 = _type("application/x-bzip2", "a bzip2 archive", CONTAINER, "application/bzip2 application/x-bzip")
_XZ = _type("application/x-xz", "an xz archive", CONTAINER)
_SEVEN = _type("application/x-7z-compressed", "a 7z archive", CONTAINER, "application/x-7zip")
_RAR = _type("application/vnd.rar", "a RAR archive", CONTAINER, "application/x-rar application/x-rar-compressed")
_CAB = _type("application/vnd.ms-cab-compressed", "a CAB archive", CONTAINER, "application/x-cab")

_MARKS: tuple[tuple[bytes, FileType], ...] = (
    (b"\x89PNG\r\n\x1a\n", _PNG),
    (b"\xff\xd8\xff", _JPEG),
    (b"GIF87a", _GIF),
    (b"GIF89a", _GIF),
    (b"\x7fELF", _ELF),
    (b"\xfe\xed\xfa\xce", _MACH),
    (b"\xfe\xed\xfa\xcf", _MACH),
    (b"\xce\xfa\xed\xfe", _MACH),
    (b"\xcf\xfa\xed\xfe", _MACH),
    (b"dex\n03", _ANDROID),
    (b"L\x00\x00\x00\x01\x14\x02\x00", _SHORTCUT),
    (b"ITSF\x03\x00\x00\x00", _HELP),
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", OLE),
    (b"\xe4\x52\x5c\x7b\x8c\xd8\xa7\x4d\xae\xb1\x53\x78\xd0\x29\x96\xd3", _ONENOTE),
    (b"{\\rtf", RTF),
    (b"\x1f\x8b\x08", _GZIP),
    (b"\xfd7zXZ\x00", _XZ),
    (b"7z\xbc\xaf\x27\x1c", _SEVEN),
    (b"Rar!\x1a\x07", _RAR),
    (b"MSCF\x00\x00\x00\x00", _CAB),
)
_PDF_MARK = re.compile(rb"(?:\xef\xbb\xbf)?\s{0,64}%PDF-\d")
_BZIP2_MARK = re.compile(rb"BZh[1-9](?:1AY&SY|\x17rE8P\x90)")
_SCRIPT_MARK = re.compile(rb"(?:\xef\xbb\xbf)?#! ?/[\w/.\-]{2,200}")
_SPACE = re.compile(rb"(?:\xef\xbb\xbf)?(?:\s+|<!--.{0,1000}?-->|<\?xml[^>]{0,200}\?>)*+", re.DOTALL)
_PAGE_MARK = re.compile(
    rb"<(?:!doctype\s+html|(?:html|head|body|script|iframe|title|meta|style|base|object|embed)[\s>/])", re.IGNORECASE
)
_SVG_MARK = re.compile(rb"(?:<!doctype\s+svg[^>]{0,300}>\s*)?<svg[\s>]", re.IGNORECASE)
_NOT_TEXT = re.compile(rb"[\x00-\x08\x0e-\x1a\x1c-\x1f\x7f]")
_BITMAP_HEADERS = frozenset({12, 40, 52, 56, 64, 108, 124})
_OFFICE = "application/vnd.openxmlformats-officedocument."
_OFFICE_PARTS = (
    (b"word/", "wordprocessingml.document", "ms-word.document.macroEnabled.12", "a Word document"),
    (b"xl/", "spreadsheetml.sheet", "ms-excel.sheet.macroEnabled.12", "an Excel workbook"),
    (b"ppt/", "presentationml.presentation", "ms-powerpoint.presentation.macroEnabled.12", "a PowerPoint presentation"),
)
_STORED_TYPE = re.compile(rb"PK\x03\x04.{26}mimetype(application/[a-z0-9.+\-]{3,80})", re.DOTALL)
_FOREIGN_FAMILIES = {"image": PICTURE, "audio": MEDIA, "video": MEDIA, "font": MEDIA}


def type_of(content: bytes) -> FileType | None:
    """What ``content`` certainly is; None where it could be several things, or nothing known. Never raises."""
    head = content[:HEAD]
    if not head:
        return None
    for mark, found in _MARKS:
        if head.startswith(mark):
            return found
    for ask in (_program, _archive_or_office, _picture_or_document, _readable):
        found_here = ask(content)
        if found_here:
            return found_here
    return _foreign(head)


def _program(content: bytes) -> FileType | None:
    head = content[:HEAD]
    if head.startswith(b"MZ"):
        at = int.from_bytes(head[60:64], "little") if len(head) >= 64 else 0
        if at and content[at : at + 4] == b"PE\0\0":
            return WINDOWS_PROGRAM
        # "MZ" is how a text can begin, too; a text has no NUL.
        return _DOS if b"\0" in head[:64] else None
    if head.startswith(b"\xca\xfe\xba\xbe"):
        # Java classes and macOS programs for several processors share a mark; what follows is a version or a count.
        return _MACH if 0 < int.from_bytes(head[4:8], "big") < 30 else _JAVA
    return SCRIPT_FILE if _SCRIPT_MARK.match(head) else None


def _archive_or_office(content: bytes) -> FileType | None:
    if not content.startswith((b"PK\x03\x04", b"PK\x05\x06")):
        return _BZIP2 if _BZIP2_MARK.match(content) else None
    stored = _STORED_TYPE.match(content, 0, 200)
    if stored:
        return _type(stored[1].decode("ascii"), "an OpenDocument or EPUB file", CONTAINER)
    return _inside(read_directory(content))


def _inside(directory: bytes) -> FileType:
    """What a ZIP archive is by the names in its list of contents."""
    if b"[Content_Types].xml" in directory:
        for folder, plain, macros, words in _OFFICE_PARTS:
            if folder in directory:
                if folder + b"vbaProject.bin" in directory:
                    return _type(f"application/vnd.{macros}", f"{words} with macros", CONTAINER)
                return _type(_OFFICE + plain, words, CONTAINER)
    if b"AndroidManifest.xml" in directory and b"classes.dex" in directory:
        return _ANDROID
    return _JAR if b"META-INF/MANIFEST.MF" in directory and b".class" in directory else ZIP


def _picture_or_document(content: bytes) -> FileType | None:
    head = content[:HEAD]
    if _PDF_MARK.match(head):
        return PDF
    if (
        head.startswith(b"BM")
        and head[6:10] == b"\0\0\0\0"
        and int.from_bytes(head[14:18], "little") in _BITMAP_HEADERS
    ):
        return _BMP
    return _DISK if content[_DISK_IMAGE_MARK : _DISK_IMAGE_MARK + 5] == b"CD001" else None


def _readable(content: bytes) -> FileType | None:
    """Text, and what kind of it. Only Unicode without control characters is certain to be text."""
    head = content[:HEAD]
    if _NOT_TEXT.search(head):
        return None
    try:
        codecs.getincrementaldecoder("utf-8")().decode(head, final=len(content) <= HEAD)
    except UnicodeDecodeError:
        return None
    space = _SPACE.match(head)
    start = space.end() if space else 0
    if _PAGE_MARK.match(head, start):
        return WEB_PAGE
    if _SVG_MARK.match(head, start):
        return _SVG
    return _XML if head.lstrip().startswith(b"<?xml") else PLAIN


def _foreign(head: bytes) -> FileType | None:
    """Pictures, sounds, films and fonts, by puremagic's table: only what stands at the beginning, and four bytes of it."""
    import puremagic

    # Without a file name: from 2.0 on, one makes puremagic look into the content with rules of its own.
    ask: Callable[[bytes], list[puremagic.PureMagicWithConfidence]] = puremagic.magic_string
    try:
        matches = ask(head)
    except Exception:  # noqa: BLE001 - a foreign library on hostile bytes; PureError says only that it knows nothing
        return None
    for match in matches:
        media_type = str(match.mime_type or "").lower()
        family = _FOREIGN_FAMILIES.get(media_type.partition("/")[0])
        if family and 0 <= match.offset <= 16 and len(match.byte_match) >= 4:
            return _type(media_type, f"of type {media_type}"[:_LONGEST_WORDS], family)
    return None
