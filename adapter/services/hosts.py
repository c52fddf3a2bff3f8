"""Addresses of services: their names in messages, and whether they are this machine. Pure: looks no name up."""

from __future__ import annotations

import ipaddress
from urllib.parse import urlsplit

from ..errors import BadRequest


def is_loopback(url: str) -> bool:
    """Whether the address is this machine: ``localhost``, 127.0.0.0/8 or ``[::1]``, no name that only looks so."""
    try:
        host = urlsplit(url).hostname or ""
        if host == "localhost":
            return True
        address = ipaddress.ip_address(host)
    except ValueError:
        return False
    mapped = address.ipv4_mapped if isinstance(address, ipaddress.IPv6Address) else None
    return (mapped or address).is_loopback


def host_and_port(url: str) -> str:
    """The host and, if given, the port, for messages.

    Raises BadRequest for an address that names no host or holds a user name or password.
    """
    try:
        parts = urlsplit(url)
        host, port, is_private = parts.hostname, parts.port, "@" in parts.netloc
    except ValueError:
        host, port, is_private = None, None, False
    if not host or is_private or not host.replace("-", "").replace(".", "").replace(":", "").isalnum():
        raise BadRequest("base_url must be like wss://host or ws://127.0.0.1:8765, without user name and password")
    return f"{host}:{port}" if port else host


def password_in(url: str | None) -> str:
    """The password in an address, still encoded; "" if there is none."""
    try:
        return urlsplit(url or "").password or ""
    except ValueError:  # not an address
        return ""
