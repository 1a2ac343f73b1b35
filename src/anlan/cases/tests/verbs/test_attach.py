from types import SimpleNamespace

import pytest

from anlan.cases.errors import AttachmentsTooMany, DocumentsNotYours, PhotosMissing
from anlan.cases.files.photographs import MOST_ATTACHMENTS, StoredDocument
from anlan.cases.telling.story import attachments, files
from anlan.cases.tests.verbs.moves import PHOTO, do, everything, last
from anlan.cases.web import arguments

DOCUMENT = StoredDocument("ef" * 32, "鉴定报告.pdf", 1234)


def test_photographs_are_tied_to_the_case_with_their_stage(gallery):
    case = do(gallery, "attach", stage="after", photos=(PHOTO, PHOTO))
    kept = case.attachments.all()
    assert {(one.sha256, one.stage, one.added_at) for one in kept} == {
        (PHOTO.sha256, "after", gallery.town.at)
    }
    assert last(case.id).payload == {"stage": "after", "sha256": [PHOTO.sha256] * 2, "documents": []}


def test_a_document_is_tied_to_the_case_by_those_who_work_on_it(gallery):
    case = do(gallery, "attach", photos=(), documents=(DOCUMENT,))
    kept = case.attachments.get()
    assert (kept.kind, kept.name, kept.size, kept.scan) == ("pdf", "鉴定报告.pdf", 1234, "none")
    assert last(case.id).payload == {"stage": "before", "sha256": [], "documents": [DOCUMENT.sha256]}
    assert files(case, gallery.actor("operator")) == [kept]
    assert attachments(case, gallery.actor("operator")) == []
    assert files(case, gallery.actor("reporter:handling")) == []


def test_whoever_only_reported_it_cannot_attach_a_document(gallery):
    before = everything()
    with pytest.raises(DocumentsNotYours):
        do(gallery, "attach", by=gallery.actor("reporter:handling"), stage="report", documents=(DOCUMENT,))
    assert everything() == before


def test_photographs_and_documents_are_counted_together(gallery):
    do(gallery, "attach", photos=(PHOTO,) * (MOST_ATTACHMENTS - 1), documents=(DOCUMENT,))
    with pytest.raises(AttachmentsTooMany):
        do(gallery, "attach", photos=(), documents=(DOCUMENT,))


@pytest.mark.parametrize(("count", "error"), [(0, PhotosMissing), (MOST_ATTACHMENTS + 1, AttachmentsTooMany)])
def test_none_and_too_many_are_refused(gallery, count, error):
    before = everything()
    with pytest.raises(error) as refusal:
        do(gallery, "attach", photos=(PHOTO,) * count)
    assert refusal.value.field == "photos"
    assert everything() == before


def test_a_case_cannot_be_filled_beyond_its_measure_in_turns(gallery):
    do(gallery, "attach", photos=(PHOTO,) * MOST_ATTACHMENTS)
    with pytest.raises(AttachmentsTooMany):
        do(gallery, "attach")


def test_a_report_cannot_bring_more_than_a_case_takes(gallery):
    with pytest.raises(AttachmentsTooMany):
        gallery.town.report(photos=(PHOTO,) * (MOST_ATTACHMENTS + 1))


def test_nothing_is_stored_for_a_case_that_is_full(gallery, monkeypatch):
    do(gallery, "attach", photos=(PHOTO,) * MOST_ATTACHMENTS)
    monkeypatch.setattr(arguments, "store_files", lambda *_args, **_given: pytest.fail("stored"))
    file = SimpleNamespace(read=lambda: b"\xff\xd8\xff", name="x.jpg")
    with pytest.raises(AttachmentsTooMany):
        arguments.attach(SimpleNamespace(case=gallery.case("handling")), {"photos": [file]})
