"""How the interface's own files are stored: named by their content, compressed once."""

from typing import Any

from whitenoise.compress import Compressor
from whitenoise.storage import CompressedManifestStaticFilesStorage


class StaticFiles(CompressedManifestStaticFilesStorage):
    """whitenoise's storage without Brotli.

    At its highest quality Brotli takes 41 seconds for the files of the administration, against 3
    for gzip: longer than all the rest of a first start.
    """

    def create_compressor(self, **options: Any) -> Compressor:
        """gzip alone."""
        return Compressor(use_brotli=False, **options)
