"""Where things lie, and that secrets stay secret."""

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from config.parts.places import run_folder, secret_key, valkey_socket


def test_the_secret_key_is_made_once_and_only_its_owner_reads_it(tmp_path):
    with ThreadPoolExecutor(8) as threads:
        keys = set(threads.map(secret_key, [tmp_path / "home"] * 8))

    assert len(keys) == 1
    assert len(keys.pop()) > 60
    assert [file.name for file in (tmp_path / "home").iterdir()] == ["secret-key"]
    assert (tmp_path / "home" / "secret-key").stat().st_mode & 0o777 == 0o600


def test_a_socket_path_always_fits():
    for home in (Path("/srv/musnad"), Path("/srv") / ("ع" * 60), Path("/srv") / ("x" * 200)):
        assert len(bytes(valkey_socket(home))) <= 107


def test_two_deep_data_folders_do_not_share_their_sockets():
    assert run_folder(Path("/srv") / ("x" * 200)) != run_folder(Path("/srv") / ("x" * 201))
