"""A language server over its standard input and output: as much of the protocol as an editor needs to be shown diagnostics."""

from __future__ import annotations

import json
import queue
import subprocess
import threading
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any, BinaryIO

_PATIENCE = 60.0


class Editor:
    """The client's half of a conversation: opens documents, changes them, and waits for what is said of them."""

    def __init__(self, process: subprocess.Popen[bytes], root: Path) -> None:
        """The server has been started; `root` is the folder that the editor has open."""
        assert process.stdin is not None and process.stdout is not None
        self._out: BinaryIO = process.stdin  # type: ignore[assignment]  # a buffered writer is one
        self._root = root
        self._heard: queue.Queue[dict[str, Any]] = queue.Queue()
        self._number = 0
        threading.Thread(target=self._listen, args=(process.stdout,), daemon=True).start()

    def begin(self, settings: Mapping[str, Any]) -> None:
        """Shake hands, and send the settings as an editor sends those of its user."""
        self.ask("initialize", {"processId": None, "rootUri": self._root.as_uri(), "capabilities": {}})
        self.tell("initialized", {})
        self.tell("workspace/didChangeConfiguration", {"settings": settings})

    def open(self, path: str, text: str) -> list[dict[str, Any]]:
        """Open a file with this text, whatever the disk holds, and wait for its diagnostics."""
        self.tell("textDocument/didOpen", {"textDocument": {"uri": self._uri(path), "languageId": "python", "version": 1, "text": text}})
        return self._diagnostics(path)

    def change(self, path: str, text: str, version: int) -> list[dict[str, Any]]:
        """Put another text into an open file without saving it, and wait for its diagnostics."""
        document = {"uri": self._uri(path), "version": version}
        self.tell("textDocument/didChange", {"textDocument": document, "contentChanges": [{"text": text}]})
        return self._diagnostics(path)

    def end(self) -> None:
        """Say goodbye."""
        self.ask("shutdown", None)
        self.tell("exit", None)

    def ask(self, method: str, parameters: object) -> Any:
        """Send a request and wait for its result."""
        self._number += 1
        self._send({"id": self._number, "method": method, "params": parameters})
        answer = self._await(lambda message: message.get("id") == self._number and "method" not in message)
        assert "error" not in answer, answer
        return answer["result"]

    def tell(self, method: str, parameters: object) -> None:
        """Send a notification."""
        self._send({"method": method, "params": parameters})

    def _uri(self, path: str) -> str:
        return (self._root / path).as_uri()

    def _diagnostics(self, path: str) -> list[dict[str, Any]]:
        uri = self._uri(path)

        def is_about(message: dict[str, Any]) -> bool:
            return message.get("method") == "textDocument/publishDiagnostics" and message["params"]["uri"] == uri

        found = self._await(is_about)["params"]["diagnostics"]
        assert isinstance(found, list)
        return found

    def _await(self, wanted: Any) -> dict[str, Any]:
        while True:
            message = self._heard.get(timeout=_PATIENCE)
            if "ended" in message:
                raise AssertionError("the language server went away")
            if wanted(message):
                return message

    def _send(self, message: Mapping[str, Any]) -> None:
        body = json.dumps({"jsonrpc": "2.0", **message}).encode("utf-8")
        self._out.write(b"Content-Length: %d\r\n\r\n" % len(body) + body)
        self._out.flush()

    def _listen(self, stream: Any) -> None:
        while True:
            length = 0
            while (line := stream.readline().strip()):
                name, _, value = line.partition(b":")
                if name.lower() == b"content-length":
                    length = int(value)
            if not length:
                self._heard.put({"ended": True})
                return
            self._heard.put(json.loads(stream.read(length)))


@contextmanager
def editor(command: Sequence[str], root: Path, settings: Mapping[str, Any], environment: Mapping[str, str]) -> Iterator[Editor]:
    """A server that an editor with this folder open has started."""
    with open(root.parent / f"{root.name}-server.log", "wb") as log:
        process = subprocess.Popen(command, cwd=root, env=dict(environment), stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=log)
        try:
            talking = Editor(process, root)
            talking.begin(settings)
            yield talking
            talking.end()
            assert process.wait(timeout=_PATIENCE) == 0
        finally:
            process.kill()
            process.wait()
            for stream in (process.stdin, process.stdout):
                if stream is not None:
                    stream.close()
