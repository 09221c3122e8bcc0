"""Behind a proxy that speaks HTTPS."""

import os
import subprocess
import sys

import pytest


@pytest.mark.parametrize(("on", "scheme"), [("on", "https"), ("off", "http")])
def test_links_begin_with_what_the_proxy_says_if_there_is_one(on, scheme):
    """Without one anybody could send the header, so it says nothing."""
    asked = (
        "import django; django.setup();"
        "from django.test import RequestFactory;"
        "from claims.export_api import base_of;"
        "print(base_of(RequestFactory().get('/', HTTP_HOST='127.0.0.1',"
        " HTTP_X_FORWARDED_PROTO='https')))"
    )
    done = subprocess.run(
        [sys.executable, "-c", asked],
        env={**os.environ, "MUSNAD_HTTPS": on, "DJANGO_SETTINGS_MODULE": "config.settings"},
        check=True,
        capture_output=True,
        text=True,
    )

    assert done.stdout.strip() == f"{scheme}://127.0.0.1"
