"""Lists the Dutch sentences that are long: `python -m tests.i18n`. Only a report.

A word list and a length find no unclear sentence; reading tests with people do.
"""

from typing import Final

from tests.i18n.source import sentences, texts

LONG: Final = 20


def main() -> None:
    """Print each sentence of more than so many words, the longest first."""
    found = {each for text in texts() for each in sentences(text)}
    long = [each for each in found if len(each.split()) > LONG]
    for sentence in sorted(long, key=lambda each: (-len(each.split()), each)):
        print(f"{len(sentence.split())}: {sentence}")  # noqa: T201 - a report


if __name__ == "__main__":
    main()
