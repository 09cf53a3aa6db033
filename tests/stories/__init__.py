"""Stories: bytes in over real sockets, tickets and answers out."""
