"""Annotated messages from which the desk learns to read, with their reader and checker. Not part of the installed package."""
