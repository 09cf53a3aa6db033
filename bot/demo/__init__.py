"""The demonstration: a desk with invented customers, a few mails through its own SMTP port, and what became of them."""

from bot.demo.show import run

__all__ = ["run"]
