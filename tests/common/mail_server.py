"""A real mail server in a thread, which answers as the test wants."""

import contextlib
import socket
from email import message_from_bytes, policy

from aiosmtpd.controller import Controller


class Inbox:
    """What arrived. ``refuse``: address -> the answer to RCPT; ``answer``: the answer to the text itself."""

    def __init__(self):
        self.mails, self.refuse, self.answer, self.when_stored = [], {}, "250 taken", lambda: None

    async def handle_RCPT(self, server, session, envelope, address, rcpt_options):  # noqa: N802 - the library's name
        if address in self.refuse:
            return self.refuse[address]
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server, session, envelope):  # noqa: N802 - the library's name
        if self.answer.startswith("250"):
            self.mails.append(message_from_bytes(envelope.content, policy=policy.default))
            self.when_stored()
        return self.answer


def free_port() -> int:
    with contextlib.closing(socket.socket()) as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


@contextlib.contextmanager
def running():
    """``(inbox, port)`` of a server that stops at the end."""
    inbox = Inbox()
    controller = Controller(inbox, hostname="127.0.0.1", port=free_port())
    controller.start()
    try:
        yield inbox, controller.port
    finally:
        controller.stop()
