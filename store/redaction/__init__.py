"""Taking personal data out on request: of one ticket, or of one person. What was done, and that it was redacted, stays known."""

from store.redaction.carrying_out import Counts, Done, counts, past, redact_person, redact_ticket
from store.redaction.file import scrub
from store.redaction.scope import Scope, of_person, of_ticket
from store.redaction.wiping import By
from store.redaction.words import REDACTED

__all__ = [
    "REDACTED",
    "By",
    "Counts",
    "Done",
    "Scope",
    "counts",
    "of_person",
    "of_ticket",
    "past",
    "redact_person",
    "redact_ticket",
    "scrub",
]
