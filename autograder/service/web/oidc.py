"""Single sign-on by OpenID Connect: the authorization code flow with PKCE, state and nonce.

    provider = Provider(settings, secret)
    attempt, address = provider.begin(callback)       # send the browser to address, keep the attempt
    student = provider.finish(attempt, callback, code)     # what it came back with

Authlib makes the authorization request and validates the claims; joserfc, its companion, verifies signatures.
"""

from __future__ import annotations

import secrets
import time
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote_plus, urlsplit

import httpx
from authlib.oauth2.rfc6749.parameters import prepare_grant_uri
from authlib.oauth2.rfc7636 import create_s256_code_challenge
from authlib.oidc.core import CodeIDToken
from joserfc import jwt
from joserfc.errors import InvalidKeyIdError, JoseError
from joserfc.jwk import KeySet
from joserfc.jws import JWSRegistry

from autograder.service_settings import OpenID

__all__ = ["Attempt", "Provider", "SignInFailed"]

_ALGORITHMS = frozenset({"RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512"})
"""Signatures by public key only: neither ``none`` nor one that our own client secret could make."""
_SCOPE = "openid profile email"
_FRESH_SECONDS = 3600.0
"""How long what the provider says about itself is kept."""
_LEEWAY = 60
"""Seconds by which the provider's clock may differ."""


class SignInFailed(Exception):
    """Nobody was signed in.

    Attributes:
        reason: for the server's log; without secrets.
    """

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


@dataclass(frozen=True, kw_only=True)
class Attempt:
    """One try to sign in, kept between leaving for the provider and coming back."""

    state: str
    nonce: str
    verifier: str


