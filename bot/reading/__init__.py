"""Reading one message: in a process of its own that can be stopped, or, for commands and tests, right here."""
