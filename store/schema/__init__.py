"""The tables, one module a family. Importing this package registers them all."""

from store.base import Base
from store.schema.alerts import AlertRow, QuestionRow, RedactionRow
from store.schema.arrivals import ArrivalRow, ContentRow, HoldRow, RouteRow, ShuntRow
from store.schema.contacts import AccountRow, AddressRow, ContactRow, TrainingNoticeRow
from store.schema.corrections import CorrectionRow
from store.schema.deliveries import DeliveryRow
from store.schema.desk import CounterRow, ImapCursorRow, MetaRow
from store.schema.tickets import AttachmentRow, EntryRow, FieldRow, MessageIdRow, TicketRow

__all__ = [
    "AccountRow",
    "AddressRow",
    "AlertRow",
    "ArrivalRow",
    "AttachmentRow",
    "Base",
    "ContactRow",
    "ContentRow",
    "CorrectionRow",
    "CounterRow",
    "DeliveryRow",
    "EntryRow",
    "FieldRow",
    "HoldRow",
    "ImapCursorRow",
    "MessageIdRow",
    "MetaRow",
    "QuestionRow",
    "RedactionRow",
    "RouteRow",
    "ShuntRow",
    "TicketRow",
    "TrainingNoticeRow",
]
