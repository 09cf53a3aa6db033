"""Small mails to read, written for the tests."""

import base64


def mail(*lines: str, head: str = "From: Ann Field <ann@firm.example>\nSubject: Lines down") -> bytes:
    """A mail with these body lines."""
    return (head + "\n\n" + "\n".join(lines)).replace("\n", "\r\n").encode()


def multipart(kind: str, *parts: str, boundary: str = "b1") -> bytes:
    """A multipart mail; each part is its header, a blank line and its body."""
    return (
        f"From: Ann Field <ann@firm.example>\nSubject: Lines down\nMIME-Version: 1.0\n"
        f'Content-Type: multipart/{kind}; boundary="{boundary}"\n\n' + joined(boundary, *parts)
    ).encode()


def joined(boundary: str, *parts: str) -> str:
    """Parts between delimiter lines."""
    return "".join(f"--{boundary}\n{part}\n" for part in parts) + f"--{boundary}--\n"


def plain(text: str, *, parameters: str = "; charset=utf-8", more: str = "") -> str:
    return f"Content-Type: text/plain{parameters}\n{more}\n{text}"


def html(text: str) -> str:
    return f"Content-Type: text/html; charset=utf-8\n\n{text}"


def file(name: str, content: bytes, *, kind: str = "application/pdf", more: str = "") -> str:
    encoded = base64.encodebytes(content).decode()
    return (
        f"Content-Type: {kind}\nContent-Transfer-Encoding: base64\n"
        f'Content-Disposition: attachment; filename="{name}"\n{more}\n{encoded}'
    )
