"""Plugins for pytest that are asked for by name, with ``-p``."""
