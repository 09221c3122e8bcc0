"""Settings that can't be read stop the start, not the first piece of work."""

import pytest

from config.checks import fetch_allow_is_readable


@pytest.mark.parametrize("entry", ["http://intranet.example", "10.0.0.0/33", "two words"])
def test_an_allow_list_that_can_not_be_read_is_refused_by_name(entry, settings):
    settings.MUSNAD_FETCH_ALLOW = ["intranet.example", entry]

    [message] = fetch_allow_is_readable()

    assert message.id == "musnad.E004"
    assert entry in message.msg


def test_hosts_addresses_and_networks_may_be_allowed(settings):
    settings.MUSNAD_FETCH_ALLOW = [
        "intranet.example",
        "127.0.0.1:8099",
        "10.1.0.0/16",
        "[fd00::/8]:80",
    ]

    assert fetch_allow_is_readable() == []
