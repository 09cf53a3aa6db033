"""The files of one message, within its limits: what does not fit is named, never dropped in silence."""

from dataclasses import dataclass, field

from parsers.attachments import make_attachment, safe_name
from parsers.limits import ReadLimits, size_words
from parsers.message import Attachment

_MOST_NAMED = 10


@dataclass(slots=True)
class Filing:
    """Counts the files of a message as they are found, kept or not: the first ones are kept."""

    limits: ReadLimits
    found: int = 0
    kept: int = 0
    kept_bytes: int = 0
    named: list[str] = field(default_factory=list)

    def keep(
        self,
        content: bytes,
        *,
        name: str,
        media_type: str,
        inline: bool = False,
        content_id: str | None = None,
        note: str | None = None,
    ) -> list[Attachment]:
        """The file as the one item of a list, or an empty list where a limit is reached. ``name`` is as it came."""
        self.found += 1
        if self.kept >= self.limits.attachments or self.kept_bytes + len(content) > self.limits.attachment_bytes:
            if len(self.named) < _MOST_NAMED:
                self.named.append(f"{safe_name(name, media_type, self.found)} ({size_words(len(content))})")
            return []
        self.kept += 1
        self.kept_bytes += len(content)
        return [
            make_attachment(
                content,
                name=name,
                media_type=media_type,
                number=self.found,
                inline=inline,
                content_id=content_id,
                note=note,
            )
        ]

    @property
    def left_out(self) -> str | None:
        """A sentence that names what was not kept; None where everything was."""
        missing = self.found - self.kept
        if not missing:
            return None
        more = f" and {missing - len(self.named)} more" if missing > len(self.named) else ""
        allowed = f"{self.limits.attachments} files and {size_words(self.limits.attachment_bytes)}"
        return f"A message may bring {allowed} in all; left out: {', '.join(self.named)}{more}."
