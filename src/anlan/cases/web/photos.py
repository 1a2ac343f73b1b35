"""A stored photograph as an answer: re-encoded JPEG, never sniffed, never run."""

from django.http import FileResponse, Http404

from anlan.cases.photographs import store

_HOUR = 3600


def photo_answer(sha256: str) -> FileResponse:
    """The bytes behind a content address; the caller has checked who may see them."""
    try:
        content = store().open(sha256)
    except FileNotFoundError:
        raise Http404 from None
    answer = FileResponse(content, content_type="image/jpeg")
    answer.headers["Cache-Control"] = f"private, max-age={_HOUR}"
    answer.headers["Content-Security-Policy"] = "default-src 'none'; sandbox"
    return answer
