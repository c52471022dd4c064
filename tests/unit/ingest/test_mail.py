"""Mails and mailboxes."""

from __future__ import annotations

from email.message import EmailMessage
from pathlib import Path

import pytest

from ingest.dates import iso_date
from ingest.readers import Document, RawArticle, Rejected, articles_of, read_articles
from rag.errors import SourceError
from tests.documents import STORY, page


def mail(plain: str | None = "\n".join(STORY), html: str | None = None, **headers: str) -> bytes:
    message = EmailMessage()
    fields = {
        "From": "Ada Writer <ada@gazette.example>",
        "Subject": "River floods town",
        "Date": "Fri, 03 May 2024 10:00:00 +0200",
        "Message-ID": "<1@gazette.example>",
    }
    for name, value in (fields | headers).items():
        message[name] = value
    if plain is not None:
        message.set_content(plain)
    if html is not None and plain is not None:
        message.add_alternative(html, subtype="html")
    elif html is not None:
        message.set_content(html, subtype="html")
    return message.as_bytes()


def article(data: bytes) -> RawArticle:
    (found,) = articles_of(Document(data, "a.eml", "A"), "mail")
    assert isinstance(found, RawArticle)
    return found


def test_the_headers_are_the_metadata() -> None:
    found = article(mail())
    assert (found.title, found.author, found.published) == ("River floods town", "Ada Writer", "2024-05-03")
    assert found.id == "<1@gazette.example>"
    assert found.text.split() == " ".join(STORY).split()


def test_the_plain_part_is_preferred_if_it_says_anything() -> None:
    assert "river" in article(mail(html="<p>Other words stand here.</p>")).text
    assert "river" in article(mail(plain="See HTML.", html=page())).text
    assert article(mail(plain=None, html="<p>Short note.</p><p>Bye.</p>")).text == "Short note.\n\nBye."


def test_encoded_headers_are_decoded() -> None:
    found = article(mail(Subject="Café öffnet", From="Jürgen <j@x.example>"))
    assert (found.title, found.author) == ("Café öffnet", "Jürgen")


@pytest.mark.parametrize("data", [b"Just words.\n", mail(plain=None), b"\x00\xff" * 50])
def test_what_is_no_mail_or_says_nothing_is_rejected(data: bytes) -> None:
    with pytest.raises(SourceError, match="mail"):
        article(data)


def test_an_encoding_that_nobody_knows_is_no_obstacle() -> None:
    data = (
        b'From: a@x.example\nContent-Type: text/plain; charset="x-none"\n\nThe river rose by three metres.\n'
    )
    assert "river" in article(data).text


def test_a_mailbox_is_read_mail_by_mail(tmp_path: Path) -> None:
    bad = b"no header\n\n>From here on nothing.\n"
    quoted = mail(plain="The river rose.\n\n>From the bridge it was seen by all.")
    path = tmp_path / "inbox.mbox"
    path.write_bytes(b"".join(b"From x@y Fri May  3\n" + one + b"\n\n" for one in (mail(), bad, quoted)))
    first, second, third = read_articles(path)
    assert isinstance(first, RawArticle)
    assert isinstance(second, Rejected)
    assert second.source.endswith("inbox.mbox:2")
    assert isinstance(third, RawArticle)
    assert "\nFrom the bridge" in third.text
    path.write_bytes(b"Dear all,")
    (found,) = read_articles(path)
    assert isinstance(found, Rejected)
    assert "no mailbox" in found.reason


@pytest.mark.parametrize(
    ("written", "date"),
    [
        ("Fri, 03 May 2024 10:00:00 GMT", "2024-05-03"),
        ("May 3, 2024", "2024-05-03"),
        ("2024-05-03T10:00:00Z", "2024-05-03T10:00:00Z"),
        ("Fri, 31 Dec 9999 23:59:59 GMT", "9999-12-31"),
        ("03/05/2024", "03/05/2024"),
        ("May 2024", "May 2024"),
        ("yesterday", "yesterday"),
        ("", None),
        (None, None),
    ],
)
def test_dates_that_are_clear_become_iso_dates(written: str | None, date: str | None) -> None:
    assert iso_date(written) == date
