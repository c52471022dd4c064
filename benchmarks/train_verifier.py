"""Fit the verifier to the public sets; ``--write`` commits it to rag/trust/verifier.json.

python -m benchmarks.train_verifier [--write]

The figures that may be stated are cross-validated: ``make bench ONLY=verifier``.
"""

from __future__ import annotations

import argparse
import json
from pathlib import Path

from benchmarks.verifier_cases import public_cases
from rag.evaluation.verifiers.fitting import fitted, rows_of
from rag.evaluation.verifiers.training import VERIFIER, write_hashes

_MODEL = Path(__file__).parent.parent / "rag" / "trust" / "verifier.json"
_ABOUT = (
    "said: P(the evidence says it), RAGTruth's answers to questions (MIT); agrees: P(nothing is said "
    "otherwise), FEVER symmetric (CC BY-SA 4.0), SciFact (CC BY 4.0), SummEdits (Apache-2.0) and its news "
    "sentences corrupted by benchmarks/corruptions.py"
)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--write", action="store_true")
    arguments = parser.parse_args()
    cases = public_cases()
    rows = rows_of(cases)
    model = {"about": _ABOUT, "made_by": "python -m benchmarks.train_verifier --write", **fitted(rows)}
    print(f"{len(rows)} sentences; thresholds {model['thresholds']}")
    if arguments.write:
        _MODEL.write_text(_as_lines(model), encoding="utf-8")
        write_hashes(VERIFIER, (text for case in cases for text in (case.sentence, *case.texts)))
        print(f"written: {_MODEL.name}, {VERIFIER}")


def _as_lines(model: dict[str, object]) -> str:
    """JSON with a line a curve, so that it can be read."""
    lines = []
    for key, value in model.items():
        if isinstance(value, dict) and "curves" in value:
            curves = ",\n".join(f"      {json.dumps(n)}: {json.dumps(c)}" for n, c in value["curves"].items())
            body = f'{{\n    "intercept": {value["intercept"]},\n    "curves": {{\n{curves}\n    }}\n  }}'
        else:
            body = json.dumps(value)
        lines.append(f"  {json.dumps(key)}: {body}")
    return "{\n" + ",\n".join(lines) + "\n}\n"


if __name__ == "__main__":
    main()
