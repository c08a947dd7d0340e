"""nginx with deploy/nginx.conf before the bot's real gunicorn: what passes, what does not, and who waits."""

import base64
import hashlib
import hmac
import os
import re
import shutil
import socket
import ssl
import subprocess
import sys
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from time import monotonic, sleep

import pytest
from fresh import fresh_sqlite

import app
from models.database import Database

ROOT = Path(__file__).parent.parent
DEPLOY = ROOT / "deploy"
SBIN = f"{os.environ.get('PATH', '')}:/usr/sbin:/sbin"
SECRET = "a secret for nginx"
PATIENCE = 30.0
# Made once, and without the authorities of the machine: to read those took longer than a request.
TRUSTING = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
TRUSTING.check_hostname, TRUSTING.verify_mode = False, ssl.CERT_NONE


@dataclass
class Front:
    """nginx with deploy/nginx.conf, the bot's real gunicorn behind it."""

    http: int
    https: int
    database: Database
    folder: Path

    def asks(
        self, path: str, body: bytes | None = None, *, signed: bool = True, method: str | None = None
    ) -> int:
        """The status of a request over HTTPS."""
        headers = {"Host": "bot.example.jp", "Content-Type": "application/json"}
        if signed and body is not None:
            digest = hmac.new(SECRET.encode(), body, hashlib.sha256).digest()
            headers["X-Line-Signature"] = base64.b64encode(digest).decode()
        request = urllib.request.Request(
            f"https://127.0.0.1:{self.https}{path}", body, headers, method=method
        )
        try:
            with urllib.request.urlopen(request, timeout=PATIENCE, context=TRUSTING) as answer:
                return int(answer.status)
        except urllib.error.HTTPError as error:
            with error:
                return int(error.code)

    def kept(self) -> int:
        """Webhooks: no engine carries them in."""
        assert self.database.doorstep is not None
        return self.database.doorstep.waiting().webhooks

    def log(self) -> str:
        return (self.folder / "access.log").read_text()


def webhook(name: str, filler: int = 0) -> bytes:
    event = f'{{"type":"brandNew","webhookEventId":"{name}","timestamp":1,"filler":"{"x" * filler}"}}'
    return f'{{"destination":"U","events":[{event}]}}'.encode()


def free_ports(count: int) -> list[int]:
    found = []
    for port in range(21_000 + os.getpid() % 5_000, 32_000):
        with socket.socket() as probe:
            try:
                probe.bind(("127.0.0.1", port))
            except OSError:
                continue
        found.append(port)
        if len(found) == count:
            break
    return found


def answers(port: int) -> bool:
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) == 0


def until(true: Callable[[], bool]) -> None:
    end = monotonic() + PATIENCE
    while not true():
        assert monotonic() < end
        sleep(0.05)


def nginx_conf(folder: Path, http: int, https: int, bot: int) -> Path:
    """A whole nginx.conf around the shipped site; only addresses, the certificate and the log are of this test."""
    site = (DEPLOY / "nginx.conf").read_text()
    for ours, here in (
        ("    listen [::]:80;\n", ""),
        ("    listen [::]:443 ssl;\n", ""),
        ("listen 80;", f"listen 127.0.0.1:{http};"),
        ("listen 443 ssl;", f"listen 127.0.0.1:{https} ssl;"),
        ("127.0.0.1:8000;", f"127.0.0.1:{bot};"),
        ("/etc/letsencrypt/live/bot.example.jp", str(folder)),
        ("/var/log/nginx/tsunagu.log", str(folder / "access.log")),
    ):
        assert ours in site, f"nginx.conf no longer says {ours!r}"
        site = site.replace(ours, here)
    user = "user root;" if os.geteuid() == 0 else ""
    kinds = ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")
    temporary = " ".join(f"{kind}_temp_path {folder}/{kind};" for kind in kinds)
    whole = folder / "nginx.conf"
    whole.write_text(
        f"{user} daemon off; pid {folder}/pid; error_log {folder}/error.log;\n"
        f"events {{ worker_connections 2000; }}\nhttp {{ access_log off; {temporary}\n{site}\n}}\n"
    )
    subprocess.run(
        ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", "-subj", "/CN=bot.example.jp",
         "-keyout", folder / "privkey.pem", "-out", folder / "fullchain.pem"],
        check=True, capture_output=True,
    )  # fmt: skip
    return whole


@pytest.fixture(scope="module")
def front(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Front]:
    nginx = shutil.which("nginx", path=SBIN)
    if nginx is None:
        pytest.skip("no nginx on this machine")
    folder = tmp_path_factory.mktemp("front")
    http, https, bot = free_ports(3)
    conf = nginx_conf(folder, http, https, bot)
    checked = subprocess.run(
        [nginx, "-t", "-p", folder, "-e", folder / "error.log", "-c", conf], capture_output=True, text=True
    )
    assert checked.returncode == 0 and "[warn]" not in checked.stderr, checked.stderr
    with ExitStack() as opened:
        database = opened.enter_context(fresh_sqlite(folder))
        environment = os.environ | {
            "DATABASE_URL": f"sqlite:///{folder / 'town.db'}",
            "LINE_CHANNEL_SECRET": SECRET,
            "TSUNAGU_BIND": f"127.0.0.1:{bot}",
            "NOTIFY_SOCKET": str(folder / "notify"),
        }
        systemd = opened.enter_context(socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM))
        systemd.bind(environment["NOTIFY_SOCKET"])
        systemd.settimeout(PATIENCE)
        log = opened.enter_context((folder / "gunicorn.log").open("w"))
        # As ExecStart in tsunagu-web.service; Type=notify there counts on the word that is awaited here.
        gunicorn = [Path(sys.executable).parent / "gunicorn"]
        opened.enter_context(running(gunicorn, cwd=ROOT, env=environment, stdout=log, stderr=log))
        assert b"READY=1" in systemd.recv(1000)
        opened.enter_context(
            running([nginx, "-p", folder, "-e", folder / "error.log", "-c", conf], stderr=log)
        )
        until(lambda: answers(https) and answers(bot))
        front = Front(http, https, database, folder)
        # The first one may find a busy machine still opening its files; LINE would send it again too.
        until(lambda: front.asks("/line/webhook", webhook("first")) == 200)
        yield front


