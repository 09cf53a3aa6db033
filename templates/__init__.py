"""Words of the notices, as data: nothing here is executed, :mod:`bot.render` fills it in."""
