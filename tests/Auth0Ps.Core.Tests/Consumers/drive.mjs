// A consumer made from the sample, which does what it is told, a line at a time.
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { SignIn, SignInRefused, fromFolder } from './sign-in.mjs';

// The tests' vault on disk: an entry is a file of JSON, its name in hexadecimal.
const fromVault = folder => async name => {
    try {
        return JSON.parse(await readFile(join(folder, `${Buffer.from(name.toLowerCase()).toString('hex').toUpperCase()}.entry`), 'utf8')).Secret;
    } catch (error) {
        if (error.code === 'ENOENT') {
            return null;
        }
        throw error;
    }
};

const { TENANT: tenant, CLIENT_ID: clientId, AUDIENCE: audience, ENTRIES: place, KIND: kind, PATIENCE: patience } = process.env;
const read = kind === 'vault' ? fromVault(place) : fromFolder(place);
const signIn = new SignIn({ tenant, clientId, audience, entry: 'billing-client-secret', read, patience: 1000 * patience });
for await (const line of createInterface({ input: process.stdin })) {
    if (line.trim() === 'anew') {
        signIn.forget();
    }
    try {
        console.log((await signIn.token()).split('.').length === 3 ? 'token' : 'no token');
    } catch (error) {
        console.log(`${error instanceof SignInRefused ? 'refused' : 'failed'}: ${error.message}`);
    }
}
