"""A message as one text for the pipeline: the subject, a line end, then the writer's own words and his signature.

What is quoted or a disclaimer is blanked with as many spaces, so that a position in the text is a position in the message.
"""

from dataclasses import dataclass
from typing import Literal, NamedTuple

from parsers.extraction import Place
from parsers.fields.view import View


class Words(NamedTuple):
    """Where words stand: at ``[start, end)`` of the subject or body named by ``place``."""

    place: Place
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Layout:
    """``text`` is the subject, a line end and the body's layers; the body begins at ``body_at``. ``signature`` is where the
    signature begins in ``text``, or its length."""

    text: str
    body_at: int
    signature: int

    def words(self, start: int, end: int) -> Words:
        """Where ``[start, end)`` of the text stands in the message; words never go over the end of the subject."""
        if start < self.body_at:
            return Words("subject", start, min(end, self.body_at - 1))
        return Words("body", start - self.body_at, end - self.body_at)

    def at(self, place: Place, position: int) -> int:
        """Where a position of the subject or body stands in ``text``."""
        return position if place == "subject" else position + self.body_at


def layout_of(view: View) -> Layout:
    """Lay a message out for the pipeline. Linear in its length."""
    subject = view.subject.replace("\n", " ")
    body = "".join(
        sign if own != " " or signed != " " else _kept(sign)
        for sign, own, signed in zip(view.text, _padded(view.own, view), _padded(view.signature, view), strict=True)
    )
    body_at = len(subject) + 1
    signed_at = len(view.signature) - len(view.signature.lstrip()) if view.signature.strip() else len(body)
    return Layout(f"{subject}\n{body}", body_at, body_at + signed_at)


def _kept(sign: str) -> Literal["\n", " "]:
    return "\n" if sign == "\n" else " "


def _padded(layer: str, view: View) -> str:
    return layer.ljust(len(view.text))[: len(view.text)]
