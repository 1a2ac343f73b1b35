"""No file of a case leaves the server before the virus scanner has passed it, where there is one."""

from threading import Event, Thread

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile as Sent
from django.db import connection, transaction
from procrastinate.contrib.django.models import ProcrastinateJob
from tests.api.asking import picture

from anlan.access.errors import NotPermitted
from anlan.access.public import service
from anlan.cases.errors import CaseNotFound
from anlan.cases.files.photographs import store, store_files, store_photo, sweep_photographs
from anlan.cases.files.scanning import count_waiting, scan_waiting
from anlan.cases.files.verbs.refuse_file import refuse_file
from anlan.cases.models import Attachment
from anlan.cases.public import attach, story
from anlan.cases.telling.story import attachments, files
from anlan.kit.db import lock
from anlan.kit.ids import new_id
from anlan.kit.tests.clamd import EICAR, SIGNATURE, fake_clamd
from anlan.ledger.public import history

PDF = b"%PDF-1.7\n1 0 obj\n<< /Type /Catalog >>\nendobj\n%%EOF\n"
BAD = PDF + b"% " + EICAR + b"\n%%EOF\n"


@pytest.fixture
def clamd(settings):
    with fake_clamd() as running:
        settings.ANLAN_CLAMD = running.address
        yield running


@pytest.fixture
def filed(gallery, settings, tmp_path):
    """`filed(PDF)`: attached to the case that is being handled, with a photograph beside it."""
    settings.MEDIA_ROOT = tmp_path

    def file(data):
        sent = [("现场.jpg", picture().read()), ("鉴定报告.pdf", data)]
        photos, documents = store_files(sent, payer="account:operator")
        attach(
            by=gallery.actor("operator"), at=gallery.town.at, case=gallery.cases["handling"], photos=photos,
            documents=documents, stage="after",
        )  # fmt: skip
        return Attachment.objects.get(kind="pdf")

    return file


def page(browser, gallery, who="operator"):
    return browser(who).get(f"/desk/{gallery.case('handling').number}/").content.decode()


def fetched(browser, gallery, kept, who="operator"):
    return browser(who).get(f"/desk/{gallery.case('handling').number}/document/{kept.id}/")


def test_without_a_scanner_a_document_is_handed_out_as_a_download_and_says_that_it_was_not_scanned(
    browser, gallery, filed
):
    kept = filed(PDF)
    answer = fetched(browser, gallery, kept)
    assert b"".join(answer.streaming_content) == PDF
    assert answer.headers["Content-Type"] == "application/pdf"
    assert answer.headers["Content-Disposition"].startswith("attachment;")
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert answer.headers["Content-Security-Policy"] == "default-src 'none'; sandbox"
    assert "未扫描" in page(browser, gallery)


def test_with_one_nothing_is_handed_out_before_its_verdict(browser, gallery, clamd, filed):
    kept = filed(PDF)
    assert {one.scan for one in Attachment.objects.all()} == {"waiting"}
    case = gallery.case("handling")
    assert attachments(case, gallery.actor("operator")) == []
    assert attachments(case, gallery.actor("reporter:handling")) == []
    assert fetched(browser, gallery, kept).status_code == 404
    assert "等待病毒扫描" in page(browser, gallery)
    assert scan_waiting(gallery.town.at) == 2
    assert b"".join(fetched(browser, gallery, kept).streaming_content) == PDF
    assert len(attachments(case, gallery.actor("operator"))) == 1
    assert count_waiting() == 0


def test_what_is_found_is_never_handed_out_and_the_case_says_so(browser, gallery, clamd, filed, settings):
    kept = filed(BAD)
    scan_waiting(gallery.town.at)
    kept.refresh_from_db()
    assert (kept.scan, kept.finding) == ("refused", SIGNATURE)
    assert fetched(browser, gallery, kept).status_code == 404
    told = page(browser, gallery)
    assert SIGNATURE in told
    assert "已拦截" in told
    fact = history(gallery.cases["handling"])[-1]
    assert (fact.kind, fact.actor) == ("cases.refuse_file", "service:scanner")
    assert fact.payload == {"attachment": str(kept.id), "signature": SIGNATURE}
    settings.ANLAN_CLAMD = ""  # the scanner is taken away again
    assert fetched(browser, gallery, kept).status_code == 404


def test_the_bytes_of_what_was_found_go_with_the_next_sweep(gallery, clamd, filed, monkeypatch):
    kept = filed(BAD)
    scan_waiting(gallery.town.at)
    monkeypatch.setattr("anlan.kit.files.store.time.time", lambda: 4e9)
    assert sweep_photographs().files == 1
    assert not store().has(kept.sha256)


