"""Sources that differ: generated conflicts and look-alikes, questions with real documents, ordinary ones.

python -m benchmarks.disagreements
"""

from __future__ import annotations

import asyncio
import tempfile
from pathlib import Path

from benchmarks import conflicts, ramdocs
from benchmarks.golden import open_demo
from benchmarks.tuning_cases import tuning_questions


def main() -> None:
    """Measure on what was not tuned on, and count false alarms where the digests do not differ."""
    conflicts.main()
    ramdocs.main()
    _ordinary_questions()


def _ordinary_questions() -> None:
    ordinary = [one.question for one in tuning_questions() if one.kind != "disagreement"]
    with tempfile.TemporaryDirectory() as folder:
        byline = open_demo(Path(folder))
        shown = [asyncio.run(byline.assistant.answer(one)).disagreements for one in ordinary]
        byline.close()
    count = sum(map(bool, shown))
    print(f"tuning questions on which the digests agree: {count} of {len(shown)} show a disagreement")


if __name__ == "__main__":
    main()
