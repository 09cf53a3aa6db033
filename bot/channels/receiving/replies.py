"""Reply lines: every one carries an enhanced status code (RFC 2034), also those that aiosmtpd writes itself."""

import re

_CODED = re.compile(r"\d{3}[ -][245]\.\d{1,3}\.\d{1,3} ")
_BY_CODE = {
    "421": "4.3.2",
    "454": "4.7.0",
    "500": "5.5.2",
    "501": "5.5.4",
    "503": "5.5.1",
    "504": "5.5.4",
    "502": "5.5.1",
    "535": "5.7.8",
    "554": "5.7.0",
}
# A bare CR or LF out of what a client sent would begin another reply.
_UNPRINTABLE = re.compile(r"[^\x20-\x7e]")


def reply_line(status: str) -> bytes:
    """The reply as it goes on the wire: one line of printable ASCII, coded unless it is a 220 greeting or a 3xx."""
    code = status[:3]
    if code[0] in "245" and code != "220" and not _CODED.match(status):
        status = f"{code}{status[3:4] or ' '}{_BY_CODE.get(code, code[0] + '.0.0')} {status[4:]}"
    return _UNPRINTABLE.sub("?", status).encode("ascii") + b"\r\n"
