"""The closed sets of words that the whole desk shares. Values are what is stored and printed."""

from enum import StrEnum


class Channel(StrEnum):
    """The wire by which an arrival came."""

    SMTP = "smtp"
    LMTP = "lmtp"
    IMAP = "imap"
    SLACK = "slack"
    FILE = "file"


class MessageKind(StrEnum):
    """What a message is (the annotation contract's ``kind``)."""

    INCIDENT = "incident"
    QUESTION = "question"
    CHANGE_REQUEST = "change_request"
    FEATURE_REQUEST = "feature_request"
    NOTICE = "notice"
    STATUS_REQUEST = "status_request"
    ESCALATION = "escalation"
    UPDATE = "update"
    RESOLUTION = "resolution"
    ACCOUNT = "account"
    RESCHEDULE = "reschedule"
    AUTOMATIC = "automatic"
    OTHER = "other"


class TicketKind(StrEnum):
    """What a ticket is about (the guide, "When a customer contacts Support")."""

    INCIDENT = "incident"
    QUESTION = "question"
    CHANGE_REQUEST = "change_request"
    FEATURE_REQUEST = "feature_request"
    NOTICE = "notice"
    ACCOUNT = "account"
    RESCHEDULE = "reschedule"
    OTHER = "other"


class Severity(StrEnum):
    """The guide's severity table; P1 is the gravest."""

    P1 = "P1"
    P2 = "P2"
    P3 = "P3"
    P4 = "P4"


class Environment(StrEnum):
    """Where the trouble is; development includes test, staging, UAT and sandbox."""

    PRODUCTION = "production"
    DEVELOPMENT = "development"


class Status(StrEnum):
    """Where a ticket stands in its life."""

    NEW = "new"
    WAITING_FOR_INFORMATION = "waiting_for_information"
    IN_PROGRESS = "in_progress"
    WAITING_FOR_CUSTOMER = "waiting_for_customer"
    RESOLVED = "resolved"
    CLOSED = "closed"


class Disposition(StrEnum):
    """The one recorded outcome of an arrival."""

    OPENED = "opened"
    ADDED = "added"
    HELD = "held"
    IGNORED = "ignored"
    SHUNTED = "shunted"


class Authenticity(StrEnum):
    """What is known about whether the sender is who the From line says."""

    PASS = "pass"  # noqa: S105 - RFC 8601's word for a result, no password
    FAIL = "fail"
    TEMPORARY = "temperror"
    UNCHECKED = "none"


class AuthenticationPolicy(StrEnum):
    """What the desk demands of mail in a Designated Contact's name (docs/decisions/sender-authentication.md)."""

    REQUIRE = "require"
    PREFER = "prefer"
    OFF = "off"


class ScanState(StrEnum):
    """What a virus scanner said of a file. "Not scanned" is a state of its own, never taken for "clean"."""

    CLEAN = "clean"
    INFECTED = "infected"
    NOT_SCANNED = "not_scanned"


class AutomaticKind(StrEnum):
    """Which sort of machine wrote a message (RFC 3834 section 2, RFC 3464, RFC 2919)."""

    BOUNCE = "bounce"
    REPORT = "report"
    AUTO_REPLY = "auto_reply"
    NOTIFICATION = "notification"
    LIST = "list"


class ZoneKind(StrEnum):
    """Which part of a text a stretch of it belongs to."""

    OWN = "own"
    QUOTE = "quote"
    SIGNATURE = "signature"
    DISCLAIMER = "disclaimer"
    FORWARD = "forward"


class FieldName(StrEnum):
    """The fields that are read out of a message: the annotation contract's keys, in its order."""

    ENVIRONMENT = "environment"
    ACCOUNT = "account"
    DEPARTMENT = "department"
    SERVICE = "service"
    USERS_AFFECTED = "users_affected"
    USERS_AFFECTED_TEXT = "users_affected_text"
    FREQUENCY = "frequency"
    IMPACT = "impact"
    ISOLATION_STEPS = "isolation_steps"
    STARTED_TEXT = "started_text"
    STARTED_AT = "started_at"
    CONNIDS = "connids"
    ANIS = "anis"
    ERRORS = "errors"
    CONTACT_NAME = "contact_name"
    CONTACT_PHONE = "contact_phone"
    CONTACT_EMAIL = "contact_email"
    ACCESS_HOURS = "access_hours"


LIST_FIELDS = frozenset(
    {FieldName.ISOLATION_STEPS, FieldName.CONNIDS, FieldName.ANIS, FieldName.ERRORS},
)
"""Fields that hold several values; every other field holds at most one."""
