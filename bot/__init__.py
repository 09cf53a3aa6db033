"""The desk itself: channels, the inbox door, intake, policy, the outbox door and the command line."""
