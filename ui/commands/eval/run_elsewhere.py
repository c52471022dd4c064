"""Answers made elsewhere, measured like our own."""

from __future__ import annotations

from pathlib import Path

from rag.evaluation.runs.made_elsewhere import paired_rows, read_answers, record_of
from rag.evaluation.runs.question_set import read_questions
from rag.evaluation.runs.running import Keeping
from rag.trust.verifier import WeighedCheck
from ui.commands.eval.run_folders import EVALUATIONS, folder_of_run
from ui.commands.eval.run_kept import Finished, Request, about_run, finish, running
from ui.commands.eval.run_progress import shown_asking
from ui.wiring import Wiring


def run_elsewhere(wiring: Wiring, request: Request, answers: Path) -> Finished:
    """Check answers against the contexts that they came with, and by the question set where there is one.

    Raises:
        BylineError: where the answers or the questions cannot be read.
    """
    made = read_answers(answers)
    questions = read_questions(request.questions) if request.questions else None
    rows = list(paired_rows(made, questions))
    verifier = WeighedCheck()
    name = request.configurations[0] if request.configurations else answers.stem
    told = {
        "name": name,
        "settings": {"answers": str(answers)},
        "writer": "elsewhere",
        "model": name,
        "verifier": verifier.name,
        "library_generation": None,
    }
    about = about_run(request.questions or answers, len(rows), [told])
    with wiring.opened() as byline:
        home = byline.settings.data_dir / EVALUATIONS
        folder = folder_of_run(home, request.out, request.name, about)
        with running(folder, about):
            keeping = Keeping(folder, verifier)
            with shown_asking(name, len(rows)) as advance:
                for row, answer in rows:
                    keeping.add(record_of(name, row, answer, byline.checking))
                    advance()
            return finish(folder, keeping, [name], [str(row["id"]) for row, _ in rows])
