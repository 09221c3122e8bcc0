"""The parts Musnad brings along: PostgreSQL, Valkey, and the processes that use them.

`python -m config.parts up` starts them all. This module only says where they are; it is what the
settings import, so nothing here needs Django or a running part.
"""

from config.parts.places import (
    APPLICATION_ROLE,
    OWNER_ROLE,
    embedded_broker_url,
    embedded_cache_url,
    embedded_database_url,
    secret_key,
)

__all__ = [
    "APPLICATION_ROLE",
    "OWNER_ROLE",
    "embedded_broker_url",
    "embedded_cache_url",
    "embedded_database_url",
    "secret_key",
]
