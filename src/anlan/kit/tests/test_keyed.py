"""What stands for a secret is the same for ever, differs by kind, and says nothing without our own."""

from anlan.kit.keyed import keyed


def test_what_was_stored_long_ago_is_still_recognised(settings) -> None:
    settings.SECRET_KEY = "of a test"
    assert keyed("track", "abc") == keyed("track", b"abc")
    assert keyed("track", "abc").hex() == "647214c2cba86a076b83fbcd2e885dcfdb813f32e1591e43566bddc8c0008c0f"


def test_two_kinds_never_meet(settings) -> None:
    settings.SECRET_KEY = "of a test"
    assert keyed("track", "abc") != keyed("invite", "abc")


def test_without_our_secret_it_is_another(settings) -> None:
    settings.SECRET_KEY = "of a test"
    before = keyed("track", "abc")
    settings.SECRET_KEY = "of another"
    assert keyed("track", "abc") != before
