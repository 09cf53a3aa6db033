"""What a file is by its content, and what is said where its label or its name is another."""

import io
import struct
import time
import zipfile
from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from parsers.archives import MOST_ENTRIES, archive_note, read_listing
from parsers.attachments import make_attachment
from parsers.filenotes import judge
from parsers.filetypes import type_of

OCTETS = "application/octet-stream"
OFFICE = "application/vnd.openxmlformats-officedocument."
PE = b"MZ" + b"\x90\0" * 29 + struct.pack("<L", 64) + b"PE\0\0" + b"\0" * 40
DOS = b"MZ\x90\x00\x03\x00" + b"\0" * 20
ELF = b"\x7fELF\x02\x01\x01" + b"\0" * 40
PNG = b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR" + b"\0" * 20
JPEG = b"\xff\xd8\xff\xe0\0\x10JFIF\0\x01" + b"\0" * 20
GIF = b"GIF89a\x01\0\x01\0\x80\0\0" + b"\0" * 20
BMP = b"BM\x46\0\0\0\0\0\0\0\x36\0\0\0\x28\0\0\0" + b"\0" * 40
WEBP = b"RIFF\x24\0\0\0WEBPVP8 " + b"\0" * 20
TIFF = b"II*\0\x08\0\0\0" + b"\0" * 20
HEIC = b"\0\0\0\x18ftypheic\0\0\0\0mif1heic"
MP4 = b"\0\0\0\x20ftypisom\0\0\x02\0isomiso2avc1mp41"
MP3 = b"ID3\x03\0\0\0\0\0\x0fTIT2" + b"\0" * 20
WAV = b"RIFF\x24\0\0\0WAVEfmt \x10\0\0\0" + b"\0" * 20
PDF = b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n"
RTF = b"{\\rtf1\\ansi Hello}"
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600
GZIP = b"\x1f\x8b\x08\0\0\0\0\0\0\x03" + b"\x4b\x04\0" * 4
SEVEN = b"7z\xbc\xaf\x27\x1c\0\x04" + b"\0" * 24
RAR = b"Rar!\x1a\x07\x01\0" + b"\0" * 20
CAB = b"MSCF\0\0\0\0" + b"\0" * 30
LINK = b"L\0\0\0\x01\x14\x02\0\0\0\0\0\xc0\0\0\0\0\0\0F" + b"\0" * 60
ISO = b"\0" * 32_769 + b"CD001" + b"\0" * 100
JAVA = b"\xca\xfe\xba\xbe\0\0\0\x3d\0\x10"
FAT = b"\xca\xfe\xba\xbe\0\0\0\x02\x01\0\0\x07" + b"\0" * 20
MACH = b"\xcf\xfa\xed\xfe\x07\0\0\x01" + b"\0" * 20
HTML = b"\xef\xbb\xbf<!-- saved -->\r\n<!DOCTYPE html><html><body>Log in</body></html>"
SVG = b'<?xml version="1.0"?>\n<svg xmlns="http://www.w3.org/2000/svg"><script/></svg>'
XML = b'<?xml version="1.0"?><calls/>'
SH = b"#!/bin/sh\nrm -rf /\n"
TEXT = "Grüße aus dem Callcenter\n".encode()
LATIN = "Grüße aus dem Callcenter\n".encode("latin-1")
UTF16 = "Grüße".encode("utf-16")
DER = b"\x30\x82\x05\xc0\x06\x09\x2a\x86\x48\x86\xf7\x0d\x01\x07\x02"


def zipped(*names: str, content: bytes = b"x") -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name in names:
            archive.writestr(name, content)
    return out.getvalue()


def open_document(media_type: str) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("mimetype", media_type)
        archive.writestr("content.xml", "<x/>")
    return out.getvalue()


ZIP = zipped("calls.csv", "notes.txt")
DOCX = zipped("[Content_Types].xml", "word/document.xml")
DOCM = zipped("[Content_Types].xml", "word/document.xml", "word/vbaProject.bin")
XLSX = zipped("[Content_Types].xml", "xl/workbook.xml")
PPTX = zipped("[Content_Types].xml", "ppt/presentation.xml")
ODT = open_document("application/vnd.oasis.opendocument.text")
JAR = zipped("META-INF/MANIFEST.MF", "a/Main.class")
APK = zipped("AndroidManifest.xml", "classes.dex")


