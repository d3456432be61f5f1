"""A stand-in for Stripe's address: speaks HTTP on this machine, keeps sessions, replays what has the same key."""

import base64
import json
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qsl, urlsplit

from tests.associations.fees import published


class StandIn:
    """``sessions`` by id, as the provider has them; ``asked``: every request; ``fails``: answers to give first."""

    def __init__(self):
        self.sessions, self.asked, self.fails, self.by_key = {}, [], [], {}
        self.server = ThreadingHTTPServer(("127.0.0.1", 0), self._handler())
        self.url = f"http://127.0.0.1:{self.server.server_port}"
        self.thread = threading.Thread(target=self.server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True)
        self.thread.start()

    def stop(self):
        self.server.shutdown()
        self.server.server_close()
        self.thread.join()

    def count(self, method) -> int:
        return sum(1 for one in self.asked if one[0] == method)

    def answer(self, method, path, form, headers):
        """Status and body, or bytes to send as they are."""
        self.asked.append((method, path, form, dict(headers)))
        if self.fails:
            return self.fails.pop(0)
        if headers.get("Authorization") != "Basic " + base64.b64encode(f"{published.API_KEY}:".encode()).decode():
            return 401, {"error": {"type": "invalid_request_error", "message": "Invalid API Key provided: sk_test_***"}}
        parts = path.strip("/").split("/")
        if method == "POST" and len(parts) == 3:
            return self._create(form, headers)
        if method == "GET" and len(parts) == 3:
            return self._list(form)
        found = self.sessions.get(parts[3])
        if found is None:
            return 404, {"error": {"type": "invalid_request_error", "code": "resource_missing"}}
        if method == "POST":
            if found["status"] != "open":
                return 400, {"error": {"type": "invalid_request_error"}}
            found["status"] = "expired"
        return 200, found

    def _create(self, form, headers):
        key = headers.get("Idempotency-Key")
        if key not in self.by_key:
            name = f"cs_test_{len(self.by_key) + 1}"
            self.by_key[key] = self.sessions[name] = published.session(
                form["client_reference_id"],
                name=name,
                status="open",
                payment_status="unpaid",
                amount=int(form["line_items[0][price_data][unit_amount]"]),
                currency=form["line_items[0][price_data][currency]"],
                metadata={"portal": form["metadata[portal]"]},
                url=f"https://checkout.stripe.com/c/pay/{name}",
            )
        return 200, self.by_key[key]

    def _list(self, form):
        names = sorted(self.sessions)
        rest = names[names.index(form["starting_after"]) + 1 :] if "starting_after" in form else names
        size = min(int(form["limit"]), 2)
        rows = [self.sessions[name] for name in rest[:size]]
        return 200, {"object": "list", "data": rows, "has_more": len(rest) > size}

    def pay(self, name, *, refunded=0, intent_status="succeeded", payment_status="paid", intent=""):
        """Somebody pays there; the payment is expanded as it is when one asks."""
        found = self.sessions[name]
        intent = intent or f"pi_{name}"
        charge = published.charge(intent, refunded=refunded, amount=found["amount_total"])
        found |= {
            "status": "complete",
            "payment_status": payment_status,
            "payment_intent": {
                "id": intent,
                "object": "payment_intent",
                "status": intent_status,
                "latest_charge": charge,
            },
        }

    def _handler(self):
        outer = self

        class Handler(BaseHTTPRequestHandler):
            def _do(self):
                length = int(self.headers.get("Content-Length") or 0)
                text = self.rfile.read(length).decode() or urlsplit(self.path).query
                status, body = outer.answer(self.command, urlsplit(self.path).path, dict(parse_qsl(text)), self.headers)
                data = body if isinstance(body, bytes) else json.dumps(body).encode()
                self.send_response(status)
                self.send_header("Content-Length", str(len(data)))
                self.end_headers()
                self.wfile.write(data)

            do_GET = do_POST = _do  # noqa: N815 - named by the library

            def log_message(self, *args):
                pass

        return Handler
