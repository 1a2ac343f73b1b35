"""Components keep what they promise to those who do not see the page."""

from datetime import UTC, datetime

import pytest
from django import forms
from django.template import Context, Template
from django.utils import translation

NOW = datetime(2026, 10, 14, 2, 2, tzinfo=UTC)


class Small(forms.Form):
    words = forms.CharField(label="Words", help_text="In a sentence.")
    kind = forms.ChoiceField(label="Kind", choices=[("a", "A"), ("b", "B")], widget=forms.RadioSelect)


def drawn(source: str, **context: object) -> str:
    with translation.override("en"):
        return Template(source).render(Context({"now": NOW, **context}))


def test_an_error_is_tied_to_its_field_and_linked_from_the_summary() -> None:
    form = Small({})
    form.is_valid()
    page = drawn("{% error_summary form %}{% field form.words %}{% field form.kind %}", form=form)
    assert 'href="#id_words"' in page
    assert 'aria-describedby="id_words_error id_words_hint"' in page
    assert 'id="id_words_error"' in page
    assert 'aria-invalid="true"' in page
    assert 'href="#id_kind_0"' in page
    assert 'role="alert" tabindex="-1" autofocus' in page


def test_a_form_without_errors_has_no_summary() -> None:
    assert drawn("{% error_summary form %}", form=Small()).strip() == ""


def test_what_a_person_wrote_is_escaped_everywhere() -> None:
    evil = '<script>alert(1)</script>"'
    page = drawn(
        "{% badge evil %}{% timeline entries %}{% empty evil %}{% due at evil %}",
        evil=evil,
        at=NOW,
        entries=[{"at": NOW, "title": evil, "words": evil, "who": evil}],
    )
    assert "<script>" not in page


def test_a_qr_code_has_a_name_and_no_style() -> None:
    page = drawn('{% qr "https://example.org/track/abc/" label %}', label='a "b"')
    assert 'role="img" aria-label="a &quot;b&quot;"' in page
    assert "<svg" in page
    assert "style=" not in page


def test_a_clock_shows_its_reason_behind_a_question() -> None:
    page = drawn('{% due at "5 working days from acceptance" %}', at=datetime(2026, 10, 13, tzinfo=UTC))
    assert "late by 1 day 2 hours" in page
    assert "badge bad" in page
    assert "<details>" in page
    assert "5 working days from acceptance" in page


def test_a_clock_that_stopped_in_time_stays_in_time() -> None:
    at, done = datetime(2026, 10, 13, tzinfo=UTC), datetime(2026, 10, 12, tzinfo=UTC)
    assert "Done in time" in drawn("{% due at '' done %}", at=at, done=done)


def test_an_unknown_tone_is_refused() -> None:
    with pytest.raises(ValueError, match="no tone 'purple'"):
        drawn("{% badge 'x' 'purple' %}")
