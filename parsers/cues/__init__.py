"""The words that speak for a kind of message: data for :mod:`parsers.classify`.

Each cue is searched in the lower-case subject and own words. A weight of 4 and more decides by itself unless something
speaks against it; 1 only tips a balance.
"""

from parsers.cues.cue import Cue
from parsers.cues.foreign import FOREIGN_CUES
from parsers.cues.incidents import INCIDENT_CUES, TROUBLE_CUES
from parsers.cues.noise import NOISE_CUES
from parsers.cues.requests import REQUEST_CUES
from parsers.cues.symptoms import SYMPTOM_CUES
from parsers.cues.tickets import TICKET_CUES

CUES: tuple[Cue, ...] = (
    *INCIDENT_CUES,
    *TROUBLE_CUES,
    *SYMPTOM_CUES,
    *FOREIGN_CUES,
    *REQUEST_CUES,
    *TICKET_CUES,
    *NOISE_CUES,
)

__all__ = ["CUES", "Cue"]
