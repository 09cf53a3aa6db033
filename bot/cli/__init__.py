"""The command line. Commands import what they need when they run, so that help and lists start at once."""


def main() -> None:
    """The entry point of ``echodesk``."""
    from bot.cli.root import run

    run()
