"""Corrections of what was read: an analyst's, and written out for learning, once a person has looked."""
