"""What the pipeline knows of the message it is reading; it hangs on the Doc as ``doc._.intake``."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property

from spacy.tokens import Doc

from parsers.candidates import Candidates, candidates
from parsers.fields.view import View
from parsers.pipeline.evidence import Cue, evidence_of
from parsers.pipeline.fusion import Weighed
from parsers.pipeline.judging import Seen
from parsers.pipeline.layout import Layout, layout_of
from parsers.pipeline.tokens import Floats, Tokens, inputs, tokens_of
from parsers.vocabulary import MessageKind

Doc.set_extension("intake", default=None, force=True)


@dataclass
class Intake:
    """One message under reading. Each part of the pipeline adds what it finds; the properties are read once."""

    view: View
    thread: str | None
    doc: Doc | None = None
    shares: Floats | None = None
    seen: Seen | None = None
    signs: dict[str, Mapping[str, float]] = field(default_factory=dict)
    kinds: dict[MessageKind, float] = field(default_factory=dict)
    judged: dict[str, dict[str, float]] = field(default_factory=dict)
    believed: dict[str, list[Weighed]] = field(default_factory=dict)
    losers: dict[str, list[Weighed]] = field(default_factory=dict)

    @cached_property
    def layout(self) -> Layout:
        """The message as one text."""
        return layout_of(self.view)

    @cached_property
    def found(self) -> Candidates:
        """What the rules find."""
        return candidates(self.view, self.thread)

    @cached_property
    def cues(self) -> tuple[Cue, ...]:
        """What the rules point at."""
        return evidence_of(self.view, self.found, self.layout)

    @cached_property
    def tokens(self) -> Tokens:
        """The Doc's tokens."""
        return tokens_of(self.tokenised)

    @cached_property
    def rows(self) -> Floats:
        """The network's inputs."""
        return inputs(
            self.tokenised,
            self.tokens,
            self.cues,
            body_at=self.layout.body_at,
            signature=self.layout.signature,
            slack=self.view.message.channel == "slack",
        )

    @property
    def tokenised(self) -> Doc:
        """The Doc of the layout's text. Raises ValueError before there is one."""
        if self.doc is None:
            raise ValueError("the message has not been tokenised")
        return self.doc


def intake_of(doc: Doc) -> Intake:
    """What is known of the message of ``doc``. Raises TypeError for a Doc that was not made of one."""
    found = doc._.intake
    if not isinstance(found, Intake):
        raise TypeError("this pipeline reads messages: make the Doc with parsers.pipeline.reader")
    return found