def test_while_the_scanner_is_away_everything_waits_and_is_taken_up_afterwards(gallery, filed, settings):
    with fake_clamd() as gone:
        settings.ANLAN_CLAMD = gone.address
    filed(PDF)
    assert scan_waiting(gallery.town.at) == 0
    assert {(one.scan, one.scan_tries) for one in Attachment.objects.all()} == {("waiting", 0)}
    with fake_clamd() as back:
        settings.ANLAN_CLAMD = back.address
        assert scan_waiting(gallery.town.at) == 2
    assert count_waiting() == 0


def test_a_file_it_cannot_take_waits_and_keeps_no_other_from_its_verdict(gallery, filed, settings):
    with fake_clamd(limit=2000) as small:
        settings.ANLAN_CLAMD = small.address
        kept = filed(PDF + b"%" * 4000 + b"\n%%EOF\n")
        assert scan_waiting(gallery.town.at) == 1
        kept.refresh_from_db()
        assert (kept.scan, kept.scan_tries) == ("waiting", 1)
        assert scan_waiting(gallery.town.at) == 0


def test_what_came_before_there_was_a_scanner_is_looked_at_too(gallery, filed, settings):
    filed(PDF)
    assert {one.scan for one in Attachment.objects.all()} == {"none"}
    with fake_clamd() as clamd:
        settings.ANLAN_CLAMD = clamd.address
        assert attachments(gallery.case("handling"), gallery.actor("operator")) == []
        scan_waiting(gallery.town.at)
    assert {one.scan for one in Attachment.objects.all()} == {"clean"}


def test_one_job_is_asked_for_however_many_files_come(
    gallery, clamd, filed, django_capture_on_commit_callbacks
):
    with django_capture_on_commit_callbacks(execute=True):
        filed(PDF)
        photo = store_photo(picture().read(), payer="account:operator")
        attach(
            by=gallery.actor("operator"), at=gallery.town.at, case=gallery.cases["handling"], photos=(photo,)
        )
    assert ProcrastinateJob.objects.filter(task_name="cases.scan_files", status="todo").count() == 1


def test_a_file_that_another_process_has_under_way_is_not_sent_again(gallery, clamd, filed):
    kept, held, through = filed(PDF), Event(), Event()

    def other():
        with transaction.atomic():
            lock(f"scan:{kept.id}")
            held.set()
            through.wait(5)
        connection.close()

    thread = Thread(target=other)
    thread.start()
    try:
        assert held.wait(5)
        assert scan_waiting(gallery.town.at) == 1, "only the photograph beside it"
    finally:
        through.set()
        thread.join()
    kept.refresh_from_db()
    assert kept.scan == "waiting"
    assert scan_waiting(gallery.town.at) == 1


def test_refuse_file_is_the_scanners_alone(gallery, filed):
    kept = filed(PDF)
    for who, error in (("operator", NotPermitted), ("security_admin", CaseNotFound)):
        with pytest.raises(error):
            refuse_file(by=gallery.actor(who), at=gallery.town.at, attachment=kept.id, signature="x")
    with pytest.raises(CaseNotFound):
        refuse_file(by=service("scanner"), at=gallery.town.at, attachment=new_id(), signature="x")
    kept.refresh_from_db()
    assert kept.scan == "none"


def test_a_verdict_counts_once(gallery, filed):
    kept = filed(PDF)
    facts = len(history(gallery.cases["handling"]))
    for expected in (True, False):
        done = refuse_file(by=service("scanner"), at=gallery.town.at, attachment=kept.id, signature="x")
        assert done is expected
    assert len(history(gallery.cases["handling"])) == facts + 1


def test_a_document_is_for_colleagues_and_not_for_the_reporter(browser, gallery, filed):
    kept = filed(PDF)
    case = gallery.case("handling")
    assert [one.kind for one in files(case, gallery.actor("reporter:handling"))] == ["photo"]
    assert fetched(browser, gallery, kept, "far:operator").status_code == 404
    assert fetched(browser, gallery, kept, "auditor").status_code == 404
    assert "鉴定报告" not in str(story(case, gallery.actor("operator")))


def test_the_desk_takes_a_pdf_beside_a_photograph_and_refuses_what_only_says_so(
    browser, gallery, settings, tmp_path
):
    case = gallery.case("handling")
    address = f"/desk/{case.number}/do/attach/"
    client = browser("operator")
    two = [Sent("报告.pdf", PDF, "application/pdf"), Sent("a.jpg", picture().read(), "image/jpeg")]
    answer = client.post(address, {"photos": two, "stage": "after", "version": case.version})
    assert answer.status_code == 302
    assert sorted(case.attachments.values_list("kind", flat=True)) == ["pdf", "photo"]
    version = gallery.case("handling").version
    lie = Sent("报告.pdf", b"<html><script>alert(1)</script>", "application/pdf")
    answer = client.post(address, {"photos": [lie], "stage": "after", "version": version})
    assert answer.status_code == 422
    assert case.attachments.count() == 2
