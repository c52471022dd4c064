"""`make bench [ONLY=name]`: run the measurements and print their figures.

python -m benchmarks            all of them
python -m benchmarks golden     one
python -m benchmarks --list     their names
"""

from __future__ import annotations

import sys
import time
from importlib import import_module

# Name -> module with a function main(); in the order in which they run.
MEASUREMENTS = {
    "golden": "benchmarks.golden",
    "questions": "benchmarks.questions",
    "sentences": "benchmarks.sentence_splitting",
    "speed": "benchmarks.speed",
    "endpoint": "benchmarks.endpoint",
    "load": "benchmarks.load",
    "abuse": "benchmarks.abuse",
    "page": "benchmarks.page",
    "scale": "benchmarks.scale",
    "retrieval": "benchmarks.retrieval",
    "ingest": "benchmarks.ingest_1000",
    "kills": "benchmarks.kill_ingest",
    "scorer": "benchmarks.train_scorer",
    "gate": "benchmarks.gate",
    "verifier": "benchmarks.verifier",
    "disagreements": "benchmarks.disagreements",
    "suggestions": "benchmarks.suggestions",
    "fuzz": "benchmarks.fuzz_readers",
    "openapi": "benchmarks.openapi_cases",
}


def main() -> int:
    """Run what is named, or everything."""
    wanted = sys.argv[1:] or list(MEASUREMENTS)
    if wanted == ["--list"]:
        print("\n".join(MEASUREMENTS))
        return 0
    unknown = [name for name in wanted if name not in MEASUREMENTS]
    if unknown:
        print(f"no measurement {unknown[0]!r}; there is {', '.join(MEASUREMENTS)}", file=sys.stderr)
        return 2
    sys.argv = sys.argv[:1]
    for name in wanted:
        began = time.perf_counter()
        print(f"\n== {name}", flush=True)
        import_module(MEASUREMENTS[name]).main()
        print(f"-- {name}: {time.perf_counter() - began:.0f} s", flush=True)
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
