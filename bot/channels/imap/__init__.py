"""Mail read from IMAP folders: at least once, marked only after the commit, never silently stopped."""

from bot.channels.imap.cursor import Cursor, Cursors, source_of
from bot.channels.imap.importing import Imported, import_since
from bot.channels.imap.probe import probe
from bot.channels.imap.silence import is_overdue
from bot.channels.imap.watcher import ImapWatcher

__all__ = ["Cursor", "Cursors", "ImapWatcher", "Imported", "import_since", "is_overdue", "probe", "source_of"]