@pytest.mark.parametrize(
    ("content", "media_type"),
    [
        (PE, "application/vnd.microsoft.portable-executable"),
        (DOS, "application/x-dosexec"),
        (ELF, "application/x-executable"),
        (MACH, "application/x-mach-binary"),
        (FAT, "application/x-mach-binary"),
        (JAVA, "application/java-vm"),
        (LINK, "application/x-ms-shortcut"),
        (PNG, "image/png"),
        (JPEG, "image/jpeg"),
        (GIF, "image/gif"),
        (BMP, "image/bmp"),
        (WEBP, "image/webp"),
        (TIFF, "image/tiff"),
        (HEIC, "image/heif"),
        (MP4, "video/mp4"),
        (MP3, "audio/mpeg"),
        (WAV, "audio/wave"),
        (PDF, "application/pdf"),
        (b"\r\n" + PDF, "application/pdf"),
        (RTF, "application/rtf"),
        (OLE, "application/x-ole-storage"),
        (GZIP, "application/gzip"),
        (SEVEN, "application/x-7z-compressed"),
        (RAR, "application/vnd.rar"),
        (CAB, "application/vnd.ms-cab-compressed"),
        (ISO, "application/x-iso9660-image"),
        (ZIP, "application/zip"),
        (ZIP[:30], "application/zip"),
        (zipped(), "application/zip"),
        (DOCX, OFFICE + "wordprocessingml.document"),
        (DOCM, "application/vnd.ms-word.document.macroEnabled.12"),
        (XLSX, OFFICE + "spreadsheetml.sheet"),
        (PPTX, OFFICE + "presentationml.presentation"),
        (ODT, "application/vnd.oasis.opendocument.text"),
        (JAR, "application/java-archive"),
        (APK, "application/vnd.android.package-archive"),
        (HTML, "text/html"),
        (SVG, "image/svg+xml"),
        (XML, "application/xml"),
        (SH, "text/x-script"),
        (TEXT, "text/plain"),
        (b"MZ is how this begins, and it is text.", "text/plain"),
        (b"%PDF is a format.", "text/plain"),
        (b"BM is not a picture here.", "text/plain"),
        (b"BEGIN:VCALENDAR\r\nEND:VCALENDAR\r\n", "text/plain"),
        (b"", None),
        (LATIN, None),
        (UTF16, None),
        (DER, None),
        (b"\0", None),
        (bytes(range(1, 40)), None),
    ],
)
def test_content_is_known(content: bytes, media_type: str | None) -> None:
    found = type_of(content)
    assert (found.media_type if found else None) == media_type


def test_a_long_text_whose_last_sign_is_cut_at_the_edge_is_text() -> None:
    found = type_of(b"x" * 4_095 + "ü".encode() * 10)
    assert found is not None
    assert found.media_type == "text/plain"


WINDOWS = "application/vnd.microsoft.portable-executable"


