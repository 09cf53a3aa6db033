"""Mail in: raw bytes to a Message, and the identity by which the door knows a mail again."""

from parsers.mail.identity import MailIdentity, identity
from parsers.mail.reader import read_mail, with_envelope

__all__ = ["MailIdentity", "identity", "read_mail", "with_envelope"]
