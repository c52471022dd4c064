"""Mail (RFC 5322) by the standard library: the plain part, else the HTML part."""

from __future__ import annotations

from collections.abc import Iterator
from email import message_from_bytes, policy
from email.message import EmailMessage
from email.utils import parseaddr

from ingest.dates import iso_date
from ingest.normalise import clean_text, unwrap
from ingest.readers.html import extract_article
from ingest.readers.markup import text_of_html
from ingest.readers.raw import Document, RawArticle
from rag.errors import SourceError

_WORDS_MIN = 5  # "View this mail in your browser" is no text worth preferring


def read_mail(document: Document) -> Iterator[RawArticle]:
    """The one article of a mail: subject, sender's name and date are its title, author and date.

    Raises:
        SourceError: it has no text, or is no mail.
    """
    mail = message_from_bytes(document.data, policy=policy.default)
    if not any(mail.get(name) for name in ("From", "Date", "Subject")):
        raise SourceError("no mail: it has neither sender nor date nor subject")
    name, address = parseaddr(_header(mail, "From") or "")
    yield RawArticle(
        text=_text(mail, document),
        title=_header(mail, "Subject") or document.title,
        author=name or address or None,
        published=iso_date(_header(mail, "Date")),
        id=_header(mail, "Message-ID"),
        source=document.source,
        is_whole_file=document.is_whole_file,
    )


def _text(mail: EmailMessage, document: Document) -> str:
    plain = _part(mail, "plain")
    markup = _part(mail, "html")
    if markup and len(plain.split()) < _WORDS_MIN:
        return _text_of_page(markup, document)
    if not plain.strip():
        raise SourceError("the mail holds no text")
    return unwrap(clean_text(plain))


def _text_of_page(markup: str, document: Document) -> str:
    """The article of a newsletter; all words of a mail that has none."""
    try:
        return extract_article(markup, document.source, document.title).text
    except SourceError:
        return text_of_html(markup)


def _part(mail: EmailMessage, kind: str) -> str:
    part = mail.get_body((kind,))
    if part is None:
        return ""
    try:
        return str(part.get_content())
    except (LookupError, ValueError):  # an encoding that nobody knows
        payload = part.get_payload(decode=True)
        return payload.decode("utf-8", "replace") if isinstance(payload, bytes) else ""


def _header(mail: EmailMessage, name: str) -> str | None:
    value = mail.get(name)
    return str(value).strip() or None if value is not None else None
