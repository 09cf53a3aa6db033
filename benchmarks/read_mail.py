"""How long it takes to read mail: small mails of the usual shapes, a big attachment, and a folder of mails if one is named.

    python benchmarks/read_mail.py [FOLDER]

Prints mean, median and worst milliseconds a mail for ``read_mail`` and the mean for ``identity``, and the peak memory.
"""

import base64
import resource
import statistics
import sys
import time
from pathlib import Path

from parsers.mail import identity, read_mail

HEAD = (
    "From: Ann Field <ann@firm.example>\nTo: help@desk.example\nDate: Mon, 4 May 2026 10:00:00 +0200\n"
    "Message-ID: <{n}@firm.example>\n"
)
TEXT = "Since nine no agent in Reno can take calls.\nQueue: Billing\nUsers: 25\n\nBest regards,\nAnn Field\nTel: +1 555 0100\n"
QUOTE = "\nOn Mon, May 4, 2026 at 9:00 AM Desk <help@desk.example> wrote:\n\n" + "> Which queue is affected?\n" * 30


def plain(number: int) -> bytes:
    return (HEAD.format(n=number) + "Subject: Lines down\n\n" + TEXT + QUOTE).encode()


def alternative(number: int) -> bytes:
    html = (
        "<p>"
        + TEXT.replace("\n", "<br>\n")
        + "</p><blockquote type=cite>"
        + "Which queue?<br>\n" * 30
        + "</blockquote>"
    )
    parts = f"--b\nContent-Type: text/plain\n\n{TEXT}{QUOTE}\n--b\nContent-Type: text/html\n\n{html}\n--b--\n"
    return (
        HEAD.format(n=number) + "Subject: Re: down\nContent-Type: multipart/alternative; boundary=b\n\n" + parts
    ).encode()


def only_html(number: int) -> bytes:
    rows = "".join(
        f"<tr><td>Agent {n}</td><td><a href='https://portal.example/{n}'>state</a></td></tr>" for n in range(50)
    )
    return (HEAD.format(n=number) + f"Subject: Report\nContent-Type: text/html\n\n<table>{rows}</table>").encode()


def with_file(number: int, size: int = 200_000) -> bytes:
    content = base64.encodebytes(bytes(range(256)) * (size // 256)).decode()
    parts = f"--b\n\n{TEXT}\n--b\nContent-Type: image/png\nContent-Transfer-Encoding: base64\n\n{content}\n--b--\n"
    return (HEAD.format(n=number) + "Subject: Shot\nContent-Type: multipart/mixed; boundary=b\n\n" + parts).encode()


def measure(name: str, mails: list[bytes]) -> None:
    for raw in mails[:5]:
        read_mail(raw)
    took, known = [], []
    for raw in mails:
        start = time.perf_counter()
        read_mail(raw)
        middle = time.perf_counter()
        identity(raw)
        took.append((middle - start) * 1000)
        known.append((time.perf_counter() - middle) * 1000)
    print(
        f"{name:<22}{len(mails):>6} mails  read mean {statistics.mean(took):7.2f}  median {statistics.median(took):7.2f}  "
        f"worst {max(took):8.2f} ms  identity mean {statistics.mean(known):6.2f} ms"
    )


def main() -> None:
    for name, make in (
        ("plain", plain),
        ("plain and html", alternative),
        ("html alone", only_html),
        ("200 KB file", with_file),
    ):
        measure(name, [make(number) for number in range(300)])
    measure("25 MB file", [with_file(number, 25_000_000) for number in range(3)])
    if len(sys.argv) > 1:
        measure("folder", [path.read_bytes() for path in sorted(Path(sys.argv[1]).rglob("*.eml"))])
    print(f"peak memory {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024} MB")


if __name__ == "__main__":
    main()
