"""How well quotes and signatures are told from own words, over pairs of a mail's text and the words its writer meant.

    python benchmarks/score_zones.py FOLDER     # FOLDER/emails/NAME.txt and FOLDER/trimmed/NAME.txt

Prints exact mails, lost lines (the figure that matters) and lines left over; ``-v`` names them. A closing phrase with a name
counts as lost where the pairs keep it: ``signature`` says how many of the lost lines are such.
"""

import sys
from pathlib import Path

from parsers.bodies import zones
from parsers.characters import clean_text
from parsers.vocabulary import ZoneKind


def lines_of(text: str) -> list[str]:
    return [" ".join(line.split()) for line in text.splitlines() if line.strip()]


def main(folder: Path, *, verbose: bool) -> None:
    exact = lost = left = in_signature = lost_mails = 0
    pairs = sorted((folder / "emails").glob("*.txt"))
    for path in pairs:
        text = clean_text(path.read_bytes().decode("utf-8", "replace"))
        wanted = lines_of((folder / "trimmed" / path.name).read_bytes().decode("utf-8", "replace"))
        found = zones(text)
        own = lines_of("".join(text[z.start : z.end] for z in found if z.kind is ZoneKind.OWN))
        signature = lines_of("".join(text[z.start : z.end] for z in found if z.kind is ZoneKind.SIGNATURE))
        missing = [line for line in wanted if line not in own]
        extra = [line for line in own if line not in wanted]
        exact += not missing and not extra
        lost += len(missing)
        lost_mails += bool(missing)
        in_signature += sum(line in signature for line in missing)
        left += len(extra)
        if verbose and (missing or extra):
            print(path.name, "LOST", missing, "LEFT", extra[:6])
    print(
        f"{len(pairs)} mails: exact {exact}, lost {lost} lines in {lost_mails} mails "
        f"({in_signature} of them signature), left over {left} lines"
    )


if __name__ == "__main__":
    main(Path(sys.argv[1]), verbose="-v" in sys.argv)
