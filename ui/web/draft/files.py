"""The text of a Word file that a browser has sent; text files are read by the browser itself."""

from __future__ import annotations

import binascii
from base64 import b64decode

from ingest.readers import Document, RawArticle, read_document
from rag.errors import UsageError
from ui.web.texts import draft as draft_texts

LARGEST_BYTES = 600_000  # that the browser may send in one event


def words_of(packed: str) -> str:
    """The words of a .docx file, its paragraphs kept.

    Args:
        packed: The file in Base64.

    Raises:
        UsageError: it is too large, or no such file.
    """
    if len(packed) > LARGEST_BYTES * 4 // 3 + 4:
        raise UsageError(draft_texts.FILE_LARGE)
    try:
        data = b64decode(packed, validate=True)
    except binascii.Error as error:
        raise UsageError(draft_texts.FILE_UNREAD) from error
    found = next(iter(read_document(Document(data, "draft", ""), "docx")), None)
    if not isinstance(found, RawArticle) or not found.text.strip():
        raise UsageError(draft_texts.FILE_UNREAD)
    return "\n\n".join(filter(None, (found.title, found.text)))
