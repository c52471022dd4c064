"""What a server has besides the parts: the queue of questions, the jobs, the counters, and how it stops."""

from __future__ import annotations

from dataclasses import dataclass

from ui.asked_through import AskedThrough
from ui.draining import Draining
from ui.jobs.jobs import Jobs
from ui.limits.queued import Queued
from ui.limits.turns import Turns
from ui.observing.answers import ObservedAnswers
from ui.observing.metrics import Metrics
from ui.parts import Parts


@dataclass(frozen=True, slots=True)
class Serving:
    """Made once for each server; page, API and tools share it."""

    byline: Parts  # the questions put to its assistant wait for their turn, and are counted
    answers: ObservedAnswers
    turns: Turns
    jobs: Jobs
    metrics: Metrics
    draining: Draining


def serving(byline: Parts) -> Serving:
    """Put the queue and those who count before the parts' assistant."""
    api, metrics = byline.settings.api, Metrics()
    answers = ObservedAnswers(byline.assistant, metrics, byline.models, notes_questions=api.log_questions)
    turns = Turns(api.answers_at_once, api.queue, api.queue_per_caller)
    asked = AskedThrough(byline, Queued(answers, turns))
    asked.suggestions.give_way(lambda: turns.running > 0)
    jobs = Jobs(asked)
    _watch(metrics, byline, turns, jobs)
    return Serving(asked, answers, turns, jobs, metrics, Draining())


def _watch(metrics: Metrics, byline: Parts, turns: Turns, jobs: Jobs) -> None:
    """Gauges, read when somebody looks."""
    metrics.watch_library(byline.library)
    metrics.watch("byline_answers_running", "Answers that are being made.", lambda: turns.running)
    metrics.watch("byline_answers_waiting", "Questions that wait for their turn.", lambda: turns.waiting)
    metrics.watch(
        "byline_jobs_unfinished",
        "Jobs that wait or are being done.",
        lambda: sum(not job.is_final for job in jobs.all()),
    )
