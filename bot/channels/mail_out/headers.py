"""Header fields as bytes that mean what was asked for and nothing else (RFC 5322, RFC 2047).

Written here and not by ``email.message.EmailMessage``, whose folding is not safe on every Python that this runs on: 3.11.7
lets an encoded line end become a new field (CVE-2024-6923), and takes the quotes off a name that is too long for one line,
so that a comma in it makes a second recipient. Every value goes in as plain text and comes out as ASCII.
"""

import base64
import re
from collections.abc import Iterable, Iterator

from bot.errors import PermanentError
from bot.text import one_line

LINE = 76  # RFC 2047 section 2: a line that holds an encoded word has at most 76 characters
SUBJECT_LENGTH = 250
NAME_LENGTH = 100
FIRST_LINE = LINE - len("Reply-To: ")  # the longest name of a field that takes folded text
_ENCODED_BYTES = 39  # 52 characters of base64: with "=?utf-8?b?" and "?=" a word of 64, which fits on any line

_LABEL = r"[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?"
_ADDRESS = re.compile(rf"\A(?=.{{1,64}}@)[A-Za-z0-9!#$%&'*+/=?^_`{{|}}~.-]+@(?=.{{1,255}}\Z){_LABEL}(?:\.{_LABEL})*\Z")
# atext, dots, and what real ids have besides: Exchange writes brackets, others colons.
_ID_PART = r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~.:\[\]-]{1,200}"
_MESSAGE_ID = re.compile(rf"\A(?!.*=\?){_ID_PART}@{_ID_PART}\Z")
_REFERENCES = 20


def is_address(text: str) -> bool:
    """Whether ``text`` is one plain ASCII address, ``local@domain``, that needs no quoting and no SMTPUTF8."""
    return _ADDRESS.match(text) is not None


def is_message_id(text: str) -> bool:
    """Whether ``text``, without angle brackets, may stand between them (RFC 5322 section 3.6.4, a little wider)."""
    return _MESSAGE_ID.match(text) is not None


def address(name: str, mailbox: str) -> str:
    """``Name <mailbox>`` as a field body. Raises PermanentError where ``mailbox`` is not one plain address."""
    if not is_address(mailbox):
        raise PermanentError("the address is not a plain local@domain in ASCII, so no mail can be sent to or from it")
    phrase = _phrase(one_line(name, NAME_LENGTH))
    return _fold([*phrase, f"<{mailbox}>"]) if phrase else mailbox


def unstructured(text: str, longest: int = SUBJECT_LENGTH) -> str:
    """A field body of free text: ASCII words as they are, from the first other one on as encoded words."""
    words = one_line(text, longest).split()
    plain = next((place for place, word in enumerate(words) if not _is_plain(word)), len(words))
    return _fold([*words[:plain], *_encoded(" ".join(words[plain:]))])


def message_ids(ids: Iterable[str]) -> str:
    """``<id> <id> ...``, one a line, for Message-ID, In-Reply-To and References; ids that are not plain are left out."""
    return "\r\n ".join(f"<{identity}>" for identity in ids if is_message_id(identity))


def references(parents: Iterable[str], parent: str | None) -> tuple[str, ...]:
    """The thread of an answer to ``parent``: its references and itself, each once (RFC 5322 section 3.6.4).

    A long thread keeps its first message and its latest ones, as news software does.
    """
    ids = [identity for identity in (*parents, parent or "") if is_message_id(identity)]
    if parent and is_message_id(parent):
        ids = [identity for identity in ids if identity != parent] + [parent]
    unique = tuple(dict.fromkeys(ids))
    return unique if len(unique) <= _REFERENCES else (unique[0], *unique[1 - _REFERENCES :])


def _is_plain(word: str) -> bool:
    # "=?" in a customer's words would be decoded by the reader, into whatever the customer hid in it.
    return word.isascii() and "=?" not in word and len(word) <= FIRST_LINE


def _phrase(name: str) -> list[str]:
    """A display name as words to fold: a quoted string where it is ASCII, else encoded words."""
    if not name:
        return []
    if name.isascii() and "=?" not in name:
        quoted = name.replace("\\", "\\\\").replace('"', '\\"')
        if len(quoted) <= FIRST_LINE - 2:
            return [f'"{quoted}"']
    return _encoded(name)


def _encoded(text: str) -> list[str]:
    return [f"=?utf-8?b?{base64.b64encode(chunk).decode('ascii')}?=" for chunk in _chunks(text)]


def _chunks(text: str) -> Iterator[bytes]:
    """UTF-8 in pieces that do not cut a character in two (RFC 2047 section 5)."""
    chunk = b""
    for character in text:
        encoded = character.encode("utf-8")
        if len(chunk) + len(encoded) > _ENCODED_BYTES:
            yield chunk
            chunk = b""
        chunk += encoded
    if chunk:
        yield chunk


def _fold(words: list[str]) -> str:
    """Words with single spaces, the line broken before a word that would make it too long."""
    lines: list[str] = []
    line, room = "", FIRST_LINE
    for word in words:
        if line and len(line) + 1 + len(word) > room:
            lines.append(line)
            line, room = word, LINE - 1  # a space begins it
        else:
            line = f"{line} {word}" if line else word
    return "\r\n ".join([*lines, line])
