"""Everything people read exists in Chinese as well as in English."""

import pytest

from anlan.kit.messages import report


@pytest.mark.slow
def test_no_message_lacks_its_chinese():
    assert report() == []
