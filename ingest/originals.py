"""The original files of paged articles, kept so that a citation can open its page."""

from __future__ import annotations

from pathlib import Path

from rag.domain import ArticleId

FOLDER = "originals"


class Originals:
    """A file an article, named by the article's id, under the data folder."""

    def __init__(self, data_dir: Path) -> None:
        self._folder = data_dir / FOLDER

    def path(self, article_id: ArticleId) -> Path:
        """Where an article's original lies, if there is one."""
        return self._folder / f"{article_id}.pdf"

    def keep(self, article_id: ArticleId, content: bytes) -> None:
        """Keep an original; it is there as a whole or not at all."""
        self._folder.mkdir(parents=True, exist_ok=True)
        path = self.path(article_id)
        half = path.with_suffix(".part")
        half.write_bytes(content)
        half.replace(path)

    def forget(self, article_id: ArticleId) -> None:
        """Delete an article's original, if there is one."""
        self.path(article_id).unlink(missing_ok=True)
