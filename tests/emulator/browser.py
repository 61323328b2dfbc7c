"""Drive a headless Chromium by the DevTools protocol, over a pipe: https://chromedevtools.github.io/devtools-protocol/."""

from __future__ import annotations

import base64
import json
import os
import shutil
import signal
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

NAMES = ("chromium", "chromium-browser", "google-chrome")
SECONDS = 30.0
_FLAGS = (
    *("--headless=new", "--remote-debugging-pipe", "--no-first-run", "--disable-gpu", "--disable-dev-shm-usage"),
    *("--disable-background-networking", "--disable-component-update", "--autoplay-policy=no-user-gesture-required"),
    "--no-sandbox",  # root has none in a container; the page is ours
)

_LOGGED = ("Runtime.consoleAPICalled", "Runtime.exceptionThrown", "Log.entryAdded")


def executable() -> str | None:
    """Return the path of the browser, or None."""
    return next((path for name in NAMES if (path := shutil.which(name))), None)


class Tab:
    """A page that is open in a browser.

    Attributes:
        console: What the page wrote, and what its policy forbade.
    """

    def __init__(self, receiver: int, sender: int) -> None:
        self._receiver = receiver
        self._sender = sender
        self._received = b""
        self._number = 0
        self._session: str | None = None
        self.console: list[str] = []

    def open(self, url: str, *, width: int = 1000, height: int = 800, dark: bool = False) -> None:
        """Open a URL in a window of a size."""
        if self._session is None:
            target = self.send("Target.createTarget", url="about:blank")["targetId"]
            self._session = self.send("Target.attachToTarget", targetId=target, flatten=True)["sessionId"]
            for domain in ("Page", "Runtime", "Log"):
                self.send(f"{domain}.enable")
        self.send("Emulation.setDeviceMetricsOverride", width=width, height=height, deviceScaleFactor=1, mobile=False)
        scheme = {"name": "prefers-color-scheme", "value": "dark" if dark else "light"}
        self.send("Emulation.setEmulatedMedia", features=[scheme])
        self.send("Page.navigate", url=url)
        self.wait_for("document.readyState === 'complete'")

    def send(self, method: str, **parameters: Any) -> dict[str, Any]:
        """Send a command and return its result."""
        self._number += 1
        command: dict[str, Any] = {"id": self._number, "method": method, "params": parameters}
        if self._session is not None:
            command["sessionId"] = self._session
        os.write(self._sender, json.dumps(command).encode() + b"\0")
        while True:
            message = self._read()
            if message.get("id") == self._number:
                assert "error" not in message, f"{method}: {message['error']}"
                return message["result"]
            # An HTTP error is logged, too; whether it is right is the page's affair.
            is_http_error = message.get("params", {}).get("entry", {}).get("source") == "network"
            if message.get("method") in _LOGGED and not is_http_error:
                self.console.append(json.dumps(message["params"]))

    def evaluate(self, script: str) -> Any:
        """Return the value of a JavaScript expression; a promise is awaited."""
        result = self.send(
            "Runtime.evaluate", expression=script, returnByValue=True, awaitPromise=True, userGesture=True
        )
        assert "exceptionDetails" not in result, result["exceptionDetails"]
        return result["result"].get("value")

    def wait_for(self, script: str) -> Any:
        """Wait until an expression is true, and return its value; evaluated in the page, every 50 ms."""
        loop = f"""(async () => {{
            for (let times = 0; times < {SECONDS * 20:.0f}; times += 1) {{
                const value = {script};
                if (value) return value instanceof Node ? true : value;
                await new Promise((resolve) => setTimeout(resolve, 50));
            }}
        }})()"""
        value = self.evaluate(loop)
        assert value, f"never true: {script}\n{self.evaluate('document.body.innerText')}\n{self.console}"
        return value

    def screenshot(self, path: Path) -> None:
        """Save a picture of the window."""
        path.write_bytes(base64.b64decode(self.send("Page.captureScreenshot")["data"]))

    def _read(self) -> dict[str, Any]:
        while b"\0" not in self._received:
            data = os.read(self._receiver, 1 << 20)
            assert data, "the browser has ended"
            self._received += data
        message, _, self._received = self._received.partition(b"\0")
        return json.loads(message)


@contextmanager
def browser(profile: Path) -> Iterator[Tab]:
    """Start a browser with a new profile, and end it with all its processes."""
    to_browser, sender = os.pipe()
    receiver, from_browser = os.pipe()
    path = executable()
    assert path is not None
    # It reads commands from file 3 and writes to file 4. (Other shells than bash know no file above 9.)
    command = ["bash", "-c", 'exec "$0" "$@" 3<&"$IN" 4>&"$OUT"', path, *_FLAGS, f"--user-data-dir={profile}"]
    with (profile.parent / "browser.log").open("wb") as log:
        process = subprocess.Popen(
            command,
            stdout=log,
            stderr=log,
            env={**os.environ, "IN": str(to_browser), "OUT": str(from_browser)},
            pass_fds=(to_browser, from_browser),
            start_new_session=True,
        )
    os.close(to_browser)
    os.close(from_browser)
    try:
        yield Tab(receiver, sender)
    finally:
        os.killpg(process.pid, signal.SIGKILL)
        process.wait()
        os.close(sender)
        os.close(receiver)
