"""What was handed in and what became of it, as HTML: jobs, and the quarantine."""

from __future__ import annotations

from collections.abc import Sequence

from rag.ledger import Quarantined
from ui.jobs.job import Job, Told
from ui.web import texts
from ui.web.library.rights import Writing
from ui.web.markup import element, escaped, joined
from ui.web.texts import library as words

JOBS_MAX = 20  # shown, newest first
TOLD_MAX = 20  # sources of one job that are told of one by one
QUARANTINED_MAX = 50
_NAMES_MAX = 3


def jobs_html(jobs: Sequence[Job], writing: Writing) -> str:
    """The newest jobs; ``data-ended`` names the one that ended last, so that a change is seen."""
    ended = max((job for job in jobs if job.is_final), key=_ended_at, default=None)
    listed = joined(_job(job, writing) for job in jobs[:JOBS_MAX])
    title = element("h2", escaped(words.JOBS)) if listed else ""
    shown = title + (element("ul", listed, "jobs") if listed else "")
    return element("section", shown, data_ended=ended.id if ended else "")


def quarantine_html(found: Sequence[Quarantined], writing: Writing) -> str:
    """What could not be brought in, and why; nothing where there is nothing."""
    if not found:
        return ""
    newest = sorted(found, key=lambda one: one.last_seen, reverse=True)
    rows = joined(_quarantined(one, writing) for one in newest[:QUARANTINED_MAX])
    rest = len(newest) - QUARANTINED_MAX
    more = element("p", escaped(texts.further(rest)), "note") if rest > 0 else ""
    head = element("h2", escaped(words.QUARANTINE)) + element("p", escaped(words.QUARANTINE_NOTE), "note")
    return element("section", head + element("ul", rows, "quarantined") + more)


def _job(job: Job, writing: Writing) -> str:
    head = element("span", escaped(_names(job.sources)), "name", dir="auto")
    pieces = (
        element("p", head + element("span", escaped(job.collection), "into")),
        _progress(job),
        element("p", escaped(_state(job)), f"state {job.state}"),
        _rejected(job.rejected),
        _stop(job) if writing != "none" and not job.is_final else "",
    )
    return element("li", joined(pieces))


def _progress(job: Job) -> str:
    if job.state != "running":
        return ""
    far = job.progress
    extent = {"max": str(far.files), "value": str(far.files_done)} if far.files > 1 else {}
    return element("progress", "", aria_label=words.PROGRESS, **extent)


def _state(job: Job) -> str:
    if job.error:
        return f"{job.error.message} {job.error.hint}".strip()
    if job.state == "done":
        return words.outcome(job.counts or {})
    said = words.JOB_STATES.get(job.state, job.state)
    return f"{said}: {words.progress(job.progress)}" if job.state == "running" else said


def _rejected(rejected: Sequence[Told]) -> str:
    if not rejected:
        return ""
    rows = joined(
        element("li", element("b", escaped(source_name(one.source)), dir="auto") + " " + escaped(one.reason))
        for one in rejected[:TOLD_MAX]
    )
    rest = len(rejected) - TOLD_MAX
    return element("ul", rows + (element("li", escaped(texts.further(rest))) if rest > 0 else ""), "told")


def _stop(job: Job) -> str:
    label = words.about(words.STOP, _names(job.sources))
    name = escaped(words.STOP)
    return element("button", name, type="button", data_act="library-stop", data_job=job.id, aria_label=label)


def _quarantined(one: Quarantined, writing: Writing) -> str:
    name = element("span", escaped(source_name(one.source)), "name", dir="auto")
    seen = words.last_seen(texts.date_in_words(one.last_seen[:10]))
    about = element("p", escaped(one.reason), "reason") + element(
        "p",
        element("span", escaped(one.collection)) + element("span", escaped(seen)),
        "meta",
    )
    return element("li", element("p", name) + about + (_retry(one) if writing != "none" else ""))


def _retry(one: Quarantined) -> str:
    """Only an address can be read again from here; files were not kept."""
    if not one.source.startswith(("http://", "https://")):
        return ""
    return element(
        "button",
        escaped(words.TRY_AGAIN),
        type="button",
        data_act="library-retry",
        data_url=one.source,
        data_collection=one.collection,
        aria_label=words.about(words.TRY_AGAIN, one.source),
    )


def source_name(source: str) -> str:
    """A source as its owner calls it."""
    return source.removeprefix(words.UPLOAD_PREFIX)


def _names(sources: Sequence[str]) -> str:
    named = ", ".join(map(source_name, sources[:_NAMES_MAX]))
    rest = len(sources) - _NAMES_MAX
    return f"{named}, {texts.further(rest)}" if rest > 0 else named


def _ended_at(job: Job) -> str:
    return job.finished_at or ""
