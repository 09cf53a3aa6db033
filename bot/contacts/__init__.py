"""Designated Contacts: read out of a spreadsheet, and held against the guide's rules."""
