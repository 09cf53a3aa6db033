"""Files looked at by a virus scanner, where there is one. "Not scanned" is an answer of its own, never taken for "clean"."""

from bot.scanning.base import NoScanner, Scanned, Scanner, scan_all
from bot.scanning.clamd import Clamd, make_scanner

__all__ = ["Clamd", "NoScanner", "Scanned", "Scanner", "make_scanner", "scan_all"]