@pytest.mark.parametrize(
    ("content", "label", "name", "media_type", "note"),
    [
        # What fits is left alone, under whichever of its names.
        (PNG, "image/png", "a.png", "image/png", None),
        (JPEG, "image/jpg", "a.jpg", "image/jpg", None),
        (PDF, "application/x-pdf", "a.pdf", "application/x-pdf", None),
        (ZIP, "application/x-zip-compressed", "a.zip", "application/x-zip-compressed", None),
        (DOCX, OFFICE + "wordprocessingml.document", "a.docx", OFFICE + "wordprocessingml.document", None),
        (OLE, OFFICE + "wordprocessingml.document", "a.docx", OFFICE + "wordprocessingml.document", None),
        (OLE, "application/msword", "a.doc", "application/msword", None),
        (WAV, "audio/x-wav", "voice.wav", "audio/x-wav", None),
        (MP4, "audio/mp4", "voice.m4a", "audio/mp4", None),
        (HEIC, "image/heic", "a.heic", "image/heic", None),
        (ZIP, "application/vnd.google-earth.kmz", "a.kmz", "application/vnd.google-earth.kmz", None),
        (DER, "application/pkcs7-signature", "smime.p7s", "application/pkcs7-signature", None),
        (b"", "image/png", "a.png", "image/png", None),
        # Text is what its label says, unless it is no text at all.
        (b"BEGIN:VCALENDAR\r\n", "text/calendar", "a.ics", "text/calendar", None),
        (b"a,b\r\n", "text/csv", "a.csv", "text/csv", None),
        (LATIN, "text/csv", "a.csv", "text/csv", None),
        (UTF16, "text/csv", "a.csv", "text/csv", None),
        (XML, "application/soap+xml", "a.xml", "application/soap+xml", None),
        (TEXT, "application/pgp-signature", "a.asc", "application/pgp-signature", None),
        (HTML, "text/plain", "a.txt", "text/plain", None),
        (b"<p>Hi</p>", "text/html", "a.html", "text/html", None),
        (b"<svg/>", "image/svg+xml", "a.svg", "image/svg+xml", None),
        (TEXT, "application/x-own-format", "a.own", "application/x-own-format", None),
        (b"a,b\r\n", "application/vnd.ms-excel", "a.csv", "text/csv", None),
        # A label that says nothing gives way without a word.
        (PNG, OCTETS, "a.png", "image/png", None),
        (TEXT, OCTETS, "a.log", "text/plain", None),
        (b"a,b\r\n", OCTETS, "a.csv", "text/csv", None),
        (OLE, OCTETS, "a.msg", "application/vnd.ms-outlook", None),
        (OLE, OCTETS, "a.csv", "application/x-ole-storage", "Its name ends in .csv, but it is an older Office file."),
        (XLSX, "application/vnd.ms-excel", "a.xlsx", OFFICE + "spreadsheetml.sheet", None),
        (b"\0\1\2", OCTETS, "a.bin", OCTETS, None),
        # What lies is called by its name.
        (PE, "image/png", "", WINDOWS, "It is labelled image/png, but is a Windows program."),
        (
            PE,
            "image/png",
            "a.png",
            WINDOWS,
            "It is labelled image/png and its name ends in .png, but it is a Windows program.",
        ),
        (PE, OCTETS, "a.pdf", WINDOWS, "Its name ends in .pdf, but it is a Windows program."),
        (
            PE,
            "text/plain",
            "a.txt",
            WINDOWS,
            "labelled text/plain and its name ends in .txt, but it is a Windows program.",
        ),
        (
            ELF,
            "text/calendar",
            "a.ics",
            "application/x-executable",
            "It is labelled text/calendar, but is a Linux program.",
        ),
        (PE, "application/x-msdownload", "setup.exe", "application/x-msdownload", "It is a Windows program."),
        (HTML, "image/png", "", "text/html", "It is labelled image/png, but is a web page."),
        (HTML, "application/pdf", "a.pdf", "text/html", "name ends in .pdf, but it is a web page."),
        (b"alert(1)", "image/gif", "", "text/plain", "It is labelled image/gif, but is text."),
        (SVG, "image/png", "", "image/svg+xml", "but is an SVG picture, which can hold scripts."),
        (SVG, "image/svg+xml", "a.svg", "image/svg+xml", "It is an SVG picture, which can hold scripts."),
        (SH, OCTETS, "", "text/x-script", "It is a script."),
        (SH, "application/pdf", "", "text/x-script", "It is labelled application/pdf, but is a script."),
        (JPEG, "image/png", "a.png", "image/jpeg", "It is labelled image/png, but is a JPEG picture."),
        (
            RTF,
            "application/msword",
            "a.doc",
            "application/rtf",
            "It is labelled application/msword, but is an RTF document.",
        ),
        (ZIP, "image/jpeg", "", "application/zip", "It is labelled image/jpeg, but is a ZIP archive."),
        (ZIP, OFFICE + "wordprocessingml.document", "a.docx", OFFICE + "wordprocessingml.document", "a ZIP archive"),
        (DOCM, OFFICE + "wordprocessingml.document", "a.docx", None, "with macros"),
        (GZIP, "text/plain", "", "application/gzip", "It is labelled text/plain, but is a gzip archive."),
        (WEBP, "application/pdf", "", "application/pdf", None),
        # Names that lie.
        (
            PDF,
            "application/pdf",
            "invoice.pdf.exe",
            "application/pdf",
            "looks like that of a .pdf file, but ends in .exe",
        ),
        (PE, OCTETS, "invoice.pdf   .exe", WINDOWS, "looks like that of a .pdf file, but ends in .exe"),
        (TEXT, "text/plain", "x.vbs", "text/plain", "Its name ends in .vbs: opening it may run it."),
        (TEXT, "text/plain", "x.js. . ", "text/plain", "Its name ends in .js"),
        (PNG, "image/png", "a\u202egnp.exe", "image/png", "turn the direction of reading"),
        (TEXT, "text/plain", "קובץ\u200f.txt", "text/plain", None),
    ],
)
def test_label_name_and_content(
    content: bytes, label: str, name: str, media_type: str | None, note: str | None
) -> None:
    judged = judge(content, label=label, name=name)
    assert media_type is None or judged.media_type == media_type
    assert (judged.note is None) is (note is None)
    assert note is None or note in (judged.note or "")


def test_an_attachment_says_it_behind_what_was_said_before() -> None:
    made = make_attachment(
        PE, name="a.png", media_type="image/png", number=1, inline=True, note="It came in a winmail.dat."
    )
    assert made.media_type == WINDOWS
    assert made.note == (
        "It came in a winmail.dat. It is labelled image/png and its name ends in .png, but it is a Windows program."
    )
    assert not made.inline


def test_a_file_without_a_name_gets_one_after_its_content_and_none_that_runs() -> None:
    assert make_attachment(PNG, name="", media_type=OCTETS, number=2).name == "attachment-2.png"
    assert make_attachment(PE, name="", media_type="image/png", number=2).name == "attachment-2.bin"


