"""The configuration: read once into frozen models, unknown keys refused, secrets never shown."""

from bot.settings.load import load_settings
from bot.settings.model import Settings

__all__ = ["Settings", "load_settings"]
