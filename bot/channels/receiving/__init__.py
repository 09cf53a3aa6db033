"""Receiving mail by SMTP and LMTP: the parts that :mod:`bot.channels.smtp` puts together."""
