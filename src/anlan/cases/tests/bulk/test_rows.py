"""What the bulk writes as text comes back as it was, whatever the words are."""

import hashlib
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from anlan.cases.bulk.bare import bare, values_of
from anlan.cases.bulk.filling import Sent, _canonical
from anlan.cases.opening.receipts import Receipt
from anlan.kit.canonical import canonical
from anlan.kit.copying import sheet
from anlan.kit.ids import new_id
from anlan.notices.public import Notice

AT = datetime(2026, 3, 2, 1, 0, 0, 123456, tzinfo=UTC)
WORDS = st.text(st.characters(exclude_characters="\x00", exclude_categories=["Cs"]), max_size=30)
ODD = [
    "None",
    "\\N",
    "\\.",
    "a\tb\nc\rd",
    "\\",
    '"',
    "",
    " ",
    "\x0b\x85\u2028",
    "中文，𠮷",
    "\\None",
    "{a,b}",
]


def back(**columns):
    """A notice with these columns, written and read again."""
    usual = {"fact": new_id(), "subject": new_id(), "recipient": "unit:a", "zh": "", "en": "", "at": AT}
    made = bare(Notice, id=new_id(), **usual | columns)
    sheet(Notice).write([values_of(made)])
    found = Notice.objects.get(pk=made.id)
    found.delete()
    return {name: getattr(found, name) for name in columns}


@pytest.mark.django_db
@pytest.mark.parametrize("text", ODD)
def test_odd_words_come_back_as_they_were(text):
    columns = {"zh": text, "en": text[::-1], "channels": [text, text]}
    assert back(**columns) == columns


@pytest.mark.django_db
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=50, deadline=None)
@given(zh=WORDS, channels=st.lists(WORDS.map(lambda text: text[:20]), max_size=3), delay=st.integers(-9, 9))
def test_any_words_come_back_as_they_were(zh, channels, delay):
    columns = {"zh": zh, "channels": channels, "delay": delay}
    assert back(**columns) == columns


@pytest.mark.django_db
def test_moments_ids_and_nothing_come_back_as_they_were():
    columns = {"at": AT.astimezone(ZoneInfo("Asia/Shanghai")), "read_at": None, "subject": new_id()}
    assert back(**columns) == columns
    assert back(read_at=AT) == {"read_at": AT}


@given(
    st.builds(
        Sent,
        words=WORDS,
        category=WORDS,
        lon=st.none() | st.floats(-180, 180),
        lat=st.none() | st.floats(-90, 90) | st.integers(-90, 90),
        place=st.none() | st.integers(0, 10**15),
        premises=st.none() | st.uuids(),
        address=WORDS,
        answers=st.dictionaries(WORDS, WORDS | st.floats(-9, 9) | st.booleans(), max_size=2),
        contact=st.dictionaries(WORDS, WORDS, max_size=2),
        outside=st.dictionaries(WORDS, WORDS, max_size=2),
    )
)
def test_a_report_has_the_digest_of_its_canonical_form(sent):
    rest = {"capability": "hotline", "crs": "WGS84", "photos": [], "said_at": None}
    assert sent.digest("hotline") == hashlib.sha256(canonical(vars(sent) | rest)).digest()


def test_a_receipt_is_sealed_in_its_canonical_form():
    receipt = Receipt(new_id(), 7, "abc", "0f" * 32, "routed", 310105001001001, AT.isoformat())
    assert _canonical(receipt) == canonical(vars(receipt))
