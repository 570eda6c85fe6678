// Auth0's SDK: the Management API, and tokens by secret and by private key. Says what it saw as one JSON line.
import { ManagementClient } from 'auth0';
import { AuthenticationClient } from 'auth0/legacy';
import { generateKeyPairSync } from 'node:crypto';

const { domain, clientId, clientSecret, audience, orders } = JSON.parse(process.env.TENANT);
const management = new ManagementClient({ domain, clientId, clientSecret });
const { privateKey, publicKey } = generateKeyPairSync('rsa', {
  modulusLength: 2048,
  publicKeyEncoding: { type: 'spki', format: 'pem' },
  privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
});

const names = [];
for await (const client of await management.clients.list({ per_page: 10, include_totals: true })) names.push(client.name);

const created = await management.clients.create({ name: 'Made by the SDK', app_type: 'non_interactive', grant_types: ['client_credentials'] });
await management.clientGrants.create({ client_id: created.client_id, audience: orders, scope: ['read:orders'] });
const rotated = await management.clients.rotateSecret(created.client_id);
const bySecret = await new AuthenticationClient({ domain, clientId: created.client_id, clientSecret: rotated.client_secret })
  .oauth.clientCredentialsGrant({ audience: orders });
let refused;
try {
  await new AuthenticationClient({ domain, clientId: created.client_id, clientSecret: created.client_secret }).oauth.clientCredentialsGrant({ audience: orders });
} catch (error) {
  refused = error.statusCode;
}

const credential = await management.clients.credentials.create(created.client_id, { credential_type: 'public_key', pem: publicKey });
await management.clients.update(created.client_id, {
  client_authentication_methods: { private_key_jwt: { credentials: [{ id: credential.id }] } },
  token_endpoint_auth_method: null,
});
const byKey = await new AuthenticationClient({ domain, clientId: created.client_id, clientAssertionSigningKey: privateKey })
  .oauth.clientCredentialsGrant({ audience: orders });
await management.clientGrants.create({ client_id: created.client_id, audience, scope: ['read:clients'] });
const managementByKey = await new ManagementClient({ domain, clientId: created.client_id, clientAssertionSigningKey: privateKey }).clients.get(created.client_id);
const ofManagement = await new AuthenticationClient({ domain, clientId, clientSecret }).oauth.clientCredentialsGrant({ audience });

const changed = await management.clients.credentials.update(created.client_id, credential.id, { expires_at: '2040-01-01T00:00:00.000Z' });
const organizations = [];
for await (const organization of await management.organizations.list({ take: 2 })) organizations.push(organization.name);
const settings = await management.tenants.settings.get();
const logs = await (await fetch(`https://${domain}/api/v2/logs?take=100`, { headers: { authorization: `Bearer ${ofManagement.data.access_token}` } })).json();
await management.clients.delete(created.client_id);

console.log(JSON.stringify({
  names,
  scope: bySecret.data.scope,
  keyScope: byKey.data.scope,
  nameByKey: managementByKey.name,
  refused,
  expires: changed.expires_at,
  organizations,
  friendlyName: settings.friendly_name,
  library: logs.filter((entry) => entry.type === 'seccft' && entry.client_id === created.client_id).map((entry) => entry.auth0_client?.name),
}));
