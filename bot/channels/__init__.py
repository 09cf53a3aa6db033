"""Wire protocols only: bytes and envelope in, bytes out, no meaning."""
