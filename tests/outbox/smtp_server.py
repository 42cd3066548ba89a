"""A small mail server of the tests' own: real sockets, real RFC 5321 replies."""

import socketserver
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from email import message_from_bytes, policy
from typing import TYPE_CHECKING, cast

if TYPE_CHECKING:
    from email.message import EmailMessage


class MailServer(socketserver.ThreadingTCPServer):
    """Takes mail, unless told to refuse, to hang up, or to do worse."""

    allow_reuse_address = True
    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Conversation)
        self.taken: list[EmailMessage] = []
        self.reply_to_recipient = "250 Fine"
        self.reply_to_text: str | None = "250 Taken"
        self.when_taken: Callable[[], None] = lambda: None

    @property
    def port(self) -> int:
        return int(self.server_address[1])


class Conversation(socketserver.StreamRequestHandler):
    """One connection of a client."""

    def handle(self) -> None:
        self._say("220 localhost")
        for line in self.rfile:
            verb = line.strip().upper().split(b" ")[0]
            if verb == b"DATA":
                if not self._take_text():
                    return
            elif verb == b"RCPT":
                self._say(cast("MailServer", self.server).reply_to_recipient)
            elif verb == b"QUIT":
                self._say("221 Bye")
                return
            else:
                self._say("250 Fine")

    def _take_text(self) -> bool:
        server = cast("MailServer", self.server)
        self._say("354 Go on")
        lines = iter(self.rfile.readline, b".\r\n")
        text = b"".join(lines)
        server.taken.append(message_from_bytes(text, policy=policy.default))
        server.when_taken()
        if server.reply_to_text is None:
            return False
        self._say(server.reply_to_text)
        return True

    def _say(self, reply: str) -> None:
        self.wfile.write(f"{reply}\r\n".encode())


@contextmanager
def mail_server() -> Iterator[MailServer]:
    """Serve on a free port until the block ends."""
    with MailServer() as server:
        thread = threading.Thread(target=server.serve_forever, args=(0.01,))
        thread.start()
        try:
            yield server
        finally:
            server.shutdown()
            thread.join()
