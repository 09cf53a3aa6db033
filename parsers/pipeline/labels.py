"""What the span tagger tells apart: one label a kind of words, under the name that the training format gives it."""

from typing import Final

from parsers.vocabulary import FieldName

LABELS: Final = (
    "account",
    "department",
    "service",
    "frequency",
    "impact",
    "iso",
    "error",
    "access_hours",
    "users",
    "started",
    "connid",
    "ani",
    "name",
    "phone",
    "email",
)
"""In the order of the network's outputs: a saved model depends on it."""

FIELD_OF: Final[dict[str, FieldName]] = {
    "account": FieldName.ACCOUNT,
    "department": FieldName.DEPARTMENT,
    "service": FieldName.SERVICE,
    "frequency": FieldName.FREQUENCY,
    "impact": FieldName.IMPACT,
    "iso": FieldName.ISOLATION_STEPS,
    "error": FieldName.ERRORS,
    "access_hours": FieldName.ACCESS_HOURS,
    "users": FieldName.USERS_AFFECTED_TEXT,
    "started": FieldName.STARTED_TEXT,
    "connid": FieldName.CONNIDS,
    "ani": FieldName.ANIS,
    "name": FieldName.CONTACT_NAME,
    "phone": FieldName.CONTACT_PHONE,
    "email": FieldName.CONTACT_EMAIL,
}
"""The field that holds a label's words; for numbers, whose value is written otherwise, the field itself."""

LABEL_OF: Final = {field: label for label, field in FIELD_OF.items()}

MANY: Final = frozenset({"iso", "error", "connid", "ani"})
"""Labels of which a message may have several."""

CLAUSES: Final = frozenset({"impact", "iso", "error"})
"""Labels whose words are whole clauses: these may begin and end with small words."""
