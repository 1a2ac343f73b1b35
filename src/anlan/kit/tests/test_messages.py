"""Catalogues: what the code says is found, what lacks Chinese is named, and what is written is compiled."""

import gettext
import re

import pytest
from babel.messages.pofile import PoFileError

from anlan.kit import messages
from anlan.kit.messages import (
    Disagreement,
    compile_catalogues,
    conflicts,
    missing,
    report,
    rooms,
    update,
    used,
)

ERRORS = '''
from anlan.kit.errors import NotFound as Gone, AnlanError
import anlan.kit.errors as errors

class Lost(errors.NotFound):
    """The thing {name} is
    lost."""

class VeryLost(Lost):
    """Nobody knows where it is."""

class NoMessage(Lost):
    pass

class Unrelated:
    """This is no message."""

class Cover:
    class VeryLost(tuple):
        """Another class of the same name, and no message."""
'''

VIEWS = """
from django.utils.translation import gettext as _, gettext_lazy, ngettext, pgettext
TITLE = gettext_lazy("Inbox")
def view(count, name):
    return _("Long words "
             "in two parts"), ngettext("{count} case", "{count} cases", count), pgettext("verb", "Open"), _(name)
"""

PAGE = """{% load i18n %}
<h1>{% translate "Welcome" %}</h1>
{% blocktranslate trimmed with name=user.name %}
  Hello {{ name }},
  it is 100% done
{% endblocktranslate %}
{% blocktranslate count n=items|length %}{{ n }} item{% plural %}{{ n }} items{% endblocktranslate %}
{% translate "Close" context "door" %}
{% include "x.html" with label=_("Label") %}
{# translate "Not a message" #}
"""


def room(root, name, files, catalogue=""):
    folder = root / name
    folder.mkdir(parents=True)
    for path, text in {"__init__.py": "", **files}.items():
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_text(text, encoding="utf-8")
    if catalogue:
        write(root, name, catalogue)
    return folder


def write(root, name, catalogue):
    path = root / name / messages.CATALOGUE
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(messages._HEADER + catalogue, encoding="utf-8")


KIT_ERRORS = (
    'class AnlanError(Exception):\n    """Sorry."""\n\nclass NotFound(AnlanError):\n    """Nothing here."""\n'
)


@pytest.fixture
def root(tmp_path):
    base = tmp_path / "anlan"
    kit = 'msgid "Sorry."\nmsgstr "抱歉。"\n\nmsgid "Nothing here."\nmsgstr "没有。"\n'
    room(base, "kit", {"errors.py": KIT_ERRORS}, kit)
    room(base, "capabilities", {"hotline/documents/a.html": "{% translate 'no' %}"})
    return base


def lacking(root):
    return {lack.use.msgid: lack.why for lack in missing(root)}


def test_errors_are_found_by_descent_without_being_imported(root):
    room(root, "cases", {"errors.py": ERRORS, "tests/test_x.py": ERRORS.replace("Lost", "Tested")})
    assert {use.msgid for use in used(root) if use.room == "cases"} == {
        "The thing {name} is lost.",
        "Nobody knows where it is.",
    }


def test_messages_in_python_are_found_with_plural_and_context(root):
    room(root, "cases", {"web.py": VIEWS, "tests/test_x.py": VIEWS.replace("Inbox", "Tested")})
    found = {(use.msgid, use.plural, use.context) for use in used(root) if use.room == "cases"}
    assert found == {
        ("Inbox", "", None),
        ("Long words in two parts", "", None),
        ("{count} case", "{count} cases", None),
        ("Open", "", "verb"),
    }


def test_messages_in_templates_are_found_as_django_looks_them_up(root):
    room(root, "portal", {"templates/portal/home.html": PAGE})
    found = {(use.msgid, use.plural, use.context): use.line for use in used(root) if use.room == "portal"}
    assert set(found) == {
        ("Welcome", "", None),
        ("Hello %(name)s, it is 100%% done", "", None),
        ("%(n)s item", "%(n)s items", None),
        ("Close", "", "door"),
        ("Label", "", None),
    }
    assert found["Welcome", "", None] == 2


def test_a_capability_is_no_room(root):
    assert [folder.name for folder in rooms(root)] == ["kit"]


