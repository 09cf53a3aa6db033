"""Gather, decide, apply: the three calls between an arrival and its outcome."""
