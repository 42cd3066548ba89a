"""How files are taken in: in memory, and no more of them than a page can use."""

from typing import Any

from django.conf import settings
from django.core.files.uploadhandler import MemoryFileUploadHandler


class InMemory(MemoryFileUploadHandler):
    """Keeps the start of a file and its true size; the rest goes by unkept.

    A form is read before it is known who sends it. Django would write a large
    file of anybody to the temporary folder: in plain text, of any size.
    """

    def handle_raw_input(self, *_args: Any, **_options: Any) -> None:
        """Take every file, however much the request says it holds."""
        self.activated = True

    def receive_data_chunk(self, raw_data: bytes, start: int) -> None:
        """Keep what fits."""
        if start < settings.FILE_UPLOAD_MAX_MEMORY_SIZE:
            self.file.write(raw_data)
