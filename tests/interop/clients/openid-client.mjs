// openid-client: discovery of either kind, then tokens by each way to authenticate. Says what it saw as one JSON line.
import { createPrivateKey, webcrypto } from 'node:crypto';
import * as client from 'openid-client';

const { domain, clientId, clientSecret, audience, keyClientId, privateKey, orders } = JSON.parse(process.env.TENANT);
const issuer = new URL(`https://${domain}/`);
const scopes = {};
for (const algorithm of ['oidc', 'oauth2']) {
  for (const [name, authentication] of [['post', client.ClientSecretPost(clientSecret)], ['basic', client.ClientSecretBasic(clientSecret)]]) {
    const configuration = await client.discovery(issuer, clientId, undefined, authentication, { algorithm });
    scopes[`${algorithm} ${name}`] = (await client.clientCredentialsGrant(configuration, { audience })).scope.split(' ').includes('read:clients');
  }
}

const key = await webcrypto.subtle.importKey(
  'pkcs8',
  createPrivateKey(privateKey).export({ type: 'pkcs8', format: 'der' }),
  { name: 'RSASSA-PKCS1-v1_5', hash: 'SHA-256' },
  false,
  ['sign'],
);
const configuration = await client.discovery(issuer, keyClientId, undefined, client.PrivateKeyJwt(key));
const byKey = await client.clientCredentialsGrant(configuration, { audience: orders });
let refused;
try {
  await client.clientCredentialsGrant(await client.discovery(issuer, clientId, undefined, client.ClientSecretPost('wrong')), { audience });
} catch (error) {
  refused = error.error ?? error.code;
}

console.log(JSON.stringify({ scopes, keyScope: byKey.scope, tokenType: byKey.token_type, refused }));