@pytest.mark.parametrize(
    ("entry", "why"),
    [
        ("", "missing"),
        ('msgid "{n} left"\nmsgstr ""\n', "empty"),
        ('msgid "{n} left"\nmsgstr " "\n', "empty"),
        ('#, fuzzy\nmsgid "{n} left"\nmsgstr "还剩 {n}"\n', "missing"),
        ('msgid "{n} left"\nmsgstr "还剩 {count}"\n', "placeholders"),
        ('msgid "{n} left"\nmsgstr "还剩 %(n)d"\n', None),
        ('msgid "{n} left"\nmsgstr "还剩 {n}"\n', None),
        ('msgid "{n} left"\nmsgstr "快到期"\n', None),
    ],
)
def test_a_message_lacks_its_chinese_or_not(root, entry, why):
    room(root, "cases", {"web.py": "_('{n} left')"}, entry)
    assert lacking(root) == ({"{n} left": why} if why else {})


@pytest.mark.parametrize(
    ("entry", "why"),
    [
        ('msgid "{n} late"\nmsgstr "{n} 件超时"\n', {"{n} late": "missing"}),
        ('msgid "{n} late"\nmsgid_plural "{n} late"\nmsgstr[0] "{n} 件超时"\n', {}),
    ],
)
def test_who_asks_with_a_plural_is_not_answered_by_an_entry_without_one(root, entry, why):
    room(root, "cases", {"web.py": "_('{n} late'), ngettext('{n} late', '{n} late', n)"}, entry)
    assert lacking(root) == why


def test_the_kits_catalogue_serves_every_room(root):
    room(root, "cases", {"web.py": "_('Sorry.')"})
    assert lacking(root) == {}


def test_a_finding_names_room_file_and_line(root):
    room(root, "cases", {"web.py": "\n\n_('Inbox')"})
    assert report(root) == ["cases: anlan/cases/web.py:3: missing: 'Inbox'"]


def test_two_rooms_that_translate_differently_are_named(root):
    room(root, "cases", {}, 'msgid "Open"\nmsgstr "打开"\n')
    room(root, "portal", {}, 'msgid "Open"\nmsgstr "开启"\n\nmsgctxt "verb"\nmsgid "Open"\nmsgstr "公开"\n')
    assert conflicts(root) == [Disagreement("Open", {"cases": "打开", "portal": "开启"})]
    assert report(root) == ["differently translated: 'Open': cases says '打开', portal says '开启'"]


def test_update_adds_what_is_missing_and_rewrites_nothing(root):
    room(root, "cases", {"web.py": VIEWS, "errors.py": ERRORS}, '# kept\nmsgid "Inbox"\nmsgstr "收件箱"\n')
    before = (root / "cases" / messages.CATALOGUE).read_text(encoding="utf-8")
    assert update(root) == 5
    after = (root / "cases" / messages.CATALOGUE).read_text(encoding="utf-8")
    assert after.startswith(before)
    assert set(lacking(root).values()) == {"empty"}
    assert len(lacking(root)) == 5
    assert update(root) == 0
    filled = re.sub(
        r'msgstr(\[0\])? ""\n(?=\n|$)', lambda found: f'msgstr{found[1] or ""} "好"\n', after[len(before) :]
    )
    (root / "cases" / messages.CATALOGUE).write_text(before + filled, encoding="utf-8")
    assert lacking(root) == {}


def test_update_makes_a_catalogue_for_a_room_without_one(root):
    room(root, "cases", {"web.py": "_('Say \"hello\"\\n{n}')"})
    assert update(root) == 1
    assert lacking(root) == {'Say "hello"\n{n}': "empty"}


def test_compiled_catalogues_are_what_gettext_reads(root):
    entry = 'msgid "{n} day"\nmsgid_plural "{n} days"\nmsgstr[0] "{n} 天"\n\nmsgid "Inbox"\nmsgstr "收件箱"\n'
    room(root, "cases", {}, entry)
    written = compile_catalogues(root)
    assert [path.name for path in written] == ["django.mo", "django.mo"]
    with written[0].open("rb") as compiled:
        chinese = gettext.GNUTranslations(compiled)
    assert chinese.gettext("Inbox") == "收件箱"
    assert chinese.ngettext("{n} day", "{n} days", 5) == "{n} 天"
    assert not list(root.rglob("*.new"))


def test_a_broken_catalogue_is_refused(root):
    room(root, "cases", {}, 'mgsid "Inbox"\nmsgstr "收件箱"\n')
    with pytest.raises(PoFileError):
        compile_catalogues(root)


def test_the_command_says_how_it_is_called(capsys):
    assert messages.main([]) == 2
    assert "compile|check|update" in capsys.readouterr().out


@pytest.mark.slow
def test_the_kit_says_everything_in_chinese():
    assert [lack for lack in missing() if lack.use.room == "kit"] == []
