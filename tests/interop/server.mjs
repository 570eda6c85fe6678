// Runs oidc-provider, a certified OpenID provider, under the paths that an Auth0 tenant has. All that it does is its own; the settings
// below only say which optional things are on, and translate what Auth0 names otherwise.
//
// Standard input: one line of JSON, { audience, scope, clients } with clients as in OpenID Connect Registration. Public parts of keys only.
// Standard output: one line of JSON, { domain } when it listens, or { unsupported } saying why it cannot. It ends when standard input does.
import { createServer } from 'node:http';
import { generateKeyPairSync } from 'node:crypto';
import { createInterface } from 'node:readline';
import { Provider, errors } from 'oidc-provider';

if (typeof URL.parse !== 'function') {
  console.log(JSON.stringify({ unsupported: `Node.js ${process.version} is older than oidc-provider needs` }));
  process.exit();
}

const input = createInterface({ input: process.stdin });
const { audience, scope, clients } = JSON.parse((await input[Symbol.asyncIterator]().next()).value);
process.stdin.on('end', () => process.exit()).resume();

const server = createServer();
await new Promise((listening) => server.listen(0, '127.0.0.1', listening));
const domain = `http://127.0.0.1:${server.address().port}`;

const signingKey = generateKeyPairSync('rsa', { modulusLength: 2048 }).privateKey.export({ format: 'jwk' });

// With the slash at its end, which an Auth0 tenant's name has.
const provider = new Provider(`${domain}/`, {
  clients,
  jwks: { keys: [{ ...signingKey, use: 'sig', alg: 'RS256' }] },
  cookies: { keys: ['only for this process'] },
  routes: {
    authorization: '/authorize',
    token: '/oauth/token',
    revocation: '/oauth/revoke',
    userinfo: '/userinfo',
    jwks: '/.well-known/jwks.json',
  },
  scopes: ['openid', 'offline_access'],
  clientAuthMethods: ['none', 'client_secret_post', 'client_secret_basic', 'private_key_jwt'],
  enabledJWA: { clientAuthSigningAlgValues: ['RS256', 'RS384', 'PS256'] },
  extraParams: { audience: null },

  // Auth0 turns refresh tokens for all kinds of applications where rotation is on.
  rotateRefreshToken: true,
  ttl: { AccessToken: 600, ClientCredentials: 600, IdToken: 600, RefreshToken: 3600, Grant: 3600, Session: 3600, Interaction: 600 },
  findAccount: (_, id) => ({ accountId: id, claims: () => ({ sub: id }) }),
  features: {
    clientCredentials: { enabled: true },
    revocation: { enabled: true },
    resourceIndicators: {
      enabled: true,
      // Auth0's audience parameter is what RFC 8707 names resource.
      defaultResource: (context) => context.oidc.params.audience ?? context.oidc.body?.audience,
      useGrantedResource: () => true,
      getResourceServerInfo: (_, resource) => {
        if (resource !== audience) {
          throw new errors.InvalidTarget();
        }
        return { audience, scope, accessTokenFormat: 'jwt', jwt: { sign: { alg: 'RS256' } } };
      },
    },
  },
});

// OpenID Connect Core section 11 has the user asked before offline access is given, unless there are other conditions; at Auth0 those are
// the API's "Allow Offline Access", and applications send no prompt. Here the user is asked.
provider.use((context, next) => {
  if (context.path === '/authorize' && !context.query.prompt && context.query.scope?.split(' ').includes('offline_access')) {
    context.query = { ...context.query, prompt: 'consent' };
  }
  return next();
});

server.on('request', provider.callback());
console.log(JSON.stringify({ domain }));
