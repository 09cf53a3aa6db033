"""What the desk keeps about itself."""

from datetime import datetime

from sqlalchemy import BigInteger, LargeBinary, Text
from sqlalchemy.orm import Mapped, mapped_column

from store.base import Base


class MetaRow(Base):
    """Named values made once for a database, such as the key that signs reply addresses."""

    __tablename__ = "meta"
    name: Mapped[str] = mapped_column(Text, primary_key=True)
    value: Mapped[bytes] = mapped_column(LargeBinary)


class CounterRow(Base):
    """The last ticket number given out: a row of its own, so that two processes never give out one number."""

    __tablename__ = "counter"
    name: Mapped[str] = mapped_column(Text, primary_key=True)
    value: Mapped[int]


class ImapCursorRow(Base):
    """How far an IMAP folder has been read, and when it was last looked at."""

    __tablename__ = "imap_cursor"
    source: Mapped[str] = mapped_column(Text, primary_key=True)
    uidvalidity: Mapped[int | None] = mapped_column(BigInteger)  # RFC 9051: 32 bits, unsigned
    uid: Mapped[int | None] = mapped_column(BigInteger)
    read_at: Mapped[datetime | None]
    error: Mapped[str | None] = mapped_column(Text)
