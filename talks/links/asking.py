"""Asks one web address: HEAD, then GET where HEAD is refused; follows redirects; reads no body.

Imports nothing of the project. An address of a record must not make this machine ask its own network: names are
resolved here, and the connection goes to the address that was looked at.
"""

import socket
import ssl
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from http.client import HTTPConnection, HTTPException, HTTPResponse
from ipaddress import IPv4Address, IPv6Address, ip_address, ip_network
from threading import Event, Lock, Timer
from time import monotonic, sleep
from urllib.parse import SplitResult, quote, urljoin, urlsplit

SECONDS = 10.0  # for one request, from the connection to the last header
PAUSE = 1.0  # seconds between two requests to one host
REDIRECTS = 8
MOST_TRIED = 2  # of the IP addresses of one host, so that the second answers where a network lacks IPv6
REDIRECTING = {301, 302, 303, 307, 308}
AS_IN_ADDRESSES = "%/:=&?~+!$,;'@()*[]"  # characters that stay as they are in a path or query
# IPv6 addresses that stand for an IPv4 address: it is that one which is asked in the end.
STANDS_FOR_IPV4 = ip_network("64:ff9b::/96")


class NotAskedError(Exception):
    """An address that cannot be asked, or that gives no answer; the message says why, for people."""


@dataclass(frozen=True)
class Answer:
    """What an address gave: the HTTP status of the last answer and where it came from, or what went wrong."""

    address: str
    status: int | None = None
    error: str = ""


class Turns:
    """Lets one request at a time go to a host, with a pause after each. Shared by all threads."""

    def __init__(self, pause: float = PAUSE) -> None:
        self.pause = pause
        self._guard = Lock()
        self._hosts: dict[str, Lock] = {}
        self._free: dict[str, float] = {}

    @contextmanager
    def at(self, host: str) -> Iterator[None]:
        with self._guard:
            turn = self._hosts.setdefault(host, Lock())
        with turn:
            if (left := self._free.get(host, 0) - monotonic()) > 0:
                sleep(left)
            try:
                yield
            finally:
                self._free[host] = monotonic() + self.pause


