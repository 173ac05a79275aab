"""A small, strict OpenID Connect provider on a port of its own: discovery, authorization, token, user information and keys.

Whoever calls the authorization endpoint is ``provider.person`` at once, as if they had typed a right password. Attributes make
single answers wrong, as a broken or hostile provider would.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
import secrets
import threading
import time
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, unquote_plus, urlencode, urlsplit

from joserfc import jwt
from joserfc.jwk import KeySet, RSAKey

KEY = RSAKey.generate_key(2048, parameters={"kid": "first"})


@dataclass
class Faults:
    """What is wrong with the next answers; nothing by default."""

    claims: dict[str, Any] = field(default_factory=dict)
    """Replace claims of the ID token; None: leave one out."""
    key: Any = None
    """Signs instead of the published key, under its id; for HS256 bytes, else the client's secret."""
    algorithm: str = "RS256"
    """Or HS256, or none."""
    issuer: str = ""
    """What discovery calls the provider."""
    id_token: str | None = None
    """Sent instead of an ID token."""
    userinfo_sub: str = ""
    token_status: int = 200
    say_iss: str | None = None
    """``iss`` of the answer to the browser."""


class Provider:
    """``with Provider(callback) as provider``: it serves at ``provider.issuer`` until the end."""

    client_id = "grader"
    client_secret = "s3cret: +&é"  # noqa: S105  # of this test's provider; its characters need quoting

    def __init__(self, callback: str) -> None:
        self.callback = callback
        self.person = {"sub": "42", "preferred_username": "anna"}
        self.in_userinfo: dict[str, Any] = {}
        """Claims that only the user information has."""
        self.faults = Faults()
        self.key = KEY
        self.asked: list[dict[str, str]] = []
        """Parameters of the authorization requests."""
        self._codes: dict[str, dict[str, str]] = {}
        self._tokens: dict[str, dict[str, Any]] = {}
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), self._handler())
        self.issuer = f"http://127.0.0.1:{self._server.server_port}"
        self._thread = threading.Thread(target=self._server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)

    def stop(self) -> None:
        """Answer nothing any more."""
        self._server.shutdown()
        self._server.server_close()

    def __enter__(self) -> Provider:
        self._thread.start()
        return self

    def __exit__(self, *exception: object) -> None:
        self.stop()
        self._thread.join()

    def authorize(self, query: dict[str, str]) -> tuple[int, str]:
        """Send the browser back with a code, or say what was wrong with the request."""
        self.asked.append(query)
        if query.get("client_id") != self.client_id or query.get("redirect_uri") != self.callback:
            return 400, "unknown client or redirect_uri"  # never redirected: it could go to anybody
        needed = ("state", "nonce", "code_challenge")
        if (
            query.get("response_type") != "code"
            or query.get("code_challenge_method") != "S256"
            or not all(map(query.get, needed))
        ):
            return 302, f"{self.callback}?{urlencode({'error': 'invalid_request', 'state': query.get('state', '')})}"
        assert "openid" in query["scope"].split()
        code = secrets.token_urlsafe(16)
        self._codes[code] = query
        back = {"code": code, "state": query["state"]}
        if self.faults.say_iss is not None:
            back["iss"] = self.faults.say_iss
        return 302, f"{self.callback}?{urlencode(back)}"

    def token(self, form: dict[str, str], authorization: str) -> tuple[int, dict[str, Any]]:
        """Exchange a code, once, for tokens."""
        kind, _, given = authorization.partition(" ")
        name, _, secret = base64.b64decode(given).decode().partition(":") if kind == "Basic" else ("", "", "")
        if (unquote_plus(name), unquote_plus(secret)) not in [(self.client_id, self.client_secret)]:
            return 401, {"error": "invalid_client"}
        request = self._codes.pop(form.get("code", ""), None)
        if form.get("grant_type") != "authorization_code" or request is None or form.get("redirect_uri") != self.callback:
            return 400, {"error": "invalid_grant"}
        if _base64(hashlib.sha256(form.get("code_verifier", "").encode()).digest()) != request["code_challenge"]:
            return 400, {"error": "invalid_grant"}
        access = secrets.token_urlsafe(16)
        self._tokens[access] = self.person | self.in_userinfo
        answer = {"access_token": access, "token_type": "Bearer", "id_token": self._id_token(request["nonce"], access)}
        return self.faults.token_status, answer

    def userinfo(self, authorization: str) -> tuple[int, dict[str, Any]]:
        """Who an access token belongs to."""
        found = self._tokens.get(authorization.removeprefix("Bearer "))
        if found is None:
            return 401, {"error": "invalid_token"}
        return 200, found | ({"sub": self.faults.userinfo_sub} if self.faults.userinfo_sub else {})

    def discovery(self) -> dict[str, Any]:
        """What the provider says about itself."""
        return {
            "issuer": self.faults.issuer or self.issuer,
            "authorization_endpoint": f"{self.issuer}/authorize",
            "token_endpoint": f"{self.issuer}/token",
            "userinfo_endpoint": f"{self.issuer}/userinfo",
            "jwks_uri": f"{self.issuer}/jwks",
            "id_token_signing_alg_values_supported": ["RS256", "HS256", "none"],
            "response_types_supported": ["code"],
            "subject_types_supported": ["public"],
        }

    def _id_token(self, nonce: str, access: str) -> str:
        if self.faults.id_token is not None:
            return self.faults.id_token
        now = int(time.time())
        half = hashlib.sha256(access.encode()).digest()[:16]
        claims = {
            "iss": self.issuer, "aud": self.client_id, "iat": now, "exp": now + 300, "nonce": nonce,
            "at_hash": _base64(half), **self.person, **self.faults.claims,
        }  # fmt: skip
        claims = {name: value for name, value in claims.items() if value is not None}
        header = {"alg": self.faults.algorithm, "kid": self.key.kid}
        if self.faults.algorithm == "RS256":
            return jwt.encode(header, claims, self.faults.key or self.key)
        signed = f"{_base64(json.dumps(header).encode())}.{_base64(json.dumps(claims).encode())}"
        secret = self.faults.key or self.client_secret.encode()
        mac = hmac.digest(secret, signed.encode(), "sha256") if self.faults.algorithm == "HS256" else b""
        return f"{signed}.{_base64(mac)}"

    def _handler(self) -> type[BaseHTTPRequestHandler]:
        provider = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                parts = urlsplit(self.path)
                query = {name: values[0] for name, values in parse_qs(parts.query, strict_parsing=bool(parts.query)).items()}
                if parts.path == "/authorize":
                    status, target = provider.authorize(query)
                    self._answer(status, target.encode(), {"Location": target} if status == 302 else {})
                elif parts.path == "/userinfo":
                    self._json(*provider.userinfo(self.headers.get("Authorization", "")))
                elif parts.path == "/jwks":
                    self._json(200, KeySet([provider.key]).as_dict(private=False))
                elif parts.path == "/.well-known/openid-configuration":
                    self._json(200, provider.discovery())
                else:
                    self._json(404, {})

            def do_POST(self) -> None:
                body = self.rfile.read(int(self.headers["Content-Length"])).decode()
                form = {name: values[0] for name, values in parse_qs(body, strict_parsing=True).items()}
                if self.path == "/token":
                    self._json(*provider.token(form, self.headers.get("Authorization", "")))
                else:
                    self._json(404, {})

            def _json(self, status: int, value: dict[str, Any]) -> None:
                self._answer(status, json.dumps(value).encode(), {"Content-Type": "application/json"})

            def _answer(self, status: int, body: bytes, headers: dict[str, str]) -> None:
                self.send_response(status)
                for name, text in {**headers, "Content-Length": str(len(body))}.items():
                    self.send_header(name, text)
                self.end_headers()
                self.wfile.write(body)

            def log_message(self, *arguments: object) -> None:
                """Say nothing: tests look at what the grading server logs."""

        return Handler


def _base64(data: bytes) -> str:
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()
