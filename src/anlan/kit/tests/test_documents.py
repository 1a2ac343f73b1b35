"""What may be kept as a document: a PDF that is one, and nothing else besides."""

import io
import zipfile

import pytest

from anlan.kit.files.documents import MOST_BYTES, is_pdf, safe_document
from anlan.kit.files.errors import (
    DocumentActive,
    DocumentIncomplete,
    DocumentIsArchive,
    DocumentLocked,
    DocumentTooLarge,
)

PDF = b"%PDF-1.7\n1 0 obj\n<< /Type /Catalog >>\nendobj\ntrailer << /Root 1 0 R >>\n%%EOF\n"


def zipped() -> bytes:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as archive:
        archive.writestr("inside.html", "<script>")
    return made.getvalue()


def test_a_pdf_is_kept_as_it_was_sent():
    document = safe_document(PDF, "鉴定报告.PDF", field="photos")
    assert (document.data, document.name) == (PDF, "鉴定报告.pdf")


@pytest.mark.parametrize(
    ("sent", "kept"),
    [
        ("../../etc/passwd", "passwd.pdf"),
        ("C:\\文件\\报告.pdf", "报告.pdf"),
        ("a\u202efdp.exe", "afdp.exe.pdf"),
        ("", "document.pdf"),
        ("...pdf", "document.pdf"),
        ("长" * 300 + ".pdf", "长" * 116 + ".pdf"),
    ],
)
def test_a_name_is_a_name_and_no_path(sent, kept):
    assert safe_document(PDF, sent, field="photos").name == kept


@pytest.mark.parametrize(
    ("data", "error"),
    [
        (b"<html>%PDF-1.7 %%EOF", DocumentIncomplete),
        (PDF[:-8], DocumentIncomplete),
        (PDF + b"\0" * 2000, DocumentIncomplete),
        (PDF + zipped() + b"%%EOF", DocumentIsArchive),
        (PDF.replace(b"/Root", b"/Encrypt 2 0 R /Root"), DocumentLocked),
        (PDF.replace(b"/Type", b"/OpenAction << /S /JavaScript /JS (app.alert(1)) >> /Type"), DocumentActive),
        (PDF.replace(b"/Type", b"/AA << /S /Launch /F (cmd.exe) >> /Type"), DocumentActive),
        (PDF.replace(b"/Type", b"/OpenAction << /S /J#61vaScript /#4a#53 (x) >> /Type"), DocumentActive),
        (PDF.replace(b"/Root", b"/Encr#79pt 2 0 R /Root"), DocumentLocked),
        (b"%PDF-" + b"x" * MOST_BYTES + b"%%EOF", DocumentTooLarge),
    ],
)
def test_what_is_no_document_for_an_archive_is_refused(data, error):
    with pytest.raises(error) as refused:
        safe_document(data, "x.pdf", field="photos")
    assert refused.value.field == "photos"


def test_the_kind_is_told_by_the_content():
    assert is_pdf(PDF)
    assert not is_pdf(b"\xff\xd8\xff" + PDF)
