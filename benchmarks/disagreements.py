"""Sources that differ: generated conflicts and look-alikes, then questions with real documents.

python -m benchmarks.disagreements
"""

from __future__ import annotations

from benchmarks import conflicts, ramdocs


def main() -> None:
    """Measure on what was not tuned on."""
    conflicts.main()
    ramdocs.main()


if __name__ == "__main__":
    main()
