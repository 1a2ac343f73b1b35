"""A stored file as an answer: a re-encoded JPEG to look at, a PDF to save; never sniffed, never run."""

from django.http import FileResponse, Http404

from anlan.cases.files.photographs import store
from anlan.cases.models.files import Attachment
from anlan.kit.errors import NotFound

_HOUR = 3600
_POLICY = "default-src 'none'; sandbox"


def photo_answer(sha256: str) -> FileResponse:
    """The bytes behind a content address; the caller has checked who may see them."""
    try:
        content = store().open(sha256)
    except NotFound:
        raise Http404 from None
    answer = FileResponse(content, content_type="image/jpeg")
    answer.headers["Cache-Control"] = f"private, max-age={_HOUR}"
    answer.headers["Content-Security-Policy"] = _POLICY
    return answer


def document_answer(document: Attachment) -> FileResponse:
    """A PDF as a download: no browser opens it within our pages. The caller has checked who may see it."""
    try:
        content = store().open(document.sha256)
    except NotFound:
        raise Http404 from None
    answer = FileResponse(content, as_attachment=True, filename=document.name, content_type="application/pdf")
    answer.headers["Cache-Control"] = "private, no-store"
    answer.headers["Content-Security-Policy"] = _POLICY
    answer.headers["X-Content-Type-Options"] = "nosniff"
    return answer
