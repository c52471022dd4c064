"""What the tab shows, made from library and jobs for one reader at a time."""

from __future__ import annotations

from typing import Any

import gradio as gr

from rag.errors import BylineError
from ui.access.keys import KeyFile
from ui.jobs.jobs import Jobs
from ui.parts import Parts
from ui.web.library.forms_html import adding_html, check_html, dialogs_html, figures_html, upkeep_html
from ui.web.library.jobs_html import jobs_html, quarantine_html
from ui.web.library.list_html import failure_html, list_html
from ui.web.library.rights import Writing, writing_of
from ui.web.library.wanted import PAGE, Wanted


class Shown:
    """Values for the tab's places; safe to use from any thread."""

    def __init__(self, byline: Parts, jobs: Jobs) -> None:
        """Take what is shown."""
        self._library, self._settings = byline.library, byline.settings
        self._jobs = jobs
        self._keys = KeyFile(byline.settings.data_dir)

    def listed(self, wanted: Wanted, offset: int, request: gr.Request) -> tuple[str, int]:
        """A page of the list, and where it begins: the last page where the list has become shorter."""
        try:
            page = self._library.listed(wanted.listing(offset))
            if not page.articles and page.total:
                offset = (page.total - 1) // PAGE * PAGE
                page = self._library.listed(wanted.listing(offset))
        except BylineError as error:
            return failure_html(error), 0
        return list_html(page, offset, self._library.collections(), self._writing(request)), offset

    def holdings(self, request: gr.Request) -> tuple[Any, ...]:
        """Figures, quarantine, collections, and the names to choose from."""
        writing, collections = self._writing(request), self._library.collections()
        figures = figures_html(
            sum(collections.values()), self._library.passage_count(), len(collections), self._settings
        )
        return (
            figures,
            quarantine_html(self._library.quarantined(), writing),
            upkeep_html(collections, writing),
            gr.update(choices=list(collections)),
            gr.update(choices=self._library.publishers()),
        )

    def jobs(self, request: gr.Request) -> tuple[str, Any]:
        """The jobs, and whether to look again soon."""
        known = self._jobs.all()
        is_busy = any(not job.is_final for job in known)
        return jobs_html(known, self._writing(request)), gr.update(active=is_busy)

    def forms(self, drawn_for: str, request: gr.Request) -> tuple[Any, ...]:
        """What depends on who the reader is: adding, checking, dialogs; left alone where they fit already."""
        writing = self._writing(request)
        if writing == drawn_for:
            return gr.skip(), gr.skip(), gr.skip(), writing
        return adding_html(writing), check_html(writing), dialogs_html(writing), writing

    def _writing(self, request: gr.Request) -> Writing:
        return writing_of(self._keys, request)
