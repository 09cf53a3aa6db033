"""Named facts of a message for the judgements over it: what the rules' cues add up to, its shape, and the guide's table.

Each is a number; the names are what a reason says.
"""

import math
from collections.abc import Mapping
from dataclasses import asdict
from typing import Final

import numpy as np

from parsers.candidates import Candidates
from parsers.fields.view import View
from parsers.pipeline.labels import FIELD_OF, LABELS
from parsers.pipeline.tokens import Floats
from parsers.severity import rate
from parsers.severity_features import features
from parsers.vocabulary import Environment, FieldName, MessageKind, Severity

Signs = dict[str, float]
_TOLD: Final = (
    FieldName.STARTED_TEXT,
    FieldName.FREQUENCY,
    FieldName.ISOLATION_STEPS,
    FieldName.ERRORS,
    FieldName.CONNIDS,
    FieldName.USERS_AFFECTED_TEXT,
    FieldName.IMPACT,
    FieldName.SERVICE,
)
_ABOUT_TROUBLE: Final = (*_TOLD[:4], *_TOLD[5:7])
_FEW: Final = 2
_MARKED: Final = tuple(
    f"{said} {FIELD_OF[label].replace('_', ' ')}" for label in LABELS for said in ("it reads of", "its mentions of")
)


def kind_signs(view: View, found: Candidates) -> Signs:
    """What speaks for each kind."""
    totals = found.totals
    told = found.told
    words = len(view.own.split())
    signs: Signs = {}
    for kind in MessageKind:
        balanced = totals.balanced.get(kind, 0.0)
        signs[f"cues of {kind}"] = balanced / 5
        signs[f"cues of {kind}, unbalanced"] = totals.raw.get(kind, 0.0) / 5
        signs[f"some cue of {kind}"] = math.log1p(max(0.0, balanced))
    return signs | {
        "it names a ticket": float(found.thread is not None),
        "it is a reply": float(view.message.subject.lstrip()[:3].lower() in {"re:", "aw:", "sv:"}),
        "its header says it is automatic": float(view.message.automatic is not None),
        "it has a question mark": float("?" in view.own),
        "its question marks": min(4, view.own.count("?")) / 3,
        "its length": min(3.0, words / 50),
        "it came by Slack": float(view.message.channel == "slack"),
        **{f"it tells {name.replace('_', ' ')}": float(name in told) for name in _TOLD},
    }


_IN_WORDS: Final[dict[str, str]] = {
    "total": "calls or work have stopped",
    "core": "it is about calls",
    "auxiliary": "an auxiliary function",
    "cosmetic": "cosmetic or documentation",
    "minor": "called minor by the writer",
    "trivial": "called trivial by the writer",
    "workaround": "a workaround is mentioned",
    "partial": "partial or intermittent",
    "degraded": "call handling degraded",
    "serious_data": "data handling degraded",
    "redundancy": "running in redundancy mode",
    "provisioning": "provisioning",
    "life": "people in need call",
    "harm": "harm is told",
    "development": "a development environment",
    "blocked": "work on a project is blocked",
    "claimed": "called urgent or critical by the writer",
    "few_users": "one or a few users",
    "most_users": "all or most users",
    "cannot_work": "people cannot work",
    "over": "it is over",
}


def severity_signs(view: View, found: Candidates) -> Signs:
    """The guide's criteria as far as the rules see them: scope, workaround, environment, continuity, harm."""
    fields = found.if_incident
    facts = {name: float(value) for name, value in asdict(features(view, fields)).items()}
    by_rules = rate(view, fields).value
    users = fields.get(FieldName.USERS_AFFECTED)
    count = users[0].value if users else None
    environment = fields[FieldName.ENVIRONMENT][0].value if FieldName.ENVIRONMENT in fields else None
    return (
        {_IN_WORDS[name]: value for name, value in facts.items()}
        | {f"{level} by the rules": float(level is by_rules) for level in Severity}
        | {
            "a number of users is told": float(count is not None),
            "the number of users": math.log1p(count) if isinstance(count, int) else 0.0,
            "two users at most": float(isinstance(count, int) and count <= _FEW),
            **{f"it tells {name.replace('_', ' ')}": float(name in found.told) for name in _ABOUT_TROUBLE},
            "production": float(environment is Environment.PRODUCTION),
            "development": float(environment is Environment.DEVELOPMENT),
            "stopped, without a workaround": facts["total"] * (1 - facts["workaround"]),
            "stopped, but not always": facts["total"] * facts["partial"],
            "degraded, with a workaround": facts["degraded"] * facts["workaround"],
            "calls have stopped": facts["total"] * facts["core"],
            "few users, and nothing has stopped": facts["few_users"] * (1 - facts["total"]),
        }
    )


def marked_signs(shares: Floats | None) -> Signs:
    """What the network marks: how surely each label stands somewhere, and about how often. ``shares`` are its probabilities
    (tokens, labels, STATES); None for a text that it has not marked, of which it says nothing."""
    if shares is None:
        return dict.fromkeys(_MARKED, 0.0)
    surely = 1 - shares[:, :, 0].min(axis=0)
    often = np.minimum(3.0, np.ascontiguousarray(shares[:, :, 1].T).sum(axis=1))
    return dict(zip(_MARKED, np.column_stack([surely, often]).ravel().tolist(), strict=True))


def environment_signs(found: Candidates, severity: Signs, kinds: Mapping[MessageKind, float]) -> Signs:
    """What tells production from development, beside what :func:`severity_signs` has told."""
    told = next(iter(found.if_incident.get(FieldName.ENVIRONMENT, ())), None)
    value = told.value if told else None
    stated = told is not None and told.rule == "stated"
    return {
        "stated": float(stated),
        "production, by what is told": float(value is Environment.PRODUCTION and not stated),
        **{f"it is {kind}": kinds.get(kind, 0.0) for kind in MessageKind},
        **severity,
    }
