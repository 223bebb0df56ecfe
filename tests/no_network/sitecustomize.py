"""Refuse every way out of the machine: Python imports this by itself in each process that finds it on its path."""

import socket

LOCAL = ("127.", "::1", "localhost")


def refusing(method):
    """Return the method of a socket that raises for any address outside this machine."""

    def refused(self, address, *rest):
        if self.family in (socket.AF_INET, socket.AF_INET6) and not str(address[0]).startswith(LOCAL):
            raise PermissionError("this run may not touch the network")
        return method(self, address, *rest)

    return refused


def refuse_name(host, *rest, **named):
    """Raise for any name that only a name server knows."""
    if host and not str(host).startswith(LOCAL):
        raise PermissionError("this run may not touch the network")
    return look_up(host, *rest, **named)


look_up, socket.getaddrinfo = socket.getaddrinfo, refuse_name
for name in ("connect", "connect_ex"):
    setattr(socket.socket, name, refusing(getattr(socket.socket, name)))