@dataclass(frozen=True)
class Asker:
    """Asks addresses.

    Shape: ``agent`` is how it names itself. With ``allow_private`` it also asks this machine and its network. ``tls`` is
    for hosts with a certificate of their own; without it, the system's authorities count.
    """

    agent: str
    allow_private: bool = False
    seconds: float = SECONDS
    turns: Turns = field(default_factory=Turns)
    tls: ssl.SSLContext | None = None

    def ask(self, address: str) -> Answer:
        """Ask an address, and the one it leads to. Cost: up to two requests for each redirect. Never raises for an address."""
        at = address
        try:
            for _redirect in range(REDIRECTS + 1):
                status, leads_to = self._ask_once(at)
                if not leads_to:
                    return Answer(at, status)
                at = urljoin(at, leads_to)
        except NotAskedError as reason:
            return Answer(at, error=str(reason))
        return Answer(at, status, f"It redirects more than {REDIRECTS} times.")

    def _ask_once(self, address: str) -> tuple[int, str]:
        """Return the status, and where it redirects to. Raises: NotAskedError."""
        parts, host, port = self._read(address)
        with self.turns.at(host):
            try:
                answer = self._request("HEAD", parts, host, port)
            except NotAskedError as reason:
                if not isinstance(reason.__cause__, (ConnectionError, HTTPException)):
                    raise
                answer = None  # some servers hang up on HEAD
        if answer is None or (answer[0] >= 400 and answer[0] != 410):
            with self.turns.at(host):
                answer = self._request("GET", parts, host, port)
        return answer

    def _read(self, address: str) -> tuple[SplitResult, str, int]:
        try:
            parts = urlsplit(address)
            host = (parts.hostname or "").encode("idna").decode() if not _is_ip(parts.hostname) else parts.hostname
            port = parts.port or {"http": 80, "https": 443}.get(parts.scheme, 0)
        except ValueError as error:
            raise NotAskedError("It is no web address.") from error
        if parts.scheme not in {"http", "https"}:
            raise NotAskedError(f"It leads to “{parts.scheme}:”; only http and https are asked.")
        if not host:
            raise NotAskedError("It names no host.")
        return parts, host, port

    def _request(self, method: str, parts: SplitResult, host: str, port: int) -> tuple[int, str]:
        path = quote(parts.path or "/", safe=AS_IN_ADDRESSES)
        query = f"?{quote(parts.query, safe=AS_IN_ADDRESSES)}" if parts.query else ""
        is_late = Event()
        connection = HTTPConnection(host, port, timeout=self.seconds)
        timer: Timer | None = None
        try:
            connected = self._connected(host, port)
            if parts.scheme == "https":
                context = self.tls or ssl.create_default_context()
                connected = context.wrap_socket(connected, server_hostname=host, do_handshake_on_connect=False)
            connection.sock = connected
            timer = Timer(self.seconds, _hang_up, [connected, is_late])
            timer.daemon = True
            timer.start()
            if isinstance(connected, ssl.SSLSocket):
                connected.do_handshake()
            connection.putrequest(method, path + query, skip_host=True, skip_accept_encoding=True)
            for name, value in self._headers(host, port, parts.scheme).items():
                connection.putheader(name, value)
            connection.endheaders()
            response = connection.getresponse()
            return response.status, _leads_to(response)
        except (OSError, HTTPException, ValueError) as error:
            late = is_late.is_set() or isinstance(error, TimeoutError)
            reason = f"No answer within {self.seconds:g} seconds." if late else _in_words(error, host)
            raise NotAskedError(reason) from (None if late else error)
        finally:
            if timer:
                timer.cancel()
            connection.close()

    def _headers(self, host: str, port: int, scheme: str) -> dict[str, str]:
        shown = f"[{host}]" if ":" in host else host
        is_usual = port == {"http": 80, "https": 443}[scheme]
        return {
            "Host": shown if is_usual else f"{shown}:{port}",
            "User-Agent": self.agent,
            "Accept": "*/*",
            "Connection": "close",
        }

    def _connected(self, host: str, port: int) -> socket.socket:
        """Return a connection to a host, to none of this machine's network unless that is allowed.

        Raises: NotAskedError, OSError.
        """
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
        numbers = list(dict.fromkeys(str(one[4][0]) for one in found))
        if not self.allow_private and not all(map(is_public, numbers)):
            raise NotAskedError("It leads to this machine or its own network, which is not asked.")
        *former, last = numbers[:MOST_TRIED]
        for number in former:
            with suppress(OSError):
                return self._connect(number, port)
        return self._connect(last, port)

    def _connect(self, number: str, port: int) -> socket.socket:
        connected = socket.create_connection((number, port), self.seconds / MOST_TRIED)
        connected.settimeout(self.seconds)
        return connected


def is_public(number: str) -> bool:
    """Return whether an IP address, written in numbers, is one of the public internet."""
    ip: IPv4Address | IPv6Address = ip_address(number.partition("%")[0])
    if isinstance(ip, IPv6Address):
        if ip.sixtofour or ip.teredo:
            return False  # ways through somebody's gateway, which no report stands at
        if ip in STANDS_FOR_IPV4:
            ip = IPv4Address(ip.packed[-4:])
        elif ip.ipv4_mapped:
            ip = ip.ipv4_mapped
    return ip.is_global and not ip.is_multicast and not ip.is_reserved


def _is_ip(host: str | None) -> bool:
    try:
        ip_address(host or "")
    except ValueError:
        return False
    return True


def _hang_up(connected: socket.socket, is_late: Event) -> None:
    """End a connection whose other side sends a byte now and then: each alone would be in time."""
    is_late.set()
    with suppress(OSError):  # it may have ended by itself
        socket.socket.shutdown(connected, socket.SHUT_RDWR)  # that of TLS would first forget its keys


def _leads_to(response: HTTPResponse) -> str:
    where = response.getheader("Location", "") if response.status in REDIRECTING else ""
    # Headers are read as Latin-1; most servers that send other letters mean UTF-8.
    try:
        return where.encode("latin-1").decode()
    except UnicodeError:
        return where


def _in_words(error: Exception, host: str) -> str:
    match error:
        case ssl.SSLCertVerificationError():
            return f"Its certificate is not valid: {error.verify_message}."
        case ssl.SSLError():
            return f"There is no secure connection: {(error.reason or 'unknown reason').replace('_', ' ').lower()}."
        case socket.gaierror():
            return f"There is no host “{host}”."
        case ConnectionRefusedError():
            return "The host takes no connection."
        case ConnectionError():
            return "The host ended the connection without an answer."
        case HTTPException():
            return "What the host sends is no HTTP."
        case OSError():
            return f"There is no way to the host: {error.strerror or error}."
        case _:
            return "It is no web address."
