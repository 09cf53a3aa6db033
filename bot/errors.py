"""Our own errors. Foreign ones are turned into these where they enter; anything else is a bug and is shunted."""


class EchodeskError(Exception):
    """The root of the desk's own errors; its text is written for an operator and says what to do."""


class TransientError(EchodeskError):
    """It failed now and may work later: try again."""


class PermanentError(EchodeskError):
    """It will never work as it stands: tell an analyst."""


class ConfigurationError(EchodeskError):
    """The configuration cannot be used; the text names the file, the line and the mend."""