def claiming(size: int, *, count: int = 1, flags: int = 0, name: bytes = b"a.txt") -> bytes:
    """An archive whose list of contents claims files of this size."""
    local = b"PK\x03\x04" + b"\0" * 26 + name
    entry = struct.pack("<4s6H3L5H2L", b"PK\x01\x02", 20, 20, flags, 8, 0, 0, 0, 5, size, len(name), 0, 0, 0, 0, 0, 0)
    listing = (entry + name) * count
    return local + listing + struct.pack("<4s4H2LH", b"PK\x05\x06", 0, 0, count, count, len(listing), len(local), 0)


@pytest.mark.parametrize(
    ("content", "note"),
    [
        (ZIP, None),
        (zipped("big.log", content=b"0" * 5_000_000), None),
        (zipped("big.log", content=b"0" * 20_000_000), "It says that it unpacks to 20.0 MB from"),
        (claiming(4_000_000_000), "It says that it unpacks to 4.0 GB from 108 bytes; it was not looked into."),
        (claiming(900_000_000, count=50), "It says that it unpacks to 45.0 GB"),
        (claiming(5, flags=1), "It is encrypted; nobody could look into it."),
        (zipped("inner.zip"), "There are archives in it; they were not looked into."),
        (zipped("a/INNER.TAR"), "There are archives in it"),
        (claiming(5, count=MOST_ENTRIES), None),
        (claiming(5, count=MOST_ENTRIES + 1), "cannot be read or is very long"),
        (ZIP[:-10], "cannot be read"),
        (ZIP[:40], "cannot be read"),
        (b"PK\x05\x06" + b"\xff" * 18, "cannot be read"),
        (claiming(5)[:-12] + b"\xff" * 12, "cannot be read"),
    ],
)
def test_archives_that_need_care(content: bytes, note: str | None) -> None:
    judged = judge(content, label="application/zip", name="a.zip")
    assert (judged.note is None) is (note is None)
    assert note is None or note in (judged.note or "")


def test_a_document_may_hold_others_but_no_bomb() -> None:
    document = zipped("[Content_Types].xml", "word/document.xml", "word/embeddings/sheet.zip")
    assert judge(document, label=OFFICE + "wordprocessingml.document", name="a.docx").note is None
    many = zipped("[Content_Types].xml", "ppt/presentation.xml", *(f"ppt/slide{n}.xml" for n in range(MOST_ENTRIES)))
    assert judge(many, label=OFFICE + "presentationml.presentation", name="a.pptx").note is None
    bomb = zipped("[Content_Types].xml", "word/document.xml", content=b"0" * 20_000_000)
    assert "unpacks to" in (judge(bomb, label=OFFICE + "wordprocessingml.document", name="a.docx").note or "")


HOSTILE: list[Callable[[], bytes]] = [
    lambda: b"PK\x05\x06" * 5_000_000,
    lambda: b"PK\x03\x04" + b"PK\x01\x02" * 5_000_000,
    lambda: claiming(5, count=65_535),
    lambda: b"<!--" * 5_000_000,
    lambda: b" " * 20_000_000,
    lambda: b"<?xml " * 3_000_000,
    lambda: b"MZ" + b"\xff" * 20_000_000,
    lambda: b"\xff\xfb" * 10_000_000,
    lambda: b"#!" + b"/" * 20_000_000,
]


@pytest.mark.parametrize("make", HOSTILE)
def test_hostile_content_takes_no_time(make: Callable[[], bytes]) -> None:
    content = make()
    start = time.thread_time()
    judge(content, label="application/zip", name="a.zip")
    assert time.thread_time() - start < 3.0


MARKS = st.sampled_from(
    [PE, ELF, PNG, PDF, ZIP, DOCX, OLE, HTML, SVG, GZIP, SH, ISO[32_700:], b"PK\x05\x06", b"RIFF", b"BM"]
)


@given(
    content=st.binary(max_size=600) | st.tuples(MARKS, st.binary(max_size=60)).map(b"".join),
    label=st.sampled_from([OCTETS, "image/png", "text/plain", "application/zip", "x/y", "application/msword"]),
    name=st.text(max_size=40),
)
def test_nothing_raises(content: bytes, label: str, name: str) -> None:
    judged = judge(content, label=label, name=name)
    assert "/" in judged.media_type
    assert judged.note is None or (judged.note.isprintable() and judged.note.endswith("."))


@given(st.binary(max_size=40), st.integers(0, 400), st.sampled_from([ZIP, DOCX, claiming(9), zipped("inner.zip")]))
def test_a_damaged_archive_never_raises(noise: bytes, at: int, archive: bytes) -> None:
    damaged = archive[:at] + noise + archive[at + len(noise) :]
    read_listing(damaged)
    archive_note(damaged)
