"""DOCX and EPUB: archives of XML from strangers."""

from __future__ import annotations

import zipfile

import pytest

from ingest.readers import Document, RawArticle, articles_of
from ingest.readers.archive import Archive
from ingest.readers.formats import Format
from ingest.readers.xml import parse_xml
from rag.errors import SourceError
from tests.documents import STORY, docx, epub, paragraph, zipped


def article(data: bytes, kind: Format) -> RawArticle:
    (found,) = articles_of(Document(data, "a", "A"), kind)
    assert isinstance(found, RawArticle)
    return found


def reason(data: bytes, kind: Format) -> str:
    with pytest.raises(SourceError) as caught:
        list(articles_of(Document(data, "a", "A"), kind))
    return caught.value.message


CORE = (
    "<dc:title>River floods town</dc:title><dc:creator>Ada</dc:creator><dc:language>en</dc:language>"
    "<dcterms:created>2024-05-03T10:00:00Z</dcterms:created>"
)


def test_a_word_document_gives_text_and_metadata() -> None:
    found = article(docx(core=CORE), "docx")
    assert found.text == "\n\n".join(STORY)
    assert (found.title, found.author, found.published) == ("River floods town", "Ada", "2024-05-03")
    assert found.language == "en"


def test_headings_lists_tables_and_breaks_keep_their_shape() -> None:
    item = '<w:numPr><w:numId w:val="1"/></w:numPr>'
    cell = "<w:tc>{}</w:tc>".format
    row = "<w:tr>{}</w:tr>".format
    body = (
        paragraph("River floods town", "Title")
        + paragraph("First", inside=item)
        + paragraph("Second", inside=item)
        + f"<w:tbl>{row(cell(paragraph('Day')) + cell(paragraph('Level')))}"
        + f"{row(cell(paragraph('Monday')) + cell(paragraph('3.2')))}</w:tbl>"
        + "<w:p><w:r><w:t>one</w:t><w:br/><w:t>two</w:t><w:tab/><w:t>three</w:t></w:r></w:p>"
    )
    found = article(docx(body), "docx")
    assert found.title == "River floods town"
    assert found.text == "- First\n- Second\n\nDay | Level\nMonday | 3.2\n\none\ntwo three"


def test_what_was_deleted_in_revision_is_not_read() -> None:
    body = (
        "<w:p><w:r><w:t>It rose by </w:t></w:r><w:del><w:r><w:delText>four</w:delText></w:r></w:del>"
        "<w:ins><w:r><w:t>three metres.</w:t></w:r></w:ins></w:p>"
    )
    assert article(docx(body), "docx").text == "It rose by three metres."


def test_a_book_is_read_in_the_order_of_its_spine() -> None:
    chapters = {
        "b.xhtml": "<h1>Two&nbsp;rivers</h1><p>First told.</p>",
        "sub/a%20b.xhtml": "<p>Then told.</p>",
    }
    data = epub(chapters, "<dc:title>T</dc:title><dc:creator>Ada</dc:creator><dc:date>2024-05</dc:date>")
    assert article(data, "epub").text == "Two rivers\n\nFirst told."  # the second name is not in the archive
    chapters["sub/a.xhtml"] = "<ul><li>Then told.</li><li>And more.</li></ul>"
    found = article(epub(chapters, "<dc:title>T</dc:title><dc:publisher>P</dc:publisher>"), "epub")
    assert found.text == "Two rivers\n\nFirst told.\n\n- Then told.\n- And more."
    assert (found.title, found.publisher) == ("T", "P")


def test_names_that_lead_out_of_an_archive_lead_nowhere() -> None:
    data = epub({"../../../etc/passwd": "<p>Never found.</p>", "a b🙂.xhtml": "<p>Other words.</p>"})
    assert article(data, "epub").text.endswith("Other words.")
    archive = Archive(zipped({"../../evil": "x", "/etc/passwd": "y", "a\nb🙂": "z"}))
    assert archive.read("/etc/passwd") == b"y"


def test_a_zip_bomb_is_stopped_while_it_unpacks() -> None:
    for kind, data in (
        ("docx", zipped({"word/document.xml": b" " * 300_000_000})),
        ("epub", epub(**{"OPS/one.xhtml": b" " * 300_000_000})),
    ):
        assert "zip bomb" in reason(data, kind)  # type: ignore[arg-type]


def test_many_members_share_one_limit(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("ingest.readers.archive.TOTAL_MAX_BYTES", 1500)
    archive = Archive(zipped({"a": b"x" * 1000, "b": b"y" * 1000}))
    archive.read("a")
    with pytest.raises(SourceError, match="zip bomb"):
        archive.read("b")


@pytest.mark.parametrize("kind", ["docx", "epub"])
def test_damaged_encrypted_and_foreign_archives_are_rejected(kind: Format) -> None:
    good = docx() if kind == "docx" else epub()
    assert "damaged" in reason(good[: len(good) // 2], kind)
    assert "damaged" in reason(b"no archive at all", kind)
    assert "encrypted" in reason(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\x00" * 600, kind)
    assert reason(zipped({"a.txt": "b"}), kind).startswith("no ")
    assert "unusual" in reason(_repacked(good), kind)
    assert "encrypted" in reason(
        good.replace(b"PK\x01\x02\x14\x03\x14\x00\x00", b"PK\x01\x02\x14\x03\x14\x00\x01"), kind
    )


def _repacked(data: bytes) -> bytes:
    import io

    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return zipped({name: archive.read(name) for name in archive.namelist()}, zipfile.ZIP_LZMA)


def test_a_book_protected_against_copying_is_rejected() -> None:
    locked = '<encryption><CipherReference URI="OPS/one.xhtml"/></encryption>'
    assert "encrypted" in reason(epub(**{"META-INF/encryption.xml": locked}), "epub")


def test_xml_that_declares_entities_is_not_read() -> None:
    laughs = '<!DOCTYPE a [<!ENTITY b "ha"><!ENTITY c "&b;&b;">]><a>&c;</a>'
    with pytest.raises(SourceError, match="entities"):
        parse_xml(laughs.encode())
    with pytest.raises(SourceError, match="entities"):
        parse_xml(b'<!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/passwd">]><a>&x;</a>', is_lenient=True)


def test_deep_xml_is_rejected() -> None:
    assert reason(docx("<w:x>" * 100_000), "docx")
