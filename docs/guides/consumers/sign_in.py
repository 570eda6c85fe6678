"""Signs in to Auth0 with a client secret that is rotated with -AnnounceFor, without being refused when the secret changes.

Python 3.9 or later, standard library only:

    from sign_in import SignIn, from_folder

    sign_in = SignIn("https://example.eu.auth0.com", client_id, "https://billing.example.com", "billing-client-secret", from_folder("/mnt/secrets"))
    token = sign_in.token()
"""

import json
import os
import threading
import time
import urllib.error
import urllib.parse
import urllib.request


def from_folder(folder):
    """Reads entries that Key Vault, a CSI driver, an agent or a Kubernetes Secret mounts as files."""

    def read(name):
        try:
            with open(os.path.join(folder, name), encoding="utf-8") as file:
                return file.read().strip()
        except FileNotFoundError:
            return None

    return read


def from_environment(name):
    """Reads entries from variables such as BILLING_CLIENT_SECRET_NEXT. A process sees those that it was started with: restart it while a secret is announced."""
    return os.environ.get(name.upper().replace("-", "_"))


class SignInRefused(Exception):
    """Auth0 accepts none of the secrets in the vault."""


class SignIn:
    """Access tokens of one application. Threads share one, and sign in once.

    read(name) is what you replace: it returns the text of an entry of your vault, or None where there is no such entry.
    patience is in seconds: Auth0 may take 30 until it accepts a new secret everywhere.
    """

    def __init__(self, tenant, client_id, audience, entry, read, patience=60):
        self._endpoint = tenant.rstrip("/") + "/oauth/token"
        self._client_id, self._audience, self._entry, self._read, self._patience = client_id, audience, entry, read, patience
        self._lock = threading.Lock()
        self._token = None
        self._renew_at = 0.0

    def token(self):
        """The access token, kept until shortly before its end."""
        with self._lock:
            if self._token is None or time.monotonic() >= self._renew_at:
                self._sign_in()
            return self._token

    def forget(self):
        """Has the next call sign in anew: for an API that refused the token."""
        with self._lock:
            self._token = None

    def _sign_in(self):
        deadline = time.monotonic() + self._patience
        pause = 0.1
        # The current one, the next one. While a change spreads, Auth0 may accept only the old one at one moment and only the new one at the next: so
        # each round reads again, and in the other order, and no rhythm of the servers can keep hitting the wrong one.
        names = [self._entry, self._entry + "-next"]
        while True:
            refused = []
            for name in names:
                secret = self._read(name)
                if not secret or secret in refused:
                    continue
                if self._ask(secret):
                    return
                refused.append(secret)
            if time.monotonic() + pause > deadline:
                why = "Auth0 refuses what the vault has" if refused else "The vault has nothing"
                raise SignInRefused(f"{why} as '{self._entry}' and '{self._entry}-next'. Is it the vault that the rotation writes to?")
            time.sleep(pause)
            pause = min(pause * 2, 2)
            names.reverse()

    def _ask(self, secret):
        form = {"grant_type": "client_credentials", "client_id": self._client_id, "client_secret": secret, "audience": self._audience}
        request = urllib.request.Request(self._endpoint, urllib.parse.urlencode(form).encode())
        try:
            with urllib.request.urlopen(request, timeout=30) as response:
                answer = json.load(response)
        except urllib.error.HTTPError as error:
            with error:
                code = _error_in(error.read())
            if error.code == 401 or code == "invalid_client":
                return False
            # Another secret would not help: no grant for the API, too many requests, an outage.
            raise RuntimeError(f"The token endpoint answered with status {error.code} {code}".rstrip()) from None
        self._token = answer["access_token"]
        lifetime = answer.get("expires_in", 0)
        self._renew_at = time.monotonic() + lifetime - min(60, lifetime / 10)
        return True


def _error_in(body):
    try:
        return str(json.loads(body)["error"])
    except (ValueError, KeyError, TypeError):
        return ""
