// oauth4webapi: the same on the lower level, with its checks of every answer. Says what it saw as one JSON line.
import { createPrivateKey, webcrypto } from 'node:crypto';
import * as oauth from 'oauth4webapi';

const { domain, clientId, clientSecret, audience, keyClientId, privateKey, orders } = JSON.parse(process.env.TENANT);
const issuer = new URL(`https://${domain}/`);
const servers = {};
for (const algorithm of ['oidc', 'oauth2']) {
  servers[algorithm] = await oauth.processDiscoveryResponse(issuer, await oauth.discoveryRequest(issuer, { algorithm }));
}

async function grant(server, client, authentication, api) {
  const response = await oauth.clientCredentialsGrantRequest(server, client, authentication, { audience: api });
  return oauth.processClientCredentialsResponse(server, client, response);
}

const bySecret = await grant(servers.oauth2, { client_id: clientId }, oauth.ClientSecretPost(clientSecret), audience);
const key = await webcrypto.subtle.importKey(
  'pkcs8',
  createPrivateKey(privateKey).export({ type: 'pkcs8', format: 'der' }),
  { name: 'RSASSA-PKCS1-v1_5', hash: 'SHA-256' },
  false,
  ['sign'],
);
const byKey = await grant(servers.oidc, { client_id: keyClientId }, oauth.PrivateKeyJwt(key), orders);

// Its check of an access token as an API would do it (RFC 9068 where the token says so, signature by the key set).
const keys = await (await fetch(servers.oauth2.jwks_uri)).json();
let refused;
try {
  await grant(servers.oidc, { client_id: clientId }, oauth.ClientSecretPost('wrong'), audience);
} catch (error) {
  refused = error.error ?? error.code;
}

console.log(JSON.stringify({
  same: JSON.stringify(servers.oidc) === JSON.stringify(servers.oauth2),
  scope: bySecret.scope.includes('read:clients'),
  keyScope: byKey.scope,
  keys: keys.keys.length,
  refused,
}));