class Provider:
    """The configured provider. What it says about itself and its keys are fetched when needed, and kept."""

    def __init__(self, settings: OpenID, secret: str, *, timeout: float = 5.0) -> None:
        self._settings = settings
        self._secret = secret
        self._timeout = timeout
        self._metadata: dict[str, Any] | None = None
        self._keys: dict[str, Any] | None = None
        self._fetched_at = 0.0

    def begin(self, callback: str) -> tuple[Attempt, str]:
        """A new attempt, and where to send the browser. Raises SignInFailed when the provider does not answer."""
        attempt = Attempt(state=_random(), nonce=_random(), verifier=_random())
        address: str = prepare_grant_uri(
            self._endpoint("authorization_endpoint"),
            client_id=self._settings.client_id,
            response_type="code",
            redirect_uri=callback,
            scope=_SCOPE,
            state=attempt.state,
            nonce=attempt.nonce,
            code_challenge=create_s256_code_challenge(attempt.verifier),
            code_challenge_method="S256",
        )
        return attempt, address

    def check_issuer(self, issuer: str | None) -> None:
        """Refuse an answer in another provider's name (RFC 9207). Raises SignInFailed."""
        said = self._about().get("authorization_response_iss_parameter_supported") is True
        if issuer != self._settings.issuer and (said or issuer is not None):
            raise SignInFailed(f"the answer names the issuer {issuer!r}, not {self._settings.issuer!r}")

    def finish(self, attempt: Attempt, callback: str, code: str) -> str:
        """The student id of whoever came back with ``code``.

        Raises:
            SignInFailed: the provider refuses the code, its ID token is not valid for us and for this attempt, or it does not
                say who the person is.
        """
        answer = self._exchange(attempt, callback, code)
        access_token, id_token = answer.get("access_token"), answer.get("id_token")
        if not isinstance(id_token, str):
            raise SignInFailed("the provider sent no ID token")
        claims = self._validated(id_token, attempt, access_token if isinstance(access_token, str) else None)
        if self._settings.claim not in claims and isinstance(access_token, str) and "userinfo_endpoint" in self._about():
            claims = self._userinfo(access_token, str(claims["sub"]))
        return self._person(claims)

    def _person(self, claims: dict[str, Any]) -> str:
        claim = self._settings.claim
        person = claims.get(claim)
        if not isinstance(person, str) or not person:
            raise SignInFailed(f"the provider does not say the claim {claim!r}; OpenID.claim in course_config.py names another")
        if claim == "email" and claims.get("email_verified") is not True:
            raise SignInFailed("the provider has not verified this email address")
        return person

    def _exchange(self, attempt: Attempt, callback: str, code: str) -> dict[str, Any]:
        form = {
            "grant_type": "authorization_code", "code": code, "redirect_uri": callback, "code_verifier": attempt.verifier,
        }  # fmt: skip
        address, name = self._endpoint("token_endpoint"), self._settings.client_id
        methods = self._about().get("token_endpoint_auth_methods_supported", ["client_secret_basic"])
        if "client_secret_basic" not in methods:
            return self._request("POST", address, data=form | {"client_id": name, "client_secret": self._secret})
        return self._request("POST", address, data=form, auth=(quote_plus(name), quote_plus(self._secret)))  # RFC 6749, 2.3.1

    def _validated(self, id_token: str, attempt: Attempt, access_token: str | None) -> dict[str, Any]:
        """The claims of an ID token whose signature, issuer, audience, time and nonce are right."""
        offered = self._about().get("id_token_signing_alg_values_supported", ["RS256"])
        registry = JWSRegistry(algorithms=sorted(_ALGORITHMS & set(offered)) or ["RS256"], strict_check_header=False)
        options = {
            "iss": {"essential": True, "value": self._settings.issuer},
            "aud": {"essential": True, "value": self._settings.client_id},
        }
        parameters = {"nonce": attempt.nonce, "client_id": self._settings.client_id, "access_token": access_token}
        try:
            try:
                token = jwt.decode(id_token, self._key_set(), registry=registry)
            except InvalidKeyIdError:  # the provider has changed its keys
                token = jwt.decode(id_token, self._key_set(fresh=True), registry=registry)
            claims = CodeIDToken(token.claims, token.header, options, parameters)
            claims.validate(leeway=_LEEWAY)
        except (JoseError, ValueError, TypeError, KeyError) as problem:
            raise SignInFailed(f"the ID token is not valid ({type(problem).__name__}: {problem})") from None
        return dict(claims)

    def _userinfo(self, access_token: str, subject: str) -> dict[str, Any]:
        address = self._endpoint("userinfo_endpoint")
        claims = self._request("GET", address, headers={"Authorization": f"Bearer {access_token}"})
        if claims.get("sub") != subject:
            raise SignInFailed("the provider's user information is about somebody else")
        return claims

    def _about(self) -> dict[str, Any]:
        """What the provider says about itself. Two threads may ask at once; waiting for each other would block them all."""
        if self._metadata is None or time.monotonic() - self._fetched_at > _FRESH_SECONDS:
            issuer = self._settings.issuer
            found = self._request("GET", f"{issuer.rstrip('/')}/.well-known/openid-configuration")
            if found.get("issuer") != issuer:
                raise SignInFailed(f"OpenID.issuer is {issuer!r}, but the provider calls itself {found.get('issuer')!r}")
            self._metadata, self._keys, self._fetched_at = found, None, time.monotonic()
            return found
        return self._metadata

    def _endpoint(self, name: str) -> str:
        address = self._about().get(name)
        if not isinstance(address, str) or urlsplit(address).scheme not in ("https", urlsplit(self._settings.issuer).scheme):
            raise SignInFailed(f"the provider names no {name} that is as safe as its own address")
        return address

    def _key_set(self, *, fresh: bool = False) -> KeySet:
        keys = None if fresh else self._keys
        if keys is None:
            keys = self._keys = self._request("GET", self._endpoint("jwks_uri"))
        return KeySet.import_key_set(keys)  # type: ignore[arg-type]  # JSON, which it checks itself

    def _request(self, method: str, address: str, **options: Any) -> dict[str, Any]:
        """The JSON object that the provider answers. Raises SignInFailed for anything else."""
        where = urlsplit(address)._replace(query="", fragment="").geturl()
        try:
            answer = httpx.request(method, address, timeout=self._timeout, follow_redirects=False, **options)
        except httpx.HTTPError as problem:
            raise SignInFailed(f"{where}: {type(problem).__name__}: {problem}") from None
        try:
            found = answer.json()
        except ValueError:
            found = None
        if answer.status_code != 200 or not isinstance(found, dict):
            code = found.get("error") if isinstance(found, dict) else None
            raise SignInFailed(f"{where} answered {answer.status_code}{f' ({code!r})' if code else ''}")
        return found


def _random() -> str:
    return secrets.token_urlsafe(32)
