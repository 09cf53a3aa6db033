"""What one message may cost to read. The defaults are those of the desk's settings."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class ReadLimits:
    """Bounds on reading one message.

    ``header_bytes`` bounds one header block, ``text_bytes`` the text that is shown (the rest is kept as a file),
    ``parts`` the MIME entities of a message in all, ``depth`` how deep they nest, ``read_seconds`` the time after which
    what is not yet read is left out. ``attachments`` files are kept at most, ``attachment_bytes`` long in all. Whatever is
    left out is said in ``Message.damages``. ``smime_roots`` are the certificates (DER or PEM) that may vouch for signers of mail.
    """

    header_bytes: int = 262_144
    parts: int = 500
    depth: int = 50
    text_bytes: int = 1_000_000
    read_seconds: float = 1.0
    attachments: int = 50
    attachment_bytes: int = 25_000_000
    smime_roots: tuple[bytes, ...] = ()


def size_words(size: int) -> str:
    """A number of bytes for people: ``12 bytes``, ``3.4 kB``, ``1.2 MB``."""
    if size < 1_000:
        return "1 byte" if size == 1 else f"{size} bytes"
    if size < 1_000_000:
        return f"{size / 1_000:,.1f} kB"
    return f"{size / 1_000_000:,.1f} MB" if size < 1_000_000_000 else f"{size / 1_000_000_000:,.1f} GB"
