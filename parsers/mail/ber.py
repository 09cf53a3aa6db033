"""BER, as CMS needs it: elements found in hostile bytes in one pass, without recursion and without copying (X.690).

Read here and not by a library: mail programs write indefinite lengths and strings in pieces (Outlook and Apple do), and the
libraries look for the end of such an element once for each level above it.
"""

from collections.abc import Iterator
from dataclasses import dataclass

OCTETS, OCTETS_IN_PIECES = 0x04, 0x24
SEQUENCE, SET, OID, INTEGER = 0x30, 0x31, 0x06, 0x02
_END = b"\x00\x00"
_MOST_ELEMENTS = 250_000
_DEEPEST = 64
_DEEPEST_STRING = 4


class BerError(ValueError):
    """The bytes are no BER, or more of it than anybody needs."""


@dataclass(frozen=True, slots=True)
class Element:
    """One element: its identifier octet, and the offsets of its header, of its content ``[body, end)`` and behind it."""

    tag: int
    start: int
    body: int
    end: int
    after: int


class Ber:
    """The elements of ``data``. Every method raises BerError; all of them together look at so many elements, no more."""

    def __init__(self, data: bytes) -> None:
        self.data = data
        self._left = _MOST_ELEMENTS
        self._ends: dict[int, int] = {}

    def root(self) -> Element:
        """The outermost element; what stands behind it is passed over."""
        return self._element(0, len(self.data))

    def children(self, parent: Element) -> Iterator[Element]:
        """The elements in a constructed one, in order."""
        at = parent.body
        while at < parent.end:
            child = self._element(at, parent.end)
            yield child
            at = child.after

    def content(self, element: Element) -> bytes:
        """The content octets as they stand."""
        return self.data[element.body : element.end]

    def encoded(self, element: Element) -> bytes:
        """Header and content as they stand."""
        return self.data[element.start : element.after]

    def octets(self, element: Element) -> bytes:
        """The value of an octet string, in one piece or in several (X.690 section 8.7)."""
        return b"".join(self._pieces(element, 0))

    def _pieces(self, element: Element, depth: int) -> Iterator[bytes]:
        if element.tag == OCTETS:
            yield self.content(element)
            return
        if element.tag != OCTETS_IN_PIECES or depth > _DEEPEST_STRING:
            raise BerError("no octet string")
        for child in self.children(element):
            yield from self._pieces(child, depth + 1)

    def _element(self, at: int, stop: int) -> Element:
        tag, body, length = self._header(at, stop)
        if length is None:
            end = self._end_of(body, stop)
            return Element(tag, at, body, end, end + len(_END))
        return Element(tag, at, body, body + length, body + length)

    def _header(self, at: int, stop: int) -> tuple[int, int, int | None]:
        """Identifier octet, offset of the content, and its length: None for an indefinite one."""
        self._left -= 1
        if self._left < 0:
            raise BerError("too many elements")
        if at + 2 > stop:
            raise BerError("cut off")
        tag, first = self.data[at], self.data[at + 1]
        if tag & 0x1F == 0x1F:
            raise BerError("a tag that CMS does not have")
        body = at + 2
        if first < 0x80:
            length = first
        elif first == 0x80:
            if not tag & 0x20:
                raise BerError("a primitive element of indefinite length")
            return tag, body, None
        else:
            size = first & 0x7F
            if size > 8:
                raise BerError("a length of more than 8 octets")
            length = int.from_bytes(self.data[body : body + size], "big")
            body += size
        if body + length > stop:
            raise BerError("cut off")
        return tag, body, length

    def _end_of(self, body: int, stop: int) -> int:
        """Where the content of an element of indefinite length ends; each that is passed on the way is remembered."""
        if body in self._ends:
            return self._ends[body]
        opened = [body]
        at = body
        while opened:
            if self.data.startswith(_END, at) and at + len(_END) <= stop:
                self._ends[opened.pop()] = at
                at += len(_END)
                continue
            _, inner, length = self._header(at, stop)
            if length is not None:
                at = inner + length
                continue
            if len(opened) >= _DEEPEST:
                raise BerError("nested too deeply")
            opened.append(inner)
            at = inner
        return self._ends[body]
