// Signs in to Auth0 with a client secret that is rotated with -AnnounceFor, without being refused when the secret changes.
//
// Node 18 or later, no packages:
//
//   import { SignIn, fromFolder } from './sign-in.mjs';
//   const signIn = new SignIn({ tenant: 'https://example.eu.auth0.com', clientId, audience: 'https://billing.example.com', entry: 'billing-client-secret', read: fromFolder('/mnt/secrets') });
//   const token = await signIn.token();
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';

// Entries that Key Vault, a CSI driver, an agent or a Kubernetes Secret mounts as files.
export function fromFolder(folder) {
    return async name => {
        try {
            return (await readFile(join(folder, name), 'utf8')).trim();
        } catch (error) {
            if (error.code === 'ENOENT') {
                return null;
            }
            throw error;
        }
    };
}

// Entries in variables such as BILLING_CLIENT_SECRET_NEXT. A process sees those that it was started with: restart it while a secret is announced.
export function fromEnvironment(name) {
    return process.env[name.toUpperCase().replaceAll('-', '_')] ?? null;
}

// Auth0 accepts none of the secrets in the vault.
export class SignInRefused extends Error {
}

// Access tokens of one application. Calls at the same time share one sign-in.
export class SignIn {
    #settings;
    #token = null;
    #renewAt = 0;
    #pending = null;

    // read(name) is what you replace: it returns the text of an entry of your vault, or null where there is no such entry.
    // patience is in milliseconds: Auth0 may take 30 seconds until it accepts a new secret everywhere.
    constructor({ tenant, clientId, audience, entry, read, patience = 60_000 }) {
        this.#settings = { endpoint: new URL('/oauth/token', tenant), clientId, audience, entry, read, patience };
    }

    // The access token, kept until shortly before its end.
    async token() {
        if (this.#token && performance.now() < this.#renewAt) {
            return this.#token;
        }
        this.#pending ??= this.#signIn().finally(() => { this.#pending = null; });
        await this.#pending;
        return this.#token;
    }

    // Has the next call sign in anew: for an API that refused the token.
    forget() {
        this.#renewAt = 0;
    }

    async #signIn() {
        const { entry, read, patience } = this.#settings;
        const deadline = performance.now() + patience;
        // The current one, the next one. While a change spreads, Auth0 may accept only the old one at one moment and only the new one at the next: so
        // each round reads again, and in the other order, and no rhythm of the servers can keep hitting the wrong one.
        const names = [entry, `${entry}-next`];
        for (let pause = 100; ; pause = Math.min(pause * 2, 2000), names.reverse()) {
            const refused = new Set();
            for (const name of names) {
                const secret = await read(name);
                if (!secret || refused.has(secret)) {
                    continue;
                }
                if (await this.#ask(secret)) {
                    return;
                }
                refused.add(secret);
            }
            if (performance.now() + pause > deadline) {
                const why = refused.size ? 'Auth0 refuses what the vault has' : 'The vault has nothing';
                throw new SignInRefused(`${why} as '${entry}' and '${entry}-next'. Is it the vault that the rotation writes to?`);
            }
            await wait(pause);
        }
    }

    async #ask(secret) {
        const { endpoint, clientId, audience } = this.#settings;
        const response = await fetch(endpoint, {
            method: 'POST',
            body: new URLSearchParams({ grant_type: 'client_credentials', client_id: clientId, client_secret: secret, audience }),
            signal: AbortSignal.timeout(30_000),
        });
        const answer = await response.json().catch(() => ({}));
        if (response.status === 401 || answer.error === 'invalid_client') {
            return false;
        }
        if (!response.ok) {
            // Another secret would not help: no grant for the API, too many requests, an outage.
            throw new Error(`The token endpoint answered with status ${response.status} ${answer.error ?? ''}`.trimEnd());
        }
        this.#token = answer.access_token;
        this.#renewAt = performance.now() + 1000 * (answer.expires_in - Math.min(60, answer.expires_in / 10));
        return true;
    }
}
