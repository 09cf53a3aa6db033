"""What the desk decides, as pure functions over :class:`bot.policy.facts.Facts`."""
