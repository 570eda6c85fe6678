"""A consumer made from the sample, which does what it is told, a line at a time."""

import json
import os
import sys

from sign_in import SignIn, SignInRefused, from_folder


def from_vault(folder):
    """The tests' vault on disk: an entry is a file of JSON, its name in hexadecimal."""

    def read(name):
        try:
            with open(os.path.join(folder, name.lower().encode().hex().upper() + ".entry"), encoding="utf-8") as file:
                return json.load(file)["Secret"]
        except FileNotFoundError:
            return None

    return read


place = os.environ["ENTRIES"]
read = from_vault(place) if os.environ["KIND"] == "vault" else from_folder(place)
sign_in = SignIn(os.environ["TENANT"], os.environ["CLIENT_ID"], os.environ["AUDIENCE"], "billing-client-secret", read, float(os.environ["PATIENCE"]))
for line in sys.stdin:
    if line.strip() == "anew":
        sign_in.forget()
    try:
        print("token" if sign_in.token().count(".") == 2 else "no token", flush=True)
    except SignInRefused as error:
        print("refused:", error, flush=True)
    except Exception as error:
        print("failed:", error, flush=True)