class running(subprocess.Popen[bytes]):
    """A process that is ended at the end of the block."""

    def __exit__(self, *raised: object) -> None:
        self.terminate()
        self.wait(PATIENCE)


def test_a_signed_webhook_passes_and_is_kept(front: Front) -> None:
    before = front.kept()
    assert front.asks("/line/webhook", webhook("through-nginx")) == 200
    assert front.kept() == before + 1


def test_what_line_did_not_sign_ends_at_the_door_or_in_the_bot(front: Front) -> None:
    before = front.kept()
    assert front.asks("/line/webhook", webhook("unsigned"), signed=False) == 400
    assert front.asks("/line/webhook") == 405
    assert front.asks("/line/webhook", webhook("put"), method="PUT") == 405
    assert front.kept() == before


def test_the_largest_webhook_is_the_same_for_nginx_and_the_bot(front: Front) -> None:
    assert f"client_max_body_size {app.MOST_BODY};" in (DEPLOY / "nginx.conf").read_text()
    filler = app.MOST_BODY - len(webhook("large"))
    before = front.kept()
    assert front.asks("/line/webhook", webhook("large", filler - 1)) == 200
    assert front.asks("/line/webhook", webhook("large", filler + 1)) == 413
    assert front.kept() == before + 1


@pytest.mark.parametrize(
    "path",
    ["/", "/readyz", "/metrics", "/healthz/", "/calendar/../metrics", "/calendar/%2e%2e/readyz", "/line/"],
)
def test_nothing_else_is_public(front: Front, path: str) -> None:
    assert front.asks(path) == 404
    assert front.asks("/healthz") == 200


def test_http_leads_to_https_but_for_certbots_proof(front: Front) -> None:
    class Stay(urllib.request.HTTPRedirectHandler):
        def redirect_request(self, *_asked: object) -> None:
            return None

    opener = urllib.request.build_opener(Stay)
    for path, status in (("/line/webhook", 301), ("/.well-known/acme-challenge/none", 404)):
        request = urllib.request.Request(
            f"http://127.0.0.1:{front.http}{path}", headers={"Host": "bot.example.jp"}
        )
        with pytest.raises(urllib.error.HTTPError) as told:
            opener.open(request, timeout=PATIENCE)
        with told.value:
            assert told.value.code == status
            if status == 301:
                assert told.value.headers["Location"] == "https://bot.example.jp/line/webhook"


def test_a_burst_from_one_address_is_all_taken_when_it_is_lines(front: Front) -> None:
    before = front.kept()
    with ThreadPoolExecutor(8) as many:
        bodies = [webhook(f"burst-{number}") for number in range(120)]
        statuses = list(many.map(lambda body: front.asks("/line/webhook", body), bodies))
        files = list(many.map(lambda _number: front.asks("/calendar/1.ics"), range(120)))
    assert statuses == [200] * 120
    assert front.kept() == before + 120
    assert set(files) == {404, 429}  # no such activity, and then: too many


def test_slow_clients_do_not_stop_the_others(front: Front) -> None:
    """W10: half a header each, and half a body each, from 400 connections."""
    half = b"POST /line/webhook HTTP/1.1\r\nHost: bot.example.jp\r\nX-Line-Signature: " + b"A" * 43 + b"=\r\n"
    with ExitStack() as open_ones:
        slow = []
        for number in range(400):
            plain = open_ones.enter_context(socket.create_connection(("127.0.0.1", front.https), PATIENCE))
            slow.append(open_ones.enter_context(TRUSTING.wrap_socket(plain)))
            slow[-1].sendall(half if number % 2 else half + b"Content-Length: 9000\r\n\r\n{")
        assert [front.asks("/line/webhook", webhook(f"beside-{number}")) for number in range(40)] == [
            200
        ] * 40
        # And nginx ends them: each gets an answer of refusal or the end of the connection.
        for one in slow:
            assert one.recv(1000)[:12] in (b"", b"HTTP/1.1 408")


def test_the_log_has_what_line_asks_for_and_nothing_personal(front: Front) -> None:
    front.asks("/line/webhook?who=hana", webhook("logged"))
    until(lambda: "POST /line/webhook 200" in front.log())
    assert re.search(r"^\S+T\S+ 127\.0\.0\.1 POST /line/webhook 200 \d+ [\d.]+$", front.log(), re.M)
    assert "hana" not in front.log()
