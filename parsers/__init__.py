"""Text and bytes in, frozen values out: no I/O, no clock, no logging, no database."""
